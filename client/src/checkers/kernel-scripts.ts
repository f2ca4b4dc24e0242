/** Where a check's programs are: what the settings name, else the kernel trees that are known. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import type { KernelChoice } from "../../../server/src/protocol/messages.ts";
import { findInTrees, treeOfScript } from "../kernel/checkers/find-tools.ts";
import { TargetError } from "../kernel/errors.ts";
import { isThere } from "../kernel/targets/vm/disk.ts";
import type { CheckerSettings } from "./checker-settings.ts";

const checkpatch = "scripts/checkpatch.pl";
const coccinelle = "scripts/coccinelle";

/** @throws TargetError: it is nowhere, with what to do */
export async function findCheckpatch(
  { checkpatch: named }: CheckerSettings,
  kernels: readonly KernelChoice[],
): Promise<string> {
  if (named === "") {
    const found = await findInTrees(await treesOf(kernels), checkpatch);
    if (found !== undefined) return found;
    throw missing(
      l10n.t("checkpatch.pl was not found: distributions' kernel headers do not have it."),
      "checkpatch",
    );
  }
  if (named.endsWith(".pl") && (await isThere(named))) return named;
  const found = await findInTrees([named], checkpatch);
  if (found !== undefined) return found;
  throw new TargetError(
    "settings",
    l10n.t`The setting kmod.checkers.checkpatch names ${named}, which is neither checkpatch.pl nor a kernel tree with scripts/checkpatch.pl.`,
    l10n.t("Name the file itself, or the folder of a kernel tree."),
  );
}

/** @throws TargetError: there is none, with what to do */
export async function findCoccinelleFolder(
  { coccinelleFolder: named }: CheckerSettings,
  kernels: readonly KernelChoice[],
): Promise<string> {
  if (named !== "") {
    if (await isThere(named)) return named;
    throw new TargetError(
      "settings",
      l10n.t`The setting kmod.checkers.coccinelleFolder names ${named}, which is not there.`,
      l10n.t("Name a folder with .cocci files."),
    );
  }
  const found = await findInTrees(await treesOf(kernels), coccinelle);
  if (found !== undefined) return found;
  throw missing(
    l10n.t(
      "The kernel's semantic patches (scripts/coccinelle) were not found: distributions' kernel headers do not have them.",
    ),
    "coccinelleFolder",
  );
}

const missing = (message: string, setting: string): TargetError =>
  new TargetError(
    "missing-program",
    message,
    l10n.t`Open a kernel tree, name one in the setting kmod.checkers.${setting}, or get one: sudo apt-get install linux-source && sudo tar -C /usr/src -xf /usr/src/linux-source-*.tar.xz`,
  );

/** Trees of the workspace and of the settings before what is installed. */
async function treesOf(kernels: readonly KernelChoice[]): Promise<readonly string[]> {
  const installed = await readdir("/usr/src").catch((): string[] => []);
  const known = [
    ...kernels.filter(({ isSourceTree }) => isSourceTree),
    ...kernels.filter(({ isSourceTree }) => !isSourceTree),
  ];
  return [
    ...known.map(({ directory }) => directory),
    ...installed.map((name) => path.join("/usr/src", name)),
  ];
}

/** What checkpatch is run from: the kernel tree that a file is part of, else the workspace's folder. */
export interface CheckRoot {
  readonly root: string;
  readonly isTree: boolean;
  readonly program: string;
}

/** @param program checkpatch.pl where the file is of no tree that has its own */
export function rootOf(
  file: string,
  program: string,
  kernels: readonly KernelChoice[],
  workspaceFolder: string | undefined,
): CheckRoot {
  const trees = kernels.filter(({ isSourceTree }) => isSourceTree).map(({ directory }) => directory);
  const tree = [treeOfScript(program), ...trees].find((one) => file.startsWith(`${one}/`));
  if (tree !== undefined) return { root: tree, isTree: true, program };
  const isInside = workspaceFolder !== undefined && file.startsWith(`${workspaceFolder}/`);
  return { root: isInside ? workspaceFolder : path.dirname(file), isTree: false, program };
}
