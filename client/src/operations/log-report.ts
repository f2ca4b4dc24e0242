/** What was done on machines, in the output channel "Kmod". What kernels said meanwhile stands in their own logs. */
import type * as vscode from "vscode";
import type { Report } from "../kernel/kmod/operation.ts";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";

/** @param what was to be done: `load hello` */
export function logReport(
  log: Pick<vscode.LogOutputChannel, "info" | "error">,
  target: Target,
  what: string,
  report: Report,
): void {
  const which = `${labelOf(target)}: ${what}`;
  if (report.kind === "done") {
    log.info(`${which}: done`);
    return;
  }
  const { title, details, kernelLines } = report.diagnosis;
  log.error(`${which}: ${title}`);
  for (const detail of details) log.error(`  ${detail}`);
  // Of a machine that is gone, nobody may have read them but who was waiting for the answer.
  for (const line of kernelLines) log.error(`  kernel: ${line}`);
}
