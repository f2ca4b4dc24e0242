/** What a kernel says when something goes wrong in it: types only. */
import type { LogRecord } from "../log/record.ts";

export type TraceKind =
  | "oops"
  | "bug"
  | "panic"
  | "warning"
  | "kasan"
  | "kcsan"
  | "ubsan"
  | "lockdep"
  | "hung-task"
  | "lockup"
  | "rcu-stall"
  | "sleep-in-atomic"
  | "oom";

/** A report of the kernel, as its log has it. */
export interface KernelTrace {
  readonly kind: TraceKind;
  /** The line that says what happened: `BUG: kernel NULL pointer dereference, address: 0000000000000008`. */
  readonly title: string;
  /** Release as the report says it: `6.1.0-13-amd64`; undefined where it does not. */
  readonly release: string | undefined;
  /** Task: `ioctl-test`, with its id. */
  readonly task: { readonly name: string; readonly pid: number } | undefined;
  /** x86_64, aarch64, arm, riscv64, by the words of the report. */
  readonly architecture: string | undefined;
  /** Where the kernel says it gave the place itself: `WARNING: CPU: 0 PID: 1 at drivers/x.c:12 f+0x1/0x2 [m]`. */
  readonly at: { readonly file: string; readonly line: number } | undefined;
  /** The instruction pointer first, then the call trace from the inside out. */
  readonly frames: readonly TraceFrame[];
  /** Further call traces of the report: `Allocated by task 12`, `Freed by task 13`, the other CPU of a stall. */
  readonly sections: readonly TraceSection[];
  /** In the order of the report. */
  readonly registers: readonly { readonly name: string; readonly value: string }[];
  /** Bytes of the Code: line, and which of them the instruction pointer points at. */
  readonly code: { readonly bytes: readonly number[]; readonly at: number } | undefined;
  /** `Modules linked in:`: name with its taint flags. */
  readonly modules: readonly string[];
  readonly records: readonly LogRecord[];
}

export interface TraceSection {
  readonly title: string;
  readonly frames: readonly TraceFrame[];
}

export interface TraceFrame {
  readonly function: string;
  /** Bytes from the start of the function, and the function's length. */
  readonly offset: number;
  readonly size: number;
  /** As lsmod shows it; undefined: the kernel itself. */
  readonly module: string | undefined;
  /** Build ID behind the module's name, where the kernel prints it (CONFIG_STACKTRACE_BUILD_ID). */
  readonly buildId: string | undefined;
  /** False: `? name`, an address that only lay on the stack. */
  readonly isReliable: boolean;
  /** Is it the instruction that failed (false: a return address, which is behind the call)? */
  readonly isFault: boolean;
}

/** A frame and the source lines that it stands for; without any where no file with debug information is known for it. */
export interface DecodedFrame {
  readonly frame: TraceFrame;
  /** The innermost inlined function first, the function of the frame last. */
  readonly calls: readonly SourceCall[];
  /** Why there are none: in words, where the frame is a module's. */
  readonly problem: string | undefined;
}

export interface SourceCall {
  readonly function: string;
  /** Absolute path where it exists on this machine, else as the debug information has it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly isInlined: boolean;
}

export interface DecodedTrace {
  readonly trace: KernelTrace;
  readonly frames: readonly DecodedFrame[];
  /** As `sections` of the trace. */
  readonly sections: readonly { readonly title: string; readonly frames: readonly DecodedFrame[] }[];
  /** The code around the instruction pointer; empty where there is no disassembler or no Code: line. */
  readonly disassembly: readonly DisassemblyLine[];
  /** What could not be done, in words: `addr2line is not installed: apt-get install binutils`. */
  readonly problems: readonly string[];
}

export interface DisassemblyLine {
  /** From the start of the function. */
  readonly offset: number | undefined;
  readonly text: string;
  readonly isFault: boolean;
}
