/** Finds where Kbuild starts: below a folder, or above a file. */
import type { Disk } from "../text/disk.ts";
import { directoryOf, isWithin } from "../text/paths.ts";
import { evaluateProject } from "./evaluate.ts";
import type { KbuildRoot } from "./modules.ts";
import { foldersBuiltBy } from "./outer.ts";

/** Every root at or below a folder: one for a kernel tree, else one per project. */
export const discoverRoots = (disk: Disk, folder: string): readonly KbuildRoot[] => {
  if (isKernelTree(disk, folder)) return [{ kind: "kernel-tree", directory: folder }];
  const candidates = walk(disk, folder);
  const covered = new Set<string>();
  const roots: KbuildRoot[] = [];
  for (const candidate of candidates) {
    if (isKernelTree(disk, candidate)) roots.push({ kind: "kernel-tree", directory: candidate });
    else if (!covered.has(candidate)) {
      const root: KbuildRoot = { kind: "external", directory: candidate };
      const project = evaluateProject(disk, root);
      for (const module of project.modules) covered.add(module.directory);
      const meansModules = project.facts.some(({ kind }) => kind === "no-object");
      if (project.modules.length > 0 || meansModules) roots.push(root);
    }
  }
  return roots;
};

/**
 * The roots that may build a C file, likeliest first: searches upwards, at most to `ceiling`. A folder that an outer
 * Kbuild file descends into comes after the outer one.
 */
export const discoverRootsOf = (disk: Disk, file: string, ceiling = "/"): readonly KbuildRoot[] => {
  const found: KbuildRoot[] = [];
  for (let folder = directoryOf(file); isWithin(ceiling, folder); folder = directoryOf(folder)) {
    if (isKernelTree(disk, folder)) return [{ kind: "kernel-tree", directory: folder }];
    if (listsObjects(disk, folder)) found.unshift({ kind: "external", directory: folder });
    if (folder === "/" || folder === ".") break;
  }
  return found;
};

/** Has the folder the files that only the root of a kernel source tree has? */
export const isKernelTree = (disk: Disk, folder: string): boolean =>
  disk.kindOf(`${folder}/Kbuild`) === "file" &&
  disk.kindOf(`${folder}/Kconfig`) === "file" &&
  /^VERSION\s*=/m.test(disk.readText(`${folder}/Makefile`) ?? "");

/** Enough for any workspace; a whole home folder opened by mistake ends here. */
const mostFolders = 20_000;
const skipped: ReadonlySet<string> = new Set(["node_modules", "out", "dist", "build", "target"]);

/** Folders whose Kbuild file lists objects, outer before inner. */
const walk = (disk: Disk, folder: string): readonly string[] => {
  const found: string[] = [];
  const queue = [folder];
  let count = 0;
  for (const path of queue) {
    count += 1;
    if (count > mostFolders || path.length > longestPath) break;
    const isTree = isKernelTree(disk, path);
    if (isTree || listsObjects(disk, path)) found.push(path);
    if (isTree) continue;
    for (const entry of disk.list(path) ?? []) {
      if (entry.kind === "directory" && !entry.name.startsWith(".") && !skipped.has(entry.name)) {
        queue.push(path === "/" ? `/${entry.name}` : `${path}/${entry.name}`);
      }
    }
  }
  return [...new Set([...found, ...found.flatMap((path) => foldersBuiltBy(disk, path))])];
};

/** A symbolic link to a folder above itself makes paths grow: no project is this deep. In characters. */
const longestPath = 1024;

const listsObjects = (disk: Disk, folder: string): boolean =>
  ["Kbuild", "Makefile"].some((name) =>
    /^[^#\n]*\bobj-[$ym]/m.test(disk.readText(`${folder}/${name}`) ?? ""),
  );
