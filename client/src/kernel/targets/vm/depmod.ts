/** The index of a folder of modules, which modprobe reads. */
import * as l10n from "@vscode/l10n";
import { TargetError } from "../../errors.ts";
import { runToEnd } from "../spawn.ts";
import { findProgram, missingPrograms } from "./machine-programs.ts";

/** Writes modules.dep and its companions in a folder that has lib/modules/RELEASE. */
export async function runDepmod(folder: string, release: string, signal: AbortSignal): Promise<void> {
  const depmod = await findProgram("depmod");
  if (depmod === undefined) throw missingPrograms(["kmod"]);
  const { exitCode, stderr } = await runToEnd(
    { argv: [depmod, "-b", folder, release] },
    { signal, limitMs: 120_000 },
  );
  if (exitCode === 0) return;
  throw new TargetError(
    "unreachable",
    l10n.t`The modules of ${release} could not be indexed: depmod ended with exit code ${exitCode}.`,
    l10n.t("See what depmod says in the log, and whether the disk is full."),
    stderr,
  );
}
