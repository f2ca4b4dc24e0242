/** Which kernels this machine can build modules for. Reads folders and Kbuild files; runs nothing. */
import { release as runningRelease } from "node:os";
import { discoverRootsOf, isKernelTree } from "../core/kbuild/discover.ts";
import { outerCall } from "../core/kbuild/outer.ts";
import type { Disk } from "../core/text/disk.ts";
import { baseOf } from "../core/text/paths.ts";
import { type KernelChoice, type KernelOrigin, kernelChoice } from "./kernel-choice.ts";

export interface DiscoverKernelsOptions {
  /** Folders of the workspace: in or above kernel trees, or projects whose Makefile names a kernel. */
  readonly folders?: readonly string[];
  /** What `uname -r` answers; this machine's unless told. */
  readonly running?: string;
  /** Absolute folders that are in use or asked for: they are listed whatever they hold. */
  readonly named?: readonly string[];
}

/**
 * Every kernel that can be chosen, the best default first: a kernel tree that is open, what the projects' own Makefiles
 * name, the running kernel, the others installed, newest first, and kernel trees somewhere below the open folders.
 */
export const discoverKernels = (
  disk: Disk,
  options: DiscoverKernelsOptions = {},
): readonly KernelChoice[] => {
  const { folders = [], running = runningRelease(), named = [] } = options;
  const found = new Map<string, KernelOrigin>();
  const add = (directory: string, origin: KernelOrigin): void => {
    if (!found.has(directory)) found.set(directory, origin);
  };
  const below = folders.map((folder) => look(disk, folder, running));
  for (const { open } of below) if (open !== undefined) add(open, "tree");
  for (const { projects } of below) for (const directory of projects) add(directory, "project");
  const own = `/lib/modules/${running}/build`;
  if (disk.kindOf(own) !== undefined) add(own, "running");
  for (const directory of installedFolders(disk)) add(directory, "installed");
  for (const { trees } of below) for (const directory of trees) add(directory, "tree");
  for (const directory of named) add(directory, "named");
  return Array.from(found, ([directory, origin]) => kernelChoice(disk, directory, origin));
};

/** The one to use unless the user chooses: the first that can be built with. */
export const defaultKernel = (choices: readonly KernelChoice[]): KernelChoice | undefined =>
  choices.find((choice) => choice.state === "ready");

interface Below {
  /** The kernel tree that the folder is, or is a part of. */
  readonly open: string | undefined;
  /** What the Makefiles of projects name, those of outer folders first. */
  readonly projects: readonly string[];
  readonly trees: readonly string[];
}

/** A workspace of several projects beside a kernel tree, and not someone's whole disk. */
const deepest = 3;
const mostFolders = 1000;
const mostMakefiles = 50;

const look = (disk: Disk, folder: string, running: string): Below => {
  const [root] = discoverRootsOf(disk, `${folder}/any.c`);
  if (root?.kind === "kernel-tree") return { open: root.directory, projects: [], trees: [] };
  const projects: string[] = [];
  const trees: string[] = [];
  const queue = [{ path: folder, depth: 0 }];
  let folders = 0;
  let makefiles = 0;
  for (const { path, depth } of queue) {
    if (++folders > mostFolders) break;
    if (isKernelTree(disk, path)) {
      trees.push(path);
      continue;
    }
    if (callsKbuild(disk, path) && ++makefiles <= mostMakefiles) {
      const { kernelDirectory } = outerCall(disk, path, running);
      if (kernelDirectory !== undefined) projects.push(kernelDirectory);
    }
    if (depth < deepest)
      queue.push(...foldersIn(disk, path).map((name) => ({ path: `${path}/${name}`, depth: depth + 1 })));
  }
  return { open: undefined, projects, trees };
};

/** Has the folder a Makefile that may hand modules to a kernel's? */
const callsKbuild = (disk: Disk, folder: string): boolean =>
  ["Makefile", "makefile", "GNUmakefile"].some((name) =>
    /\bM=|\bSUBDIRS=|\/lib\/modules\/|\bKDIR\b|\bKERNEL/.test(disk.readText(`${folder}/${name}`) ?? ""),
  );

const skipped: ReadonlySet<string> = new Set(["node_modules", "out", "dist", "build", "target"]);

const foldersIn = (disk: Disk, folder: string): readonly string[] =>
  (disk.list(folder) ?? [])
    .filter(({ name, kind }) => kind === "directory" && !name.startsWith(".") && !skipped.has(name))
    .map(({ name }) => name);

/** Of one release only the build folder: distributions keep what it links to in /usr/src. */
const installedFolders = (disk: Disk): readonly string[] => {
  const releases = newestFirst(foldersIn(disk, "/lib/modules")).filter(
    (name) => disk.kindOf(`/lib/modules/${name}/build`) === "directory",
  );
  const isTwin = (name: string): boolean => releases.includes(name.replace(/^linux-headers-/, ""));
  const headers = newestFirst(foldersIn(disk, "/usr/src"))
    .filter((name) => /^linux-headers-.*(?<!-common)$/.test(name))
    .map((name) => `/usr/src/${name}`);
  const fedoras = newestFirst(foldersIn(disk, "/usr/src/kernels")).map((name) => `/usr/src/kernels/${name}`);
  const trees = newestFirst(foldersIn(disk, "/usr/src"))
    .map((name) => `/usr/src/${name}`)
    .filter((path) => isKernelTree(disk, path) && !path.startsWith("/usr/src/linux-headers-"));
  return [
    ...releases.map((name) => `/lib/modules/${name}/build`),
    ...[...headers, ...fedoras].filter((path) => !isTwin(baseOf(path))),
    ...trees,
  ];
};

/** As versions are read: 6.12 after 6.1. */
const newestFirst = (names: readonly string[]): readonly string[] =>
  names.toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }));
