/** A machine that answers as a test says: no process, no kernel. What it was asked is kept. */
import type { Command, Output } from "../../../client/src/kernel/command.ts";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import type { KoFile } from "../../../client/src/kernel/kmod/module-info.ts";
import type {
  MachineConsole,
  Subscription,
  Target,
  TargetSpec,
  TargetState,
} from "../../../client/src/kernel/targets/target.ts";
import { koSample } from "../../support/ko-sample.ts";

/** What a command prints, or what it is rejected with. */
export type Answer = string | Error;

/** Answers by what is asked; a missing one is a mistake of the test. */
export interface Answers {
  readonly evidence?: Answer;
  /** By what is done: `insmod hello`, `rmmod hello`, `modprobe hello`; several are given one after the other. */
  readonly changes?: Readonly<Record<string, Answer | readonly Answer[]>>;
  readonly holders?: Answer;
  readonly look?: Answer;
  readonly modules?: Answer;
  readonly snapshot?: Answer;
  readonly buildIds?: Answer;
  readonly remove?: Answer | readonly Answer[];
  /** What copying is rejected with. */
  readonly copy?: Error;
  readonly spec?: TargetSpec;
  /** What the machine's console shows when a change is made, given the change's mark; no console when missing. */
  readonly console?: (mark: string) => readonly string[];
}

export interface FakeTarget extends Target {
  /** `evidence`, `folder`, `copy hello.ko`, `insmod hello who=you`, `remove`, ... in order. */
  readonly asked: readonly string[];
  /** What is written to a change's input or handed to it as words, the last time. */
  readonly inputs: readonly string[];
  become(state: TargetState): void;
}

export const folder = "/tmp/kmod.AbC123";

export function fakeTarget(answers: Answers): FakeTarget {
  const asked: string[] = [];
  const inputs: string[] = [];
  const listeners = new Set<(state: TargetState) => void>();
  const used = new Map<string, number>();
  const answerTo = (kind: string): Answer => {
    const answer = answerOf(answers, kind);
    if (answer === undefined) throw new Error(`the test has no answer for "${kind}"`);
    if (typeof answer === "string" || answer instanceof Error) return answer;
    const turn = used.get(kind) ?? 0;
    used.set(kind, turn + 1);
    return answer[Math.min(turn, answer.length - 1)] ?? "";
  };
  const hearing = new Set<(line: string) => void>();
  const machineConsole: MachineConsole = {
    file: "/console.log",
    lines: () => [],
    onLine: (listener) => {
      hearing.add(listener);
      return { dispose: () => hearing.delete(listener) };
    },
  };
  const target: FakeTarget = {
    id: "ssh:board",
    spec: answers.spec ?? { kind: "ssh", name: "board", host: "board", port: undefined, isProduction: false },
    state: { kind: "disconnected" },
    onDidFindRoot: () => ({ dispose: () => undefined }),
    onDidChangeState: (listener): Subscription => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    console: answers.console === undefined ? undefined : machineConsole,
    asked,
    inputs,
    become: (state) => {
      for (const listener of listeners) listener(state);
    },
    async run<T>(command: Command<T>, signal?: AbortSignal): Promise<T> {
      if (signal?.aborted === true) throw new TargetError("cancelled", "It was stopped.", "");
      const kind = kindOf(command);
      asked.push(kind);
      if (command.input?.kind === "text") inputs.push(command.input.text);
      for (const line of answers.console?.(command.argv[4] ?? "") ?? []) {
        for (const listener of hearing) listener(line);
      }
      const answer = answerTo(kind);
      if (answer instanceof Error) throw answer;
      return command.parse(outputOf(command, answer));
    },
    async copy(file, to) {
      asked.push(`copy ${file} ${to}`);
      if (answers.copy !== undefined) throw answers.copy;
    },
    connect: () => Promise.reject(new Error("not here")),
    disconnect: () => Promise.resolve(),
    follow: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
  return target;
}

const outputOf = ({ argv }: Command<unknown>, stdout: string): Output => ({
  argv,
  exitCode: 0,
  stdout,
  stderr: "",
});

/** `kmod: insmod hello (1a2b3c4d)` says what is done; the other scripts are known by a word that only they have. */
function kindOf({ argv }: Command<unknown>): string {
  const [program, , script = "", , ...words] = argv;
  if (program === "rm") return "remove";
  if (program === "cat") return "modules";
  if (script.includes("mktemp")) return "folder";
  if (script.includes("build-id")) return "buildIds";
  const mark = /^kmod: (\S+ \S+) \(/.exec(words[0] ?? "")?.[1];
  if (mark !== undefined) return [mark, ...words.slice(3).filter((word) => word.includes("="))].join(" ");
  if (script.includes("/proc/[0-9]*/stack")) return "look";
  if (script.includes("__ksymtab_")) return "evidence";
  return script.includes("/proc/misc") ? "holders" : "snapshot";
}

function answerOf(answers: Answers, kind: string): Answer | readonly Answer[] | undefined {
  switch (kind) {
    case "evidence":
      return answers.evidence ?? evidence();
    case "folder":
      return `${folder}\n`;
    case "remove":
      return answers.remove ?? "";
    case "modules":
      return answers.modules;
    case "holders":
      return answers.holders ?? "";
    case "look":
      return answers.look;
    case "snapshot":
      return answers.snapshot;
    case "buildIds":
      return answers.buildIds ?? "";
    default:
      return answers.changes?.[kind.split(" ").slice(0, 2).join(" ")];
  }
}

/** What the script of a change prints. */
export const changed = (exit: number, said = "", kernel: readonly string[] = []): string =>
  [
    `exit ${exit}`,
    ...(said === "" ? [] : said.split("\n").map((line) => `said ${line}`)),
    ...kernel.map((line) => `kernel ${line}`),
    "",
  ].join("\n");

/** What a Debian 6.1 that was started with nothing special prints when it is asked for evidence, and more lines. */
export const evidence = (...lines: readonly string[]): string =>
  [
    "/proc/sys/kernel/osrelease:6.1.0-56-amd64",
    "/proc/modules:virtio 20480 2 virtio_net,virtio_pci, Live 0xffffffffc0475000",
    "/proc/sys/kernel/modules_disabled:0",
    "/proc/cmdline:console=ttyS0 panic=-1",
    "/sys/module/module/parameters/sig_enforce:N",
    "architecture x86_64",
    "has modules",
    "secureboot no-efi",
    "vermagic 6.1.0-56-amd64 SMP preempt mod_unload modversions ",
    "layout 0x9060323f",
    "gpl-from ffffffffb8670cdc",
    "gpl-to ffffffffb8680fe4",
    "exports all",
    ...lines,
    "",
  ].join("\n");

/** A module that loads on that machine. */
export const koFile = (name: string, more: Partial<KoFile> = {}): KoFile =>
  koSample(name, { vermagic: "6.1.0-56-amd64 SMP preempt mod_unload modversions", ...more });
