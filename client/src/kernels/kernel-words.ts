/** What the list of kernels says of each, as plain data. */
import type { KernelChoice } from "../../../server/src/protocol/messages.ts";

export interface KernelWords {
  /** The release, or the folder's name; with a sign for what is in use. */
  readonly label: string;
  /** The state in words. */
  readonly description: string;
  /** The folder, or why it cannot serve. */
  readonly detail: string;
}

export type KernelGroup = "In this workspace" | "Installed" | "Other";
export const kernelGroups = [
  "In this workspace",
  "Installed",
  "Other",
] as const satisfies readonly KernelGroup[];

/** Under which heading a kernel is listed. */
export function groupOf({ origin }: KernelChoice): KernelGroup {
  switch (origin) {
    case "tree":
    case "project":
      return "In this workspace";
    case "running":
    case "installed":
      return "Installed";
    case "named":
      return "Other";
  }
}

/** @param marksUse false where boxes that can be ticked show what is in use */
export function describeKernel(kernel: KernelChoice, marksUse: boolean): KernelWords {
  const name = kernel.release ?? nameOf(kernel.directory);
  const sign = marksUse ? `${signs[kernel.use]} ` : "";
  if (kernel.problem !== undefined) {
    const description = ["$(error) cannot serve", ...namedBy(kernel)].join(" · ");
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
  const symbols = kernel.hasSymvers ? "$(pass) Module.symvers" : "$(warning) no Module.symvers";
  return [kindOf(kernel), ...architecture, ...namedBy(kernel), symbols];
}

function namedBy({ origin }: KernelChoice): readonly string[] {
  if (origin === "running") return ["running"];
  return origin === "project" ? ["named by the Makefile"] : [];
}

function kindOf({ isSourceTree, isBuilt, isPrepared }: KernelChoice): string {
  if (!isSourceTree) return isPrepared ? "$(package) headers" : "$(package) headers, not prepared";
  if (isBuilt) return "$(repo) source tree, built";
  return isPrepared ? "$(repo) source tree, prepared" : "$(repo) source tree, not configured";
}

/** The last folder that says something: `/lib/modules/6.1.0/build` is the one of 6.1.0. */
const nameOf = (directory: string): string => {
  const path = directory.replace(/\/build$/, "");
  return path.slice(path.lastIndexOf("/") + 1) || directory;
};
