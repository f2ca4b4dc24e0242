/** Which kernel a project is checked against: the one named on the command line, else the one that it would be built for. */
import { existsSync } from "node:fs";
import { release } from "node:os";
import { sep } from "node:path";
import type { KernelFacts } from "../core/kernel/facts.ts";
import type { PlannedProject } from "./plan.ts";
import type { FoundKernel, Toolkit } from "./toolkit.ts";
import { UsageError } from "./usage.ts";

export interface ChosenKernel {
  readonly facts: KernelFacts;
  readonly index: number;
}

export interface KernelChooser {
  /** For a kernel source tree: its own macros and version, unless another kernel is named. */
  forTree(directory: string): ChosenKernel;
  /** For an out-of-tree project: the folder its Makefile names, else the running kernel's, else none. */
  forProject(named: string | undefined): ChosenKernel;
  /** For a file of no module: the kernel of the project around it. */
  indexFor(path: string, projects: readonly PlannedProject[]): number;
  all(): readonly KernelFacts[];
}

/**
 * @param named absolute folder of `--kernel`
 * @throws UsageError where that folder is missing or holds no kernel
 */
export const createKernelChooser = (
  named: { readonly path: string; readonly written: string } | undefined,
  findKernel: Toolkit["findKernel"],
  running: string = `/lib/modules/${release()}/build`,
): KernelChooser => {
  const chosen = new Map<string, ChosenKernel>();
  const choose = (directory: string | undefined, found?: FoundKernel): ChosenKernel => {
    const key = directory ?? "";
    const known = chosen.get(key);
    if (known !== undefined) return known;
    const made = { facts: (found ?? findKernel(directory)).facts, index: chosen.size };
    chosen.set(key, made);
    return made;
  };
  const fixed = named && choose(named.path, named && required(named, findKernel));
  const forProject = (wanted: string | undefined): ChosenKernel => {
    if (fixed) return fixed;
    for (const directory of [wanted, running]) {
      if (directory === undefined || !existsSync(directory)) continue;
      const found = findKernel(directory);
      if (found.problem === undefined) return choose(directory, found);
    }
    return choose(undefined);
  };
  return {
    forTree: (directory) => fixed ?? choose(directory),
    forProject,
    indexFor: (path, projects) => {
      const around = projects.find(({ project }) => path.startsWith(project.root.directory + sep));
      return around?.kernel ?? forProject(undefined).index;
    },
    all: () => Array.from(chosen.values(), ({ facts }) => facts),
  };
};

const required = (
  named: { readonly path: string; readonly written: string },
  findKernel: Toolkit["findKernel"],
): FoundKernel => {
  const found = findKernel(named.path);
  if (found.problem === undefined) return found;
  throw new UsageError(`--kernel: ${found.problem}`);
};
