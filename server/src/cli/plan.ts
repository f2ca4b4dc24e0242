/** From the paths of the command line to tasks: which projects there are, which modules are concerned, what is left alone. */

import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { discoverRoots, discoverRootsOf } from "../core/kbuild/discover.ts";
import { type EvaluateOptions, evaluateProject } from "../core/kbuild/evaluate.ts";
import type { KbuildModule, KbuildProject, KbuildRoot } from "../core/kbuild/modules.ts";
import type { KernelFacts } from "../core/kernel/facts.ts";
import { groupModules } from "../core/lint/engine.ts";
import { fileExports, type ProjectExports, projectExports } from "../core/symbols/neighbours.ts";
import { readSymvers } from "../core/symbols/symvers.ts";
import { type Disk, filesIn } from "../core/text/disk.ts";
import { grouped } from "../core/text/grouped.ts";
import type { KernelChooser } from "./kernels.ts";
import type { Notice } from "./report.ts";
import { isInScope, type Scope, type Target } from "./targets.ts";
import { type CheckTask, cSourcesOf } from "./task.ts";
import { cFilesBelow } from "./walk.ts";

export interface PlannedProject {
  readonly project: KbuildProject;
  /** With what it was evaluated. */
  readonly options: EvaluateOptions;
  /** Index into `kernels`. */
  readonly kernel: number;
}

export interface CheckPlan {
  readonly scope: Scope;
  readonly kernels: readonly KernelFacts[];
  readonly projects: readonly PlannedProject[];
  /** What the modules of each project have for each other; undefined for a kernel's own tree. */
  readonly exports: readonly (ProjectExports | undefined)[];
  readonly tasks: readonly CheckTask[];
  readonly modules: number;
  readonly notices: readonly Notice[];
}

/** Sources of small modules are put together up to this many bytes: fewer messages, still fair. */
const bytesOfTask = 384 * 1024;

/** Makes the plan. Reads Kbuild files and lists folders; no C file is opened. */
export const makePlan = (targets: readonly Target[], disk: Disk, kernels: KernelChooser): CheckPlan => {
  const notices: Notice[] = [];
  const projects = findProjects(targets, disk, kernels);
  const scope = scopeOf(targets, projects);
  const modules = projects.map((planned) => ({
    ...planned,
    modules: concerned(planned.project.modules, scope),
  }));
  const seen = new Set<string>();
  const tasks: CheckTask[] = [];
  let count = 0;
  for (const [index, { kernel, project, modules: wanted }] of modules.entries()) {
    const fresh = wanted.filter((module) =>
      isNew(seen, `${module.file}\0${module.name}\0${module.span.start}`),
    );
    count += fresh.length;
    const groups = groupModules(fresh.map((module) => ({ module, sources: cSourcesOf(module) })));
    tasks.push(
      ...packGroups(
        kernel,
        project.root.kind === "external" ? index : undefined,
        groups.map((group) => group.map(({ module }) => module)),
      ),
    );
  }
  const reached = new Set(
    modules.flatMap(({ modules: wanted }) => wanted.flatMap((module) => cSourcesOf(module))),
  );
  for (const [kernel, alone] of grouped(looseFiles(targets, reached, notices), (path) =>
    kernels.indexFor(path, projects),
  )) {
    tasks.push(...packAlone(kernel, alone));
  }
  const exports = modules.map(({ project, modules: wanted }) =>
    wanted.length === 0 || project.root.kind !== "external" ? undefined : exportsIn(project, disk),
  );
  return { scope, kernels: kernels.all(), projects, exports, tasks, modules: count, notices };
};

const exportsIn = (project: KbuildProject, disk: Disk): ProjectExports =>
  projectExports(project, {
    symbolsIn: (path) => {
      const text = disk.readText(path);
      return text === undefined ? undefined : readSymvers(text);
    },
    exportsOf: (path, module) =>
      fileExports(path, disk.readText(path), module, (header) => disk.readText(header)),
    filesIn: (folder) => filesIn(disk, folder),
  });

const isNew = (seen: Set<string>, key: string): boolean => {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
};

const findProjects = (
  targets: readonly Target[],
  disk: Disk,
  kernels: KernelChooser,
): readonly PlannedProject[] => {
  const projects: PlannedProject[] = [];
  const seen = new Set<string>();
  for (const target of targets) {
    for (const { root, within } of rootsOf(target, disk)) {
      if (isNew(seen, `${root.directory}\0${within ?? ""}`))
        projects.push(evaluate(root, within, disk, kernels));
    }
  }
  return projects;
};

interface WantedRoot {
  readonly root: KbuildRoot;
  readonly within: string | undefined;
}

