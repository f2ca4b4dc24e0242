/** What one project builds, and by which files: for who builds it. Read from its Kbuild files; nothing is run. */
import type { KbuildModule, KbuildProject } from "../kbuild/modules.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import { loadedName } from "../symbols/dependencies.ts";
import type { Disk } from "../text/disk.ts";
import { directoryOf, isWithin, joinPath } from "../text/paths.ts";
import { type DescribedMakefile, describeMakefile } from "./makefile-targets.ts";

export interface DescribedProject {
  /** What Kbuild is given as M=. */
  readonly folder: string;
  readonly kbuildFile: string;
  readonly kind: "external" | "tree";
  readonly modules: readonly DescribedBuild[];
  readonly makefile: DescribedMakefile | undefined;
}

export interface DescribedBuild {
  /** As lsmod shows it. */
  readonly name: string;
  readonly ko: string;
  /** In the order of its objects. */
  readonly sources: readonly string[];
}

/** Enough for any driver; the folder of a kernel tree with more is none that is built to be loaded. */
export const mostBuilds = 1000;

/**
 * @param folder of an external project its root; of a kernel tree the folder that is built, with all below it
 * @returns undefined where Kbuild reads no file in the folder
 */
export const describeProject = (
  project: KbuildProject,
  folder: string,
  disk: Disk,
): DescribedProject | undefined => {
  const kbuildFile = ["Kbuild", "Makefile"]
    .map((name) => `${folder}/${name}`)
    .find((path) => project.files.has(path));
  if (kbuildFile === undefined) return undefined;
  const isTree = project.root.kind === "kernel-tree";
  return {
    folder,
    kbuildFile,
    kind: isTree ? "tree" : "external",
    modules: project.modules
      .filter(({ build, directory }) => build !== "builtin" && isWithin(folder, directory))
      .slice(0, mostBuilds)
      .map(describeBuild),
    makefile: isTree ? undefined : describeMakefile(disk, folder),
  };
};

const describeBuild = (module: KbuildModule): DescribedBuild => ({
  name: loadedName(module.name),
  ko: koOf(module),
  sources: [...new Set(module.objects.flatMap(({ source }) => source ?? []))],
});

/** `obj-m := sub/foo.o` has its .ko beside the object. */
const koOf = ({ name, directory, isComposite, objects: [object] }: KbuildModule): string => {
  const below = isComposite || object === undefined ? "." : directoryOf(object.object);
  return joinPath(joinPath(directory, below), `${name}.ko`);
};

/**
 * The same sources, those that hold an entry point first, then those that name the licence.
 *
 * @param textOf undefined where a source cannot be read
 */
export const entriesFirst = (
  sources: readonly string[],
  textOf: (path: string) => string | undefined,
  { entryMacros }: KernelFacts,
): readonly string[] => {
  const rankOf = (path: string): number => {
    const calls = Array.from((textOf(path) ?? "").matchAll(/^(\w+)\s*\(/gm), ([, name = ""]) => name);
    if (calls.some((name) => entryMacros.has(name))) return 0;
    return calls.includes("MODULE_LICENSE") ? 1 : 2;
  };
  const ranks = new Map(sources.map((path) => [path, rankOf(path)]));
  return sources.toSorted((a, b) => (ranks.get(a) ?? 2) - (ranks.get(b) ?? 2));
};
