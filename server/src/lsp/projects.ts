/**
 * Which Kbuild project builds a file, and which of its modules. Projects are evaluated when first asked for and again
 * when one of their Kbuild files, or a source that they may name, has changed.
 */
import { discoverRootsOf } from "../core/kbuild/discover.ts";
import { type EvaluateOptions, evaluateProject, type OptionTypes } from "../core/kbuild/evaluate.ts";
import type { KbuildModule, KbuildProject, KbuildRoot } from "../core/kbuild/modules.ts";
import type { KernelFacts } from "../core/kernel/facts.ts";
import { groupModules } from "../core/lint/engine.ts";
import { directoryOf, isWithin } from "../core/text/paths.ts";
import type { KernelInUse } from "./kernels-in-use.ts";
import type { Knowledge, Known } from "./knowledge.ts";

export interface Project {
  /** Tells it from every other project at the same time that is evaluated for the same kernel. */
  readonly key: string;
  readonly kernel: KernelInUse;
  readonly kbuild: KbuildProject;
  /** Modules that share sources, each with its sources. */
  readonly groups: readonly ModuleGroup[];
}

export interface ModuleGroup {
  readonly key: string;
  readonly project: Project | undefined;
  readonly modules: readonly KbuildModule[];
  readonly sources: ReadonlySet<string>;
}

export interface Projects {
  /** The project that links the object of a C file, with the group of modules; undefined where none does. */
  ofSource(path: string): Promise<ModuleGroup | undefined>;
  /** The outermost project that reads a Kbuild file; undefined where it is part of none. */
  ofKbuildFile(path: string): Promise<Project | undefined>;
  /** The likeliest project of a header: one that builds modules; undefined where there is none. */
  ofOther(path: string): Promise<Project | undefined>;
  /** Evaluates again, at the next question, what may depend on this file or folder. */
  forget(path: string): void;
}

export interface ProjectsOptions {
  readonly knowledge: Knowledge;
  /** What is built depends on it: each kernel in use has projects of its own. */
  readonly kernel: KernelInUse;
  readonly optionTypes: (tree: string) => Promise<OptionTypes>;
}

export function createProjects({ knowledge, kernel, optionTypes }: ProjectsOptions): Projects {
  /** By kernel tree; the same until one of its Kconfig files changes. */
  const typesOf = new Map<string, OptionTypes>();
  /** Tells an evaluation that something it may have read has changed meanwhile. */
  let epoch = 0;
  const projects = new Map<string, Project>();
  const evaluate = (root: KbuildRoot, path: string, known: Known): Project => {
    const within = root.kind === "kernel-tree" ? directoryOf(path) : undefined;
    const key = `${root.directory}|${within ?? ""}`;
    const ready = projects.get(key);
    if (ready) return ready;
    const options = optionsFor(root, kernel.facts, within, typesOf);
    return projectOf(key, kernel, evaluateProject(known.disk, root, options));
  };
  /** Keeps only what was evaluated with every answer at hand. */
  const first = async <T>(
    path: string,
    choose: (project: Project) => T | undefined,
  ): Promise<T | undefined> => {
    const roots = await knowledge.learn(({ disk }) => discoverRootsOf(disk, path));
    for (const { kind, directory } of roots)
      if (kind === "kernel-tree" && !typesOf.has(directory))
        typesOf.set(directory, await optionTypes(directory));
    const started = epoch;
    const found = await knowledge.learn((known) => {
      const evaluated: Project[] = [];
      for (const root of roots) {
        const project = evaluate(root, path, known);
        evaluated.push(project);
        const chosen = choose(project);
        if (chosen !== undefined) return { evaluated, chosen };
      }
      return { evaluated, chosen: undefined };
    });
    if (started === epoch) for (const project of found.evaluated) projects.set(project.key, project);
    return found.chosen;
  };
  return {
    ofSource: (path) => first(path, (project) => project.groups.find((group) => group.sources.has(path))),
    ofKbuildFile: (path) => first(path, (project) => (project.kbuild.files.has(path) ? project : undefined)),
    ofOther: (path) => first(path, (project) => (project.kbuild.modules.length > 0 ? project : undefined)),
    forget(path) {
      epoch++;
      if (/(?:^|\/)Kconfig[^/]*$/.test(path)) typesOf.clear();
      for (const [key, { kbuild }] of projects) {
        if (kbuild.files.has(path) || isWithin(kbuild.root.directory, path)) projects.delete(key);
      }
    },
  };
}

/** A kernel tree has a configuration and version of its own: another kernel's say nothing about it. */
function optionsFor(
  root: KbuildRoot,
  kernel: KernelFacts,
  within: string | undefined,
  types: ReadonlyMap<string, OptionTypes>,
): EvaluateOptions {
  const optionTypes = types.get(root.directory);
  const isForeign = root.kind === "kernel-tree" && kernel.directory !== root.directory;
  const config = kernel.config && !isForeign ? { config: kernel.config, isConfigComplete: true } : {};
  if (root.kind === "kernel-tree")
    return {
      ...config,
      kernelDirectory: root.directory,
      ...(within !== undefined && { within }),
      ...(optionTypes && { optionTypes }),
    };
  return {
    ...config,
    ...(kernel.directory && { kernelDirectory: kernel.directory }),
    ...(kernel.release && { release: kernel.release }),
  };
}

function projectOf(key: string, kernel: KernelInUse, kbuild: KbuildProject): Project {
  const withSources = kbuild.modules.map((module) => ({ module, sources: sourcesOf(module) }));
  const groups: ModuleGroup[] = [];
  const project: Project = { key, kernel, kbuild, groups };
  for (const members of groupModules(withSources)) {
    const modules = members.map((member) => member.module);
    const names = modules.map((module) => `${module.directory}/${module.name}`).join(" ");
    const sources = new Set(members.flatMap((member) => member.sources));
    groups.push({ key: `${key}|${names}`, project, modules, sources });
  }
  return project;
}

const sourcesOf = (module: KbuildModule): readonly string[] =>
  module.objects.flatMap((object) => (object.source === undefined ? [] : [object.source]));
