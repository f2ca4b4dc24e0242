/** The kernel logs of machines, as other features see them. */
import type * as vscode from "vscode";
import type { LogRecord } from "../kernel/log/record.ts";
import type { Target } from "../kernel/targets/target.ts";

export interface LogLine {
  /** Counts the lines of one machine's log as they came, from 1, also over reconnects and restarts. */
  readonly number: number;
  /** `marker`: Kmod's own line, written into the kernel's log when a module is loaded or unloaded. */
  readonly kind: "line" | "marker" | "gap" | "boot" | "notice";
  readonly text: string;
  readonly record: LogRecord | undefined;
  /** Milliseconds since 1970, by the editor's clock; undefined where it cannot be known. */
  readonly time: number | undefined;
}

export interface TargetLog {
  readonly target: Target;
  /** Those that are kept: the newest `kmod.log.limit` ones. */
  lines(): readonly LogLine[];
  /** Batches, each within some milliseconds of its first line. */
  readonly onDidAppend: vscode.Event<readonly LogLine[]>;
  readonly onDidClear: vscode.Event<void>;
  /** Why nothing comes, in words; undefined while it is followed. */
  readonly problem: string | undefined;
  readonly onDidChangeProblem: vscode.Event<void>;
  /** It was read without root and refused; `readAsRoot` has not been tried. */
  readonly canReadAsRoot: boolean;
  /** Reads it as root from now on, while this connection lasts; may ask for a password. Never rejects: see `problem`. */
  readAsRoot(): void;
  /** Somebody looks at it, until it is disposed of: with `kmod.log.follow` set to `visible` it is followed meanwhile. */
  look(): vscode.Disposable;
  clear(): void;
}

export interface TargetLogs extends vscode.Disposable {
  /** The log of a machine, followed while it is connected. */
  of(target: Target): TargetLog;
  /** A machine's log got its first lines. */
  readonly onDidOpen: vscode.Event<TargetLog>;
  /** All that were opened. */
  all(): readonly TargetLog[];
}
