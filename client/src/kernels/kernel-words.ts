/** What the list of kernels says of each, as plain data. */
import * as l10n from "@vscode/l10n";
import type { KernelChoice } from "../../../server/src/protocol/messages.ts";

export interface KernelWords {
  /** The release, or the folder's name; with a sign for what is in use. */
  readonly label: string;
  /** The state in words. */
  readonly description: string;
  /** The folder, or why it cannot serve. */
  readonly detail: string;
}

/** Headings, in the order in which they are shown. */
const groups = {
  workspace: l10n.t("In this workspace"),
  installed: l10n.t("Installed"),
  other: l10n.t("Other"),
} as const;
export const kernelGroups: readonly string[] = Object.values(groups);

/** Under which heading a kernel is listed. */
export function groupOf({ origin }: KernelChoice): string {
  switch (origin) {
    case "tree":
    case "project":
      return groups.workspace;
    case "running":
    case "installed":
      return groups.installed;
    case "named":
      return groups.other;
  }
}

/** @param marksUse false where boxes that can be ticked show what is in use */
export function describeKernel(kernel: KernelChoice, marksUse: boolean): KernelWords {
  const name = kernel.release ?? nameOf(kernel.directory);
  const sign = marksUse ? `${signs[kernel.use]} ` : "";
  if (kernel.problem !== undefined) {
    const description = [`$(error) ${l10n.t("cannot serve")}`, ...namedBy(kernel)].join(" · ");
    return { label: `${sign}${name}`, description, detail: kernel.problem };
  }
  return { label: `${sign}${name}`, description: stateOf(kernel).join(" · "), detail: kernel.directory };
}

/** Of the same width, so that the names stand below each other. */
const signs: Readonly<Record<KernelChoice["use"], string>> = {
  main: "$(check)",
  other: "$(plus)",
  none: "$(blank)",
};

function stateOf(kernel: KernelChoice): readonly string[] {
  const architecture = kernel.architecture === undefined ? [] : [kernel.architecture];
  const symbols = kernel.hasSymvers ? "$(pass) Module.symvers" : `$(warning) ${l10n.t("no Module.symvers")}`;
  return [kindOf(kernel), ...architecture, ...namedBy(kernel), symbols];
}

function namedBy({ origin }: KernelChoice): readonly string[] {
  if (origin === "running") return [l10n.t("running")];
  return origin === "project" ? [l10n.t("named by the Makefile")] : [];
}

function kindOf({ isSourceTree, isBuilt, isPrepared }: KernelChoice): string {
  if (!isSourceTree) return `$(package) ${isPrepared ? l10n.t("headers") : l10n.t("headers, not prepared")}`;
  return `$(repo) ${treeWords(isBuilt, isPrepared)}`;
}

function treeWords(isBuilt: boolean, isPrepared: boolean): string {
  if (isBuilt) return l10n.t("source tree, built");
  return isPrepared ? l10n.t("source tree, prepared") : l10n.t("source tree, not configured");
}

/** The last folder that says something: `/lib/modules/6.1.0/build` is the one of 6.1.0. */
const nameOf = (directory: string): string => {
  const path = directory.replace(/\/build$/, "");
  return path.slice(path.lastIndexOf("/") + 1) || directory;
};
