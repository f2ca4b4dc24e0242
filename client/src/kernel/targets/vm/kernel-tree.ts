/** A kernel tree that has been built here: its image, and its modules where the build has left them. */
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, rm, stat, symlink } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { TargetError } from "../../errors.ts";
import type { BootableKernel, KernelModules } from "./bootable.ts";
import { runDepmod } from "./depmod.ts";
import { readIfThere, renameUnlessThere } from "./disk.ts";

/** Where `make` leaves what boots. Source: arch/x86/boot/Makefile, arch/arm64/boot/Makefile. */
const images: Readonly<Partial<Record<NodeJS.Architecture, readonly string[]>>> = {
  x64: ["arch/x86/boot/bzImage", "arch/x86_64/boot/bzImage"],
  arm64: ["arch/arm64/boot/Image", "arch/arm64/boot/Image.gz"],
};

/**
 * @param folder the tree, or the output folder of `make O=`
 * @throws TargetError `settings` where nothing is built that boots
 */
export async function readKernelTree(
  folder: string,
  cacheFolder: string,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<BootableKernel> {
  const image = await builtImage(folder);
  const release = (await readIfThere(path.join(folder, "include/config/kernel.release")))?.trim();
  if (image === undefined || release === undefined || release === "") throw notBuilt(folder);
  const order = (await readIfThere(path.join(folder, "modules.order"))) ?? "";
  const files = await builtModules(folder, order);
  if (files.length === 0) return { release, image, modules: undefined };
  onStep(l10n.t("Indexing the modules of the kernel tree"));
  return {
    release,
    image,
    modules: await linkModules({ folder, release, files, cacheFolder }, signal),
  };
}

export async function builtImage(folder: string): Promise<string | undefined> {
  for (const name of images[process.arch] ?? []) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() === true) return file;
  }
  return undefined;
}

function notBuilt(folder: string): TargetError {
  return new TargetError(
    "settings",
    l10n.t`There is no built kernel for this machine's architecture in ${folder}.`,
    l10n.t(
      "Build it there (make, or make O=FOLDER and name that folder), or choose another kernel in the setting kmod.targets.",
    ),
  );
}

interface BuiltModule {
  /** Relative to the tree. */
  readonly file: string;
  /** Changes when it is built again. */
  readonly stamp: string;
}

/** modules.order names what was asked for, as `.ko` (with `kernel/` before it until 5.x) or `.o` (since 6.3): not all of it need be built. */
async function builtModules(folder: string, order: string): Promise<readonly BuiltModule[]> {
  const names = order
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^kernel\//u, "").replace(/\.k?o$/u, ".ko"));
  const found = await Promise.all(
    // `kernel/` is also a folder of the tree with modules of its own.
    names.map(async (name) => (await stamped(folder, name)) ?? (await stamped(folder, `kernel/${name}`))),
  );
  return found.filter((module) => module !== undefined);
}

async function stamped(folder: string, file: string): Promise<BuiltModule | undefined> {
  const found = await stat(path.join(folder, file)).catch(() => undefined);
  return found?.isFile() === true ? { file, stamp: `${file} ${found.mtimeMs} ${found.size}` } : undefined;
}

interface Build {
  readonly folder: string;
  readonly release: string;
  readonly files: readonly BuiltModule[];
  readonly cacheFolder: string;
}

/** A folder like that of `make modules_install`, with links to the modules: made again when one of them was. */
async function linkModules(build: Build, signal: AbortSignal): Promise<KernelModules> {
  const { folder, release, files, cacheFolder } = build;
  const state = [folder, release, ...files.map(({ stamp }) => stamp)].join("\n");
  const made = path.join(cacheFolder, "trees", createHash("sha256").update(state).digest("hex").slice(0, 32));
  const modules = {
    folder: path.join(made, "lib/modules", release),
    tree: folder,
  };
  if ((await readIfThere(path.join(modules.folder, "modules.dep"))) !== undefined) return modules;
  await mkdir(path.dirname(made), { recursive: true });
  const temporary = await mkdtemp(`${made}-`);
  try {
    await fill(path.join(temporary, "lib/modules", release), build);
    await runDepmod(temporary, release, signal);
    await renameUnlessThere(temporary, made);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return modules;
}

async function fill(to: string, { folder, files }: Build): Promise<void> {
  const folders = new Set(files.map(({ file }) => path.dirname(path.join(to, "kernel", file))));
  for (const each of folders) await mkdir(each, { recursive: true });
  for (const { file } of files) await symlink(path.join(folder, file), path.join(to, "kernel", file));
  for (const name of ["modules.order", "modules.builtin", "modules.builtin.modinfo"]) {
    const copied = path.join(folder, name);
    if ((await readIfThere(copied)) !== undefined) await copyFile(copied, path.join(to, name));
  }
}
