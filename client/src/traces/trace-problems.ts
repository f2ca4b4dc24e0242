/** What a report puts into Problems: where the kernel failed, and the lines that led there. Pure. */
import * as l10n from "@vscode/l10n";
import type { DecodedFrame, DecodedTrace, SourceCall } from "../kernel/traces/trace.ts";
import { headline, isCrash, type OwnPlace, ownPlaces } from "./trace-words.ts";

export interface TraceProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly code: string;
  readonly related: readonly RelatedLine[];
}

export interface RelatedLine {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Deeper callers say little. */
const mostCallers = 6;

/** @param isOwn is it a file that the author works on: a file of the workspace? */
export function traceProblems(
  decoded: DecodedTrace,
  isOwn: (file: string) => boolean,
): readonly TraceProblem[] {
  const { trace } = decoded;
  const [first, ...callers] = ownPlaces(decoded, isOwn);
  if (first === undefined) return [];
  const what = headline(trace);
  const main: TraceProblem = {
    file: first.call.file,
    line: first.call.line,
    severity: isCrash(trace) || trace.kind === "kasan" ? "error" : "warning",
    message: `${what} (${pathWords(decoded, first)})`,
    code: trace.kind,
    related: relatedLines(decoded, first.call),
  };
  const others = callers
    .slice(0, mostCallers)
    .filter((place, index) => !isSame(place.call, first.call) && isFirstOf(callers, place, index))
    .map(
      ({ call }): TraceProblem => ({
        file: call.file,
        line: call.line,
        severity: "info",
        message: l10n.t`on the way to ${what} (in ${first.call.function})`,
        code: trace.kind,
        related: [
          { file: first.call.file, line: first.call.line, message: l10n.t`in ${first.call.function}` },
        ],
      }),
    );
  return [main, ...others];
}

const isSame = (a: SourceCall, b: SourceCall): boolean => a.file === b.file && a.line === b.line;

const isFirstOf = (places: readonly OwnPlace[], { call }: OwnPlace, index: number): boolean =>
  places.findIndex((other) => isSame(other.call, call)) === index;

/** `in speed_of, inlined into demo_ioctl, called from vfs_ioctl`. */
function pathWords({ frames }: DecodedTrace, first: OwnPlace): string {
  const at = frames.findIndex(({ calls }) => calls.includes(first.call));
  const calls = frames[at]?.calls ?? [];
  const names = [...new Set(calls.slice(calls.indexOf(first.call) + 1).map((call) => call.function))];
  const caller = frames.slice(at + 1).find(({ frame }) => frame.isReliable);
  return [
    l10n.t`in ${first.call.function}`,
    ...names.map((name) => l10n.t`inlined into ${name}`),
    ...(caller === undefined ? [] : [l10n.t`called from ${caller.frame.function}`]),
  ].join(", ");
}

/** All lines of the reliable frames but the problem's own, from the inside out. */
function relatedLines({ frames }: DecodedTrace, own: SourceCall): readonly RelatedLine[] {
  const lines = frames.filter(({ frame }) => frame.isReliable).flatMap(linesOfFrame);
  return lines.filter(
    (line, index) =>
      !(line.file === own.file && line.line === own.line) &&
      lines.findIndex((other) => other.file === line.file && other.line === line.line) === index,
  );
}

const linesOfFrame = ({ calls }: DecodedFrame): readonly RelatedLine[] =>
  calls.map(({ function: name, file, line, isInlined }) => ({
    file,
    line,
    message: isInlined ? `${name} (inlined)` : name,
  }));
