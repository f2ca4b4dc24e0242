/**
 * Reads single lines of a report: frames, registers, code, modules, the task. x86, arm64, arm and riscv. Sources:
 * arch/x86/kernel/dumpstack.c and process_64.c, arch/arm64/kernel/{process,stacktrace,traps}.c,
 * arch/arm/kernel/{process,traps}.c, arch/riscv/kernel/{process,stacktrace}.c, lib/dump_stack.c, kernel/kallsyms.c.
 */
import type { KernelTrace, TraceFrame } from "./trace.ts";

type Register = KernelTrace["registers"][number];

/** `f+0x12/0x30 [module buildid]`, as `%pS` and `%pB` print it (sprint_symbol_build_id in kernel/kallsyms.c). */
const symbol = String.raw`([\w.$]+)\+0x([\da-f]+)\/0x([\da-f]+)(?: \[([\w-]+)(?: ([\da-f]{16,64}))?\])?`;
/** arm64 says by letters where a frame is from: ` (P)`, ` (L)`; powerpc ` (unreliable)`. */
const remark = String.raw`(?: \([\w ]+\))?`;
const address = String.raw`(?:\[?<?(?:0x)?[\da-f]{8,16}>?\]? )?`;

const callPattern = new RegExp(`^\\s*${address}\\s*(\\? )?\\(?${symbol}\\)?${remark}$`, "u");
/** arm: `[<c010f24>] (f) from [<c000d6c8>] (g+0x10/0x14 [m])`, and ` f from g+0x10/0x14 [m]` since 5.18. */
const fromPattern = new RegExp(
  `^\\s*${address}\\(?[\\w.$]+(?:\\+0x[\\da-f]+/0x[\\da-f]+)?(?: \\[[\\w-]+\\])?\\)? from ${address}\\(?${symbol}\\)?$`,
  "u",
);
const pointerPattern = new RegExp(
  `^(?:RIP: [\\da-f]{4}:|pc : |PC is at |epc : |NIP )${address}${symbol}${remark}$`,
  "u",
);

/** A line of a call trace. */
export function callOf(text: string): TraceFrame | undefined {
  const call = callPattern.exec(text);
  if (call !== null) return frame(call.slice(2), { isReliable: call[1] === undefined, isFault: false });
  const from = fromPattern.exec(text);
  return from === null ? undefined : frame(from.slice(1), { isReliable: true, isFault: false });
}

/** The instruction pointer, where it lies in a function of the kernel. */
export function pointerOf(text: string): TraceFrame | undefined {
  const match = pointerPattern.exec(text);
  return match === null ? undefined : frame(match.slice(1), { isReliable: true, isFault: true });
}

/** A line with the instruction pointer, wherever that points: into user space, nowhere. */
export const isPointerLine = (text: string): boolean => /^(?:RIP: |pc : |PC is at |epc : |NIP )/.test(text);

/** The registers that follow are a user program's: its code selector is 0033 (0023 for 32 bits). */
export const isUserPointer = (text: string): boolean => /^RIP: 00[23]3:/.test(text);

type Certainty = Pick<TraceFrame, "isReliable" | "isFault">;

function frame(
  [name, offset, size, module, buildId]: readonly (string | undefined)[],
  how: Certainty,
): TraceFrame {
  return {
    function: name ?? "",
    offset: Number.parseInt(offset ?? "", 16),
    size: Number.parseInt(size ?? "", 16),
    module,
    buildId,
    ...how,
  };
}

const pair = String.raw`([A-Za-z_]\w{0,12}) ?: *((?:[\da-f]{4}:)?(?:0x)?[\da-f]{4,16}(?:\([\da-f]+\))?)(?![\w:])`;
const registerLine = new RegExp(`^\\s*(?:${pair}\\s*)+(?:\\([^)]*\\))?$`, "u");

/** Registers of a line that holds nothing else; empty where it is another line. */
export const registersOf = (text: string): readonly Register[] =>
  registerLine.test(text)
    ? [...text.matchAll(new RegExp(pair, "gu"))].map(([, name = "", value = ""]) => ({ name, value }))
    : [];

/**
 * `Code: 8b <47> 08` of x86, and words of four bytes (or two) of other processors, `Code: d2800000 (b9400801)`, which
 * are numbers in the machine's little-endian order.
 */
