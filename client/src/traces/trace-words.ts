/** What is said of a report: in a message, in Problems, over its document. Pure. */
import { basename } from "node:path";
import * as l10n from "@vscode/l10n";
import type { DecodedTrace, KernelTrace, SourceCall, TraceKind } from "../kernel/traces/trace.ts";

/** How bad it is: after a crash a task or the whole kernel is gone, after the others it goes on. */
export function isCrash({ kind }: Pick<KernelTrace, "kind">): boolean {
  switch (kind) {
    case "oops":
    case "panic":
    case "bug":
      return true;
    case "warning":
    case "kasan":
    case "kcsan":
    case "ubsan":
    case "lockdep":
    case "hung-task":
    case "lockup":
    case "rcu-stall":
    case "sleep-in-atomic":
    case "oom":
      return false;
  }
}

/** What kernels call such a report. */
export const kindWords: Readonly<Record<TraceKind, string>> = {
  oops: "oops",
  bug: "BUG",
  panic: "panic",
  warning: "WARNING",
  kasan: "KASAN",
  kcsan: "KCSAN",
  ubsan: "UBSAN",
  lockdep: "lockdep",
  "hung-task": "hung task",
  lockup: "lockup",
  "rcu-stall": "RCU stall",
  "sleep-in-atomic": "sleeping in atomic context",
  oom: "out of memory",
};

/** The title with what explains it, without what only the kernel's authors read. */
export function whatHappened(trace: KernelTrace): string {
  const message = messageOf(trace);
  if (message !== undefined) return short(message);
  return short(
    trace.title
      .replace(/^WARNING: CPU: \d+ PID: \d+ at .*$/u, "WARNING")
      .replace(
        /^WARNING: (?:\[(.*)\] )?\S* ?at \S+.* CPU#\d+: .*$/u,
        (_, condition?: string) => condition ?? "WARNING",
      )
      .replace(/^kernel BUG at .*$/u, "BUG")
      .replace(/^(?:watchdog: |rcu: |NMI )+/u, "")
      .replace(/^(?:(?:BUG|WARNING|INFO|UBSAN|\[ BUG): (?:K\w+SAN: |KFENCE: )?|BUG (?=\S+ \())/u, "")
      .replace(/ \]$/u, "")
      .replace(/ in \S+\+0x[\da-f]+\/0x[\da-f]+(?: \[[^\]]+\])?$/u, "")
      .replace(/: [\da-f]{4,16} \[#\d+\].*$/u, "")
      .replace(/^Oops: (?=[a-z])/u, ""),
  );
}

/** `oops: kernel NULL pointer dereference, address: 0x8`. */
export function headline(trace: KernelTrace): string {
  const [kind, what] = [kindWords[trace.kind], whatHappened(trace)];
  return kind === what ? kind : `${kind}: ${what}`;
}

/** What WARN() says before its WARNING line, or what a check says before its BUG. */
function messageOf({ records, title, kind }: KernelTrace): string | undefined {
  if (kind !== "warning" && kind !== "bug") return undefined;
  const before = records.slice(
    0,
    Math.max(
      0,
      records.findIndex(({ text }) => text.trim() === title),
    ),
  );
  return before.map(({ text }) => text.trim()).findLast((text) => text !== "" && !/^-+\[|^8<-/u.test(text));
}

/** `address: 0000000000000008` is `address: 0x8`. */
const short = (text: string): string =>
  text
    .replaceAll(/\b0{4,}([\da-f]+)\b/gu, (_, digits: string) => `0x${digits}`)
    .replace(/\.$/u, "")
    .trim();

/** A place in the author's own files. */
export interface OwnPlace {
  readonly call: SourceCall;
  /** The module whose frame it is. */
  readonly module: string;
  /** Is it where the kernel failed, not a caller of that? */
  readonly isFault: boolean;
}

/**
 * Places of the reliable frames in files that `isOwn`: of each frame the innermost function that is one of them. The first
 * is what a report is about.
 */
export function ownPlaces(
  { frames }: Pick<DecodedTrace, "frames">,
  isOwn: (file: string) => boolean,
): readonly OwnPlace[] {
  return frames.flatMap(({ frame, calls }) => {
    const call = calls.find(({ file }) => isOwn(file));
    if (!frame.isReliable || frame.module === undefined || call === undefined) return [];
    return [{ call, module: frame.module, isFault: frame.isFault }];
  });
}

/** The modules of the report, those of its reliable frames first. */
export function modulesOf({ frames, sections }: KernelTrace): readonly string[] {
  const all = [...frames, ...sections.flatMap((section) => section.frames)];
  const named = all.flatMap(({ module, isReliable }) =>
    module === undefined ? [] : [{ module, isReliable }],
  );
  return [
    ...new Set([...named.filter(({ isReliable }) => isReliable), ...named].map(({ module }) => module)),
  ];
}

/** @param place where it is about the author's files @param machine undefined: it was pasted */
export function notice(
  { trace }: Pick<DecodedTrace, "trace">,
  place: OwnPlace | undefined,
  machine: string | undefined,
): string {
  const [module] = place === undefined ? modulesOf(trace) : [place.module];
  const subject = deed(trace.kind, module ?? l10n.t("The kernel"));
  const who = machine === undefined ? subject : l10n.t`${subject} on ${machine}`;
  const what = whatHappened(trace);
  if (place === undefined) return `${who}: ${what}`;
  const { call } = place;
  return l10n.t`${who}: ${what} in ${call.function}, ${basename(call.file)}:${call.line}`;
}

/** What it did, without where. */
function deed(kind: TraceKind, who: string): string {
  switch (kind) {
    case "oops":
    case "bug":
    case "panic":
      return l10n.t`${who} crashed`;
    case "warning":
      return l10n.t`${who} complained`;
    case "kasan":
      return l10n.t`${who} was caught by KASAN`;
    case "kcsan":
      return l10n.t`${who} was caught by KCSAN`;
    case "ubsan":
      return l10n.t`${who} was caught by UBSAN`;
    case "lockdep":
      return l10n.t`${who} was caught by lockdep`;
    case "hung-task":
      return l10n.t`${who} hangs`;
    case "lockup":
    case "rcu-stall":
      return l10n.t`${who} blocks a processor`;
    case "sleep-in-atomic":
      return l10n.t`${who} slept where it must not`;
    case "oom":
      return l10n.t`${who} ran out of memory`;
  }
}

/** The same for the same thing happening again: what, and where the first reliable frames are. */
export function signatureOf({ kind, title, frames }: KernelTrace): string {
  const places = frames
    .filter(({ isReliable }) => isReliable)
    .slice(0, 8)
    .map((frame) => `${frame.function}+${frame.offset} ${frame.module ?? ""}`);
  return [kind, ...(places.length > 0 ? places : [title])].join("\n");
}
