/** Reads the modules that the paths name for `kmod-lint symbols` and `deps`: who they are, what they export and import. */
import { availableParallelism } from "node:os";
import { relative, resolve } from "node:path";
import type { KbuildModule } from "../core/kbuild/modules.ts";
import type { KernelFacts } from "../core/kernel/facts.ts";
import { loadedName, type SourceModule } from "../core/symbols/dependencies.ts";
import type { SymbolTable } from "../core/symbols/exported.ts";
import { type ModuleSymbols, sourcesOf } from "../core/symbols/module-symbols.ts";
import type { Io } from "./io.ts";
import { createKernelChooser } from "./kernels.ts";
import { makePlan, type PlannedProject } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { runSymbolWorkers } from "./symbol-pool.ts";
import { createTaskReader, exportedNames, type SymbolSetup, type SymbolTask } from "./symbol-task.ts";
import { isInScope, readTargets } from "./targets.ts";
import type { Toolkit } from "./toolkit.ts";
import { tellingDisk } from "./tools.ts";
import { nearest, UsageError } from "./usage.ts";

export interface ReadModules {
  readonly modules: readonly SourceModule[];
  /** Of the kernel that they are built for; undefined where there is no Module.symvers. */
  readonly kernelSymbols: SymbolTable | undefined;
  readonly kernel: KernelFacts | undefined;
  readonly notices: readonly string[];
}

export interface SymbolContext {
  readonly io: Io;
  readonly toolkit: Toolkit;
  readonly symbolWorkerFile: string | URL;
  readonly progress: (total: number) => Progress;
}

export interface ReadOptions {
  readonly paths: readonly string[];
  readonly kernel: string | undefined;
  readonly jobs: number | undefined;
}

/** Fewer modules than these are read sooner by one thread: another would read the kernel's headers again. */
const modulesWorthWorkers = 150;

/** @throws UsageError for a path or kernel that cannot be read */
export const readModules = async (options: ReadOptions, context: SymbolContext): Promise<ReadModules> => {
  const { io, toolkit } = context;
  const { disk } = tellingDisk();
  const targets = readTargets(options.paths, io.workingDirectory);
  const plan = makePlan(targets, disk, createKernelChooser(namedKernel(options, io), toolkit.findKernel));
  const listed = plan.projects.flatMap((planned) =>
    planned.project.modules
      .filter((module) => module.build !== "builtin")
      .filter(
        (module) =>
          isInScope(plan.scope, module.file) || sourcesOf(module).some((one) => isInScope(plan.scope, one)),
      )
      .map((module) => ({ module, planned })),
  );
  const distinct = [
    ...new Map(listed.map((one) => [`${one.module.file}\0${one.module.name}`, one])).values(),
  ];
  const kernel = plan.kernels[distinct[0]?.planned.kernel ?? 0];
  const read = await readAll(
    distinct.map(({ module }) => module),
    kernel,
    options.jobs,
    context,
  );
  const ids = idsOf(distinct, plan.projects, io.workingDirectory);
  const modules = distinct.flatMap(({ module }, index): SourceModule[] => {
    const symbols = read[index];
    const id = ids[index];
    if (symbols === undefined || id === undefined) return [];
    const listedAt = { path: module.file, start: module.span.start, end: module.span.end };
    return [{ id, name: loadedName(module.name), listed: listedAt, sources: sourcesOf(module), symbols }];
  });
  return { modules, kernel, kernelSymbols: kernel?.symbols, notices: noticesOf(modules, kernel) };
};

/** @throws UsageError where no module has the name */
export const chooseModules = (
  modules: readonly SourceModule[],
  wanted: readonly string[],
): readonly SourceModule[] => {
  if (wanted.length === 0) return modules;
  for (const name of wanted) {
    if (modules.some((module) => isNamed(module, name))) continue;
    const known = modules.map((module) => module.name);
    const near = nearest(name, known);
    throw new UsageError(
      `--module ${name}: no such module${near === undefined ? "" : ` (did you mean '${near}'?)`}`,
    );
  }
  return modules.filter((module) => wanted.some((name) => isNamed(module, name)));
};

const isNamed = ({ id, name }: SourceModule, wanted: string): boolean =>
  id === wanted || name === loadedName(wanted.replace(/\.ko$/, ""));

const namedKernel = ({ kernel }: ReadOptions, io: Io) =>
  kernel === undefined ? undefined : { written: kernel, path: resolve(io.workingDirectory, kernel) };

const readAll = async (
  modules: readonly KbuildModule[],
  kernel: KernelFacts | undefined,
  jobs: number | undefined,
  context: SymbolContext,
): Promise<readonly ModuleSymbols[]> => {
  const full: SymbolSetup = {
    // The table is large, and its names are all that is asked of it.
    kernel: kernel && { ...kernel, symbols: undefined },
    exported: exportedNames(modules, kernel),
  };
  const wanted = jobs ?? (modules.length < modulesWorthWorkers ? 1 : Math.min(availableParallelism(), 4));
  const tasks = tasksOf(modules);
  const progress = context.progress(modules.length);
  const onDone = (task: SymbolTask): void => progress.add(task.modules.length);
  try {
    if (wanted > 1 && tasks.length > 1) {
      const workerFile = context.symbolWorkerFile;
      return (await runSymbolWorkers(tasks, { jobs: wanted, workerFile, workerData: full, onDone })).flat();
    }
    const read = createTaskReader(full);
    return tasks.flatMap((task) => {
      const result = read(task);
      onDone(task);
      return result;
    });
  } finally {
    progress.end();
  }
};

/** Modules of one folder share headers: they stay together, up to a point. */
const mostInTask = 24;

const tasksOf = (modules: readonly KbuildModule[]): readonly SymbolTask[] => {
  const tasks: { modules: KbuildModule[] }[] = [];
  for (const module of modules) {
    const last = tasks.at(-1);
    if (last !== undefined && last.modules.length < mostInTask) last.modules.push(module);
    else tasks.push({ modules: [module] });
  }
  return tasks;
};

const idsOf = (
  modules: readonly { readonly module: KbuildModule; readonly planned: PlannedProject }[],
  projects: readonly PlannedProject[],
  workingDirectory: string,
): readonly string[] =>
  modules.map(({ module, planned }) => {
    const { root } = planned.project;
    // Several projects: only the path tells their modules apart.
    const base = root.kind === "kernel-tree" || projects.length === 1 ? root.directory : workingDirectory;
    const folder = relative(base, module.directory);
    return folder === "" ? module.name : `${folder}/${module.name}`;
  });

const noticesOf = (modules: readonly SourceModule[], kernel: KernelFacts | undefined): readonly string[] => {
  const notices: string[] = [];
  if (modules.length > 0 && kernel?.symbols === undefined) {
    const which = kernel?.directory ?? "no kernel was found";
    notices.push(
      `${which}: no Module.symvers, so what the kernel exports is not known: name a kernel that was built with --kernel`,
    );
  }
  const partial = modules.filter(({ symbols }) => !symbols.isWhole);
  if (partial.length > 0) {
    const names = partial.slice(0, 5).map(({ name }) => name);
    const more = partial.length > names.length ? ` and ${partial.length - names.length} more` : "";
    notices.push(`not all sources could be read as C: symbols of ${names.join(", ")}${more} may be missing`);
  }
  return notices;
};
