/**
 * The lines with which a kernel begins to report that something went wrong. Sources: arch/x86/mm/fault.c and
 * kernel/dumpstack.c, kernel/traps.c; arch/arm64, arch/arm and arch/riscv mm/fault.c and kernel/traps.c; kernel/panic.c,
 * lib/bug.c, lib/ubsan.c, mm/kasan/report.c, mm/kfence/report.c, kernel/kcsan/report.c, kernel/locking/lockdep.c,
 * kernel/hung_task.c, kernel/watchdog.c, kernel/rcu/tree_stall.h, kernel/sched/core.c, mm/oom_kill.c.
 */
import type { TraceKind } from "./trace.ts";

/** What a report begins with. */
export interface TraceStart {
  readonly kind: TraceKind;
  /** Where the line itself names a place in the source. */
  readonly at: { readonly file: string; readonly line: number } | undefined;
}

/** The start that a line of the log is; undefined: it is none. */
export function startOf(text: string): TraceStart | undefined {
  if (!mayBegin(text)) return undefined;
  const found = starts.find(({ pattern }) => pattern.test(text));
  return found === undefined ? undefined : { kind: found.kind, at: placeOf(text) };
}

/** Marks after which a start follows: `cut here` of lib/bug.c and arch/arm. */
export const isCutMark = (text: string): boolean =>
  /^-+\[ cut here \]-+$|^8<--- cut here ---$/.test(text.trim());

/** A line of `=` around reports of sanitizers and of lockdep. */
export const isRule = (text: string): boolean => /^={20,}$/.test(text.trim());

/** The last line of a report that has one. */
export const isEndMark = (text: string): boolean => /^---\[ end trace\b/.test(text);

/** Nothing follows in this life of the kernel. */
export const isPanicEnd = (text: string): boolean => /^---\[ end Kernel panic\b/.test(text);

/** Logs are long and reports are rare: nearly all lines are done with this. False: it begins no report, and no mark. */
export const mayBegin = (text: string): boolean =>
  begins.test(text) || text.includes("[#") || text.includes("oom-k");

const begins =
  /^(?:BUG|UBSAN|Kernel|kernel|Un|Insufficient|INFO|NMI|watchdog|rcu|WARNING|\[ BUG|--------|8<--)/;

interface Pattern {
  readonly kind: TraceKind;
  readonly pattern: RegExp;
}

/** The first that matches. */
const starts: readonly Pattern[] = [
  { kind: "kasan", pattern: /^BUG: (?:KASAN|KFENCE|KMSAN): / },
  { kind: "kcsan", pattern: /^BUG: KCSAN: / },
  { kind: "ubsan", pattern: /^UBSAN: / },
  { kind: "panic", pattern: /^Kernel panic - not syncing\b/ },
  { kind: "oops", pattern: /^BUG: (?:kernel NULL pointer dereference|unable to handle )/ },
  { kind: "oops", pattern: /^BUG: .*stack guard page was hit/ },
  { kind: "oops", pattern: /^Unable to handle kernel |^Unhandled (?:fault|prefetch abort|exception)\b/ },
  { kind: "oops", pattern: /^Insufficient stack space to handle exception/ },
  { kind: "oops", pattern: /^(?:Oops|Internal error|Kernel BUG|die|Oops - \w[\w ]*)(?::| \[#).*\[#\d+\]/ },
  // Exceptions of x86 by their names: `general protection fault, maybe for address 0x0: 0000 [#2] PREEMPT SMP`.
  { kind: "oops", pattern: /^[a-z][\w ,/()-]*(?: 0x[\da-f]+)?: [\da-f]{4,16} \[#\d+\]/ },
  { kind: "oops", pattern: /^kernel stack overflow|^Kernel stack overflow/ },
  { kind: "bug", pattern: /^kernel BUG at \S+:\d+!/ },
  { kind: "hung-task", pattern: /^INFO: task .+ blocked (?:in I\/O wait )?for more than \d+ seconds/ },
  { kind: "lockup", pattern: /^(?:NMI )?(?:watchdog: )?BUG: soft lockup\b/ },
  { kind: "lockup", pattern: /^(?:NMI )?watchdog: (?:CPU\d+: )?Watchdog detected hard LOCKUP/ },
  { kind: "lockup", pattern: /^BUG: (?:workqueue lockup|(?:spinlock|rwlock).* lockup suspected)/ },
  {
    kind: "rcu-stall",
    pattern: /^(?:rcu: )?INFO: \w+ (?:self-detected stall|detected (?:expedited )?stalls)/,
  },
  {
    kind: "sleep-in-atomic",
    pattern:
      /^BUG: (?:sleeping function called from invalid context|scheduling (?:while atomic|in a non-blocking section)|assuming (?:atomic|non migratable) context)/,
  },
  {
    kind: "lockdep",
    pattern:
      /^WARNING: (?:possible (?:circular locking dependency|recursive locking|irq lock inversion dependency) detected|inconsistent lock state|suspicious RCU usage|bad unlock balance detected|bad contention detected|held lock freed|lock held when returning|Nested lock was not taken|chain_key collision|\S+-safe -> \S+-unsafe lock order detected|\S+\/\d+ still has locks held)/,
  },
  {
    kind: "lockdep",
    pattern: /^\[ BUG: .* \]$|^INFO: (?:possible|trying to register non-static key|inconsistent lock)/,
  },
  { kind: "warning", pattern: /^WARNING: CPU: \d+ PID: \d+ at / },
  // Since 6.18: the place first, then the CPU and the task.
  { kind: "warning", pattern: /^WARNING: (?:\[.*\] )?(?:\S+:\d+ )?at \S+(?: \[[\w -]+\])?, CPU#\d+: / },
  { kind: "oom", pattern: /invoked oom-killer: / },
  { kind: "bug", pattern: /^BUG: (?!.* exited with | .*messages suppressed)|^BUG \S+ \(.*\): / },
];

/** Source: kernel/panic.c (WARNING), lib/bug.c (kernel BUG), lib/ubsan.c, kernel/sched/core.c (sleeping function). */
function placeOf(text: string): TraceStart["at"] {
  const match =
    /^WARNING: CPU: \d+ PID: \d+ at (\S+):(\d+) /.exec(text) ??
    /^WARNING: (?:\[.*\] )?(\S+):(\d+) at /.exec(text) ??
    /^kernel BUG at (\S+):(\d+)!/.exec(text) ??
    /^UBSAN: .* in (\S+?):(\d+)(?::\d+)?$/.exec(text) ??
    /^BUG: (?:sleeping function called from invalid|assuming \w+(?: \w+)?) context at (\S+):(\d+)/.exec(text);
  const [, file = "", line = ""] = match ?? [];
  return match === null ? undefined : { file, line: Number(line) };
}