const rootsOf = (target: Target, disk: Disk): readonly WantedRoot[] => {
  const folder = target.kind === "folder" ? target.path : dirname(target.path);
  const above = discoverRootsOf(disk, target.kind === "source" ? target.path : join(folder, "any.c"));
  const tree = above.find((root) => root.kind === "kernel-tree");
  if (tree !== undefined) return [{ root: tree, within: folder === tree.directory ? undefined : folder }];
  const below = target.kind === "folder" ? discoverRoots(disk, folder) : [];
  return (below.length > 0 ? below : above).map((root) => ({ root, within: undefined }));
};

const evaluate = (
  root: KbuildRoot,
  within: string | undefined,
  disk: Disk,
  kernels: KernelChooser,
): PlannedProject => {
  if (root.kind === "kernel-tree") {
    const kernel = kernels.forTree(root.directory);
    const options = {
      ...configOf(kernel.facts),
      kernelDirectory: root.directory,
      ...(within === undefined ? {} : { within }),
    };
    return { project: evaluateProject(disk, root, options), options, kernel: kernel.index };
  }
  // The project's own Makefile may name the kernel; what it builds may depend on that kernel's configuration.
  const named = evaluateProject(disk, root).kernelDirectory;
  const kernel = kernels.forProject(named);
  const { directory, release } = kernel.facts;
  const options = {
    ...configOf(kernel.facts),
    ...(directory === undefined ? {} : { kernelDirectory: directory }),
    ...(release === undefined ? {} : { release }),
  };
  return { project: evaluateProject(disk, root, options), options, kernel: kernel.index };
};

const configOf = (facts: KernelFacts): EvaluateOptions =>
  facts.config === undefined ? {} : { config: facts.config, isConfigComplete: true };

/** A Kbuild file stands for itself and for what it lists. */
const scopeOf = (targets: readonly Target[], projects: readonly PlannedProject[]): Scope => {
  const files = targets.flatMap((target) => (target.kind === "folder" ? [] : [target.path]));
  const kbuilds = new Set(targets.filter((target) => target.kind === "kbuild").map((target) => target.path));
  const listed = projects.flatMap(({ project }) =>
    project.modules.filter((module) => kbuilds.has(module.file)).flatMap((module) => cSourcesOf(module)),
  );
  return {
    folders: targets.filter((target) => target.kind === "folder").map((target) => target.path),
    files: [...new Set([...files, ...listed])],
  };
};

const concerned = (modules: readonly KbuildModule[], scope: Scope): readonly KbuildModule[] =>
  modules.filter(
    (module) =>
      isInScope(scope, module.file) || cSourcesOf(module).some((source) => isInScope(scope, source)),
  );

const looseFiles = (
  targets: readonly Target[],
  reached: ReadonlySet<string>,
  notices: Notice[],
): readonly string[] => {
  const files = new Set<string>();
  for (const target of targets) {
    if (target.kind === "source") files.add(target.path);
    if (target.kind !== "folder") continue;
    const below = cFilesBelow(target.path);
    notices.push(...below.notices);
    for (const file of below.files) files.add(file);
  }
  return [...files].filter((file) => !reached.has(file));
};

const packGroups = (
  kernel: number,
  project: number | undefined,
  groups: readonly (readonly KbuildModule[])[],
): readonly CheckTask[] =>
  pack(groups, (group) => bytesOf([...new Set(group.flatMap((module) => cSourcesOf(module)))])).map(
    ({ items, bytes }) => ({
      kernel,
      project,
      groups: items,
      alone: [],
      bytes,
    }),
  );

const packAlone = (kernel: number, files: readonly string[]): readonly CheckTask[] =>
  pack(files, (file) => bytesOf([file])).map(({ items, bytes }) => ({
    kernel,
    project: undefined,
    groups: [],
    alone: items,
    bytes,
  }));

interface Pack<T> {
  readonly items: readonly T[];
  readonly bytes: number;
}

const pack = <T>(items: readonly T[], sizeOf: (item: T) => number): readonly Pack<T>[] => {
  const packs: Pack<T>[] = [];
  let open: { items: T[]; bytes: number } = { items: [], bytes: 0 };
  for (const item of items) {
    const bytes = sizeOf(item);
    if (open.items.length > 0 && open.bytes + bytes > bytesOfTask) {
      packs.push(open);
      open = { items: [], bytes: 0 };
    }
    open.items.push(item);
    open.bytes += bytes;
  }
  return open.items.length > 0 ? [...packs, open] : packs;
};

const bytesOf = (files: readonly string[]): number => files.reduce((sum, file) => sum + sizeOf(file), 0);

const sizeOf = (file: string): number => {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch (error) {
    // In a folder that may be listed but not entered: reading the file will say so.
    if (error instanceof Error && "code" in error) return 0;
    throw error;
  }
};