export function codeOf(text: string): KernelTrace["code"] {
  const [, list = ""] = /^Code: ((?:[<(]?(?:[\da-f]{2}){1,4}[>)]?(?:\s+|$))+)$/u.exec(text.trimEnd()) ?? [];
  const words = list.trim().split(/\s+/u).filter(Boolean);
  const marked = words.findIndex((word) => /^[<(]/u.test(word));
  if (words.length === 0 || marked < 0) return undefined;
  const bytes = words.map((word) => wordBytes(word.replaceAll(/[<>()]/gu, "")));
  return { bytes: bytes.flat(), at: bytes.slice(0, marked).flat().length };
}

const wordBytes = (hex: string): readonly number[] =>
  (hex.match(/../gu) ?? []).map((byte) => Number.parseInt(byte, 16)).toReversed();

/** `Modules linked in: a(OE) b c(+) [last unloaded: d]`: names with their flags. */
export function modulesOf(text: string): readonly string[] | undefined {
  const [, list] = /^Modules linked in:(.*)$/u.exec(text) ?? [];
  return list?.replace(/\[.*$/u, "").trim().split(/\s+/u).filter(Boolean);
}

export interface Circumstances {
  readonly task: KernelTrace["task"];
  readonly release: string | undefined;
}

/**
 * `CPU: 0 UID: 0 PID: 170 Comm: sh Tainted: G OE 6.12.1 #1 Debian`, and what hung_task.c, lockdep.c and sched/core.c say
 * instead: `INFO: task sh:167 blocked`, `Not tainted 6.1.0 #1`, `6.1.0 #1 Tainted: G`, `task:sh state:D pid:167`.
 */
export function circumstancesOf(text: string): Circumstances | undefined {
  const cpu =
    /^CPU: \d+ (?:UID: \d+ )?PID: (\d+) Comm: (.*?) (?:Kdump: loaded )?(?:Not tainted|Tainted:[ A-Z]+?) +(\S+) #/u.exec(
      text,
    );
  if (cpu !== null) return { task: { name: cpu[2] ?? "", pid: Number(cpu[1]) }, release: cpu[3] };
  const release =
    /^\s+(?:Not tainted|Tainted:[ A-Z]+?) +(\d\S*) #/u.exec(text)?.[1] ??
    /^(\d+\.\d\S*) #\d.* (?:Not tainted|Tainted:)/u.exec(text)?.[1];
  if (release !== undefined) return { task: undefined, release };
  const task =
    /^INFO: task (.+):(\d+) blocked /u.exec(text) ??
    /^task:(\S+)\s.*\bpid:\s*(\d+)/u.exec(text) ??
    /^BUG: scheduling while atomic: (.+)\/(\d+)\//u.exec(text) ??
    /stuck for \d+s! \[(.+):(\d+)\]$/u.exec(text) ??
    /, CPU#\d+: (.+)\/(\d+)$/u.exec(text) ??
    /^(?:Read|Write) of size \d+ at addr \S+ by task (.+)\/(\d+)$/u.exec(text);
  return task === null
    ? undefined
    : { task: { name: task[1] ?? "", pid: Number(task[2]) }, release: undefined };
}

/** By what only this processor prints; undefined: the line does not tell. */
export function architectureOf(text: string): string | undefined {
  if (/^(?:RIP: [\da-f]{4}:|RAX: )/u.test(text)) return "x86_64";
  if (/^(?:EIP: |EAX: )/u.test(text)) return "i386";
  if (/^(?:pstate: |x29: )/u.test(text)) return "aarch64";
  if (/^(?:PC is at |psr: )|^pc : \[</u.test(text)) return "arm";
  if (text.startsWith("epc : ")) return "riscv64";
  return undefined;
}

/** A heading of a call trace; what stands before `:` names it. */
export const sectionOf = (text: string): string | undefined =>
  sectionPattern.test(text.trim()) ? text.trim().replace(/:$/u, "") : undefined;

const sectionPattern =
  /^(?:(?:Allocated|Freed) by task \d+|(?:Second to l|L)ast potentially related work creation:|NMI backtrace for cpu \d+|-> #\d+ |(?:read|write|race)\b.* by (?:task|interrupt)\b)/iu;

/** Lines that stand in reports only: what is none of them and follows a call trace ends it. */
export const isTraceLine = (text: string): boolean =>
  callOf(text) !== undefined ||
  isPointerLine(text) ||
  circumstancesOf(text) !== undefined ||
  sectionOf(text) !== undefined ||
  registersOf(text).length > 0 ||
  usual.test(text);

const usual =
  /^\s*(?:<\/?[\w# ]+>$|Call [Tt]race:|Backtrace:|Code: |Modules linked in:|CPU: |Hardware name: |Tainted: \[|Workqueue: |Stack:|Process \S+ \(pid: |lr : |LR is at |ra : |#PF: |PGD |Mem abort info:|Data abort info:|ESR = |EC = |SET = |FSC = |ISV = |CM = |user pgtable: |\[[\da-f]{8,16}\] pgd=|Sending NMI |NMI backtrace|rcu: |"echo 0 > |stack backtrace:|in_atomic\(\): |preempt_count: |RCU nest depth: |Preemption disabled at:|INFO: lockdep is turned off|irq event stamp: |(?:hard|soft)irqs last |(?:no|\d+) locks? held by |#\d+: [\da-f]|Showing all locks|RSP: |EFLAGS: |ORIG_RAX: |FS: |CS: |PKRU: |Exception stack|Flags: |Control: |Register r\d+ information)|^\t| ORIG_RAX: |^\(detected by |^\(t=\d+ /u;

/** What may follow the end mark of a report: the registers once more, and how it went on. Source: oops_end, do_exit. */
export const isTailLine = (text: string): boolean =>
  isPointerLine(text) ||
  registersOf(text).length > 0 ||
  /^(?:Code: |RSP: |FS: |CS: |note: |Fixing recursive fault|Kernel Offset: |Rebooting in |SMP: stopping |CPU features: |Memory Limit: |Dumping ftrace|.* exited with (?:irqs disabled|preempt_count))/u.test(
    text,
  );
