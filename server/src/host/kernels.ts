/** Which kernels this machine can build modules for. Reads folders and Kbuild files; runs nothing. */
import { release as runningRelease } from "node:os";
import { isKernelTree } from "../core/kbuild/discover.ts";
import { evaluateProject } from "../core/kbuild/evaluate.ts";
import { kernelFacts } from "../core/kernel/kernel-facts.ts";
import type { Disk } from "../core/text/disk.ts";

export interface KernelChoice {
  /** Build folder or source tree, absolute. */
  readonly directory: string;
  /** undefined where the folder does not tell. */
  readonly release: string | undefined;
  readonly origin: "running" | "project" | "installed" | "tree";
  /** `unusable`: named, but there is nothing to build with; `reason` says why and what to do. */
  readonly state: "ready" | "unusable";
  readonly reason: string | undefined;
}

export interface DiscoverKernelsOptions {
  /** Folders of the workspace: kernel trees, or projects whose Makefile names a kernel. */
  readonly folders?: readonly string[];
  /** What `uname -r` answers; this machine's unless told. */
  readonly running?: string;
}

/**
 * Every kernel that can be chosen, the best default first: a kernel tree that is open, what the project's own Makefile
 * names, the running kernel, then the others installed, newest first.
 */
export const discoverKernels = (
  disk: Disk,
  options: DiscoverKernelsOptions = {},
): readonly KernelChoice[] => {
  const running = options.running ?? runningRelease();
  const found = new Map<string, KernelChoice>();
  const add = (directory: string, origin: KernelChoice["origin"]): void => {
    if (!found.has(directory)) found.set(directory, choiceOf(disk, directory, origin));
  };
  for (const folder of options.folders ?? []) {
    if (isKernelTree(disk, folder)) add(folder, "tree");
    else {
      const named = evaluateProject(
        disk,
        { kind: "external", directory: folder },
        { release: running },
      ).kernelDirectory;
      if (named !== undefined) add(named, "project");
    }
  }
  const hasRunning = disk.kindOf(`/lib/modules/${running}/build`) !== undefined;
  if (hasRunning) add(`/lib/modules/${running}/build`, "running");
  for (const directory of installedFolders(disk)) add(directory, "installed");
  return withoutTwins([...found.values()]);
};

/** The one to use unless the user chooses: the first that can be built with. */
export const defaultKernel = (choices: readonly KernelChoice[]): KernelChoice | undefined =>
  choices.find((choice) => choice.state === "ready");

const installedFolders = (disk: Disk): readonly string[] => {
  const modules = namesIn(disk, "/lib/modules")
    .map((name) => `/lib/modules/${name}/build`)
    .filter((path) => disk.kindOf(path) === "directory");
  const headers = namesIn(disk, "/usr/src")
    .filter((name) => name.startsWith("linux-headers-") && !name.endsWith("-common"))
    .map((name) => `/usr/src/${name}`);
  return [...modules, ...headers];
};

/** Newest first, as versions are read: 6.12 after 6.1. */
const namesIn = (disk: Disk, folder: string): readonly string[] =>
  (disk.list(folder) ?? [])
    .filter((entry) => entry.kind === "directory")
    .map((entry) => entry.name)
    .toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }));

const choiceOf = (disk: Disk, directory: string, origin: KernelChoice["origin"]): KernelChoice => {
  const result = kernelFacts(disk, directory, { readsMacros: false });
  return result.ok
    ? { directory, release: result.facts.release, origin, state: "ready", reason: undefined }
    : { directory, release: undefined, origin, state: "unusable", reason: result.reason };
};

/** /lib/modules/R/build is a link to /usr/src/linux-headers-R: one of each release is enough. */
const withoutTwins = (choices: readonly KernelChoice[]): readonly KernelChoice[] => {
  const seen = new Set<string>();
  return choices.filter(({ release, origin }) => {
    if (release === undefined || origin === "tree") return true;
    const isNew = !seen.has(release);
    seen.add(release);
    return isNew;
  });
};
