/** What a check came to: everything the output formats write from. */
import { relative, sep } from "node:path";
import type { Rule } from "../core/lint/rule.ts";
import type { LocatedFinding } from "./located.ts";

/** Something that stopped part of the check without being a finding. */
export interface Notice {
  /** `skipped`: a file or folder that cannot be read; `internal`: a bug of the checker; the rest was checked. */
  readonly kind: "skipped" | "internal";
  readonly path: string;
  readonly message: string;
}

/** 0: no errors. 1: errors, or too many warnings. 2: wrong usage, unreadable input, or a bug of ours. */
export type ExitStatus = 0 | 1 | 2;

export interface CheckReport {
  readonly findings: readonly LocatedFinding[];
  readonly notices: readonly Notice[];
  readonly filesChecked: number;
  readonly modulesChecked: number;
  /** Absolute. */
  readonly workingDirectory: string;
  readonly version: string;
  readonly rules: readonly Rule[];
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly exitCode: ExitStatus;
}

/** The path as written to people and tools: relative to the folder when below it, else absolute. */
export const displayPath = (path: string, workingDirectory: string): string => {
  const from = relative(workingDirectory, path);
  if (from === "" || from === ".." || from.startsWith(`..${sep}`)) return path;
  return from;
};
