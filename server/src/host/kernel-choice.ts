/** One kernel that may be chosen: what its folder holds, told by names and three small files. No header is read. */
import { kernelFolder } from "../core/kernel/kernel-facts.ts";
import type { Disk } from "../core/text/disk.ts";
import { isAbsolute, joinPath } from "../core/text/paths.ts";

/**
 * `tree`: a source tree in the workspace; `project`: named by a Makefile of the workspace; `named`: by the settings or
 * the command line alone.
 */
export type KernelOrigin = "tree" | "project" | "running" | "installed" | "named";

export interface KernelChoice {
  /** Build folder or source tree, absolute. */
  readonly directory: string;
  /** undefined where the folder does not tell. */
  readonly release: string | undefined;
  /** The kernel's name of it (`x86`); undefined where nothing was configured. */
  readonly architecture: string | undefined;
  readonly origin: KernelOrigin;
  /** `unusable`: named, but there is nothing to build with; `reason` says why and what to do. */
  readonly state: "ready" | "unusable";
  readonly reason: string | undefined;
  /** Prepared for building modules: its configuration and generated headers are there. */
  readonly isPrepared: boolean;
  /** The whole kernel's sources, not its headers alone. */
  readonly isSourceTree: boolean;
  /** A source tree in which the kernel was built. */
  readonly isBuilt: boolean;
  /** Is there a Module.symvers, so that symbols can be checked? */
  readonly hasSymvers: boolean;
}

/** Looks at one folder, given by its absolute path. */
export const kernelChoice = (disk: Disk, directory: string, origin: KernelOrigin): KernelChoice => {
  const folder = kernelFolder(disk, directory);
  if (!folder.ok) {
    const reason = betterFolder(disk, directory) ?? folder.reason;
    return { directory, origin, ...nothing, state: "unusable", reason };
  }
  const isFile = (path: string): boolean => disk.kindOf(`${directory}/${path}`) === "file";
  const isSourceTree = isFile("init/main.c") && isFile("Kconfig");
  const hasSymvers = isFile("Module.symvers");
  return {
    directory,
    release: folder.release,
    architecture: architectureOf(disk, directory),
    origin,
    state: "ready",
    reason: undefined,
    isPrepared: isFile("include/generated/autoconf.h"),
    isSourceTree,
    isBuilt: isSourceTree && (isFile("vmlinux") || hasSymvers),
    hasSymvers,
  };
};

/** Who asks, for what is written in settings. */
export interface Surroundings {
  /** Folders of the workspace; the first one stands for it. */
  readonly folders: readonly string[];
  readonly home: string;
}

/**
 * The absolute path of a folder as settings name it: `~` and `${userHome}` are the user's home, `${workspaceFolder}`
 * and relative paths mean the workspace. undefined for a relative one where no folder is open.
 */
export const namedFolder = (written: string, { folders, home }: Surroundings): string | undefined => {
  const workspace = folders[0];
  const path = written
    .replace(/^~(?=\/|$)/, () => home)
    .replaceAll("${userHome}", () => home)
    .replaceAll("${workspaceFolder}", () => workspace ?? "${workspaceFolder}");
  if (isAbsolute(path)) return joinPath("/", path.length > 1 ? path.replace(/\/+$/, "") : path);
  if (workspace === undefined || path.includes("${workspaceFolder}")) return undefined;
  return joinPath(workspace, path.replace(/\/+$/, ""));
};

const nothing = {
  release: undefined,
  architecture: undefined,
  isPrepared: false,
  isSourceTree: false,
  isBuilt: false,
  hasSymvers: false,
} as const;

/** What someone meant who named `/lib/modules/6.1.0` or a file in a kernel's folder. */
const betterFolder = (disk: Disk, directory: string): string | undefined => {
  const build = `${directory}/build`;
  return kernelFolder(disk, build).ok
    ? `${directory}: not a kernel build folder itself; choose ${build}`
    : undefined;
};

/** The one whose headers were generated, else the one that the configuration's head names: `# Linux/x86 6.1.0 ...`. */
const architectureOf = (disk: Disk, directory: string): string | undefined => {
  const generated = (disk.list(`${directory}/arch`) ?? []).find(
    ({ name, kind }) =>
      kind === "directory" && disk.kindOf(`${directory}/arch/${name}/include/generated`) === "directory",
  );
  if (generated) return generated.name;
  const head = (disk.readText(`${directory}/.config`) ?? "").slice(0, 400);
  return /^# Linux\/(\S+) /m.exec(head)?.[1];
};
