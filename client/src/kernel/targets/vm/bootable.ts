/** Turns what the settings name as a kernel into what boots: an image, and the folder of its modules. */
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { TargetError } from "../../errors.ts";
import type { VmKernel } from "../target.ts";
import { isReadable, isThere } from "./disk.ts";
import { fetchKernelPackage, releaseOfPackage } from "./kernel-package.ts";
import { readKernelTree } from "./kernel-tree.ts";

export interface BootableKernel {
  /** uname -r */
  readonly release: string;
  readonly image: string;
  readonly modules: KernelModules | undefined;
}

export interface KernelModules {
  /** As /lib/modules/RELEASE, with what depmod writes. */
  readonly folder: string;
  /** Where the links in it lead: the folder of a kernel tree, whose files change when it is built. */
  readonly tree: string | undefined;
}

export interface Places {
  /** Folder of ours, where what is made or fetched is kept. */
  readonly cacheFolder: string;
  /** `/`; a test has another. */
  readonly root?: string;
}

/**
 * Finds the kernel, makes or fetches what is missing of it.
 * @throws TargetError: `settings` where there is none, `missing-program`, `unreachable` where it cannot be fetched
 */
export async function bootableKernel(
  kernel: VmKernel,
  places: Places,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<BootableKernel> {
  const found = await resolve(kernel, places, onStep, signal);
  await checkReadable(found.image);
  return found;
}

async function resolve(
  kernel: VmKernel,
  places: Places,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<BootableKernel> {
  switch (kernel.kind) {
    case "installed":
      return installedKernel(kernel.release, places.root ?? "/");
    case "tree":
      return readKernelTree(kernel.folder, places.cacheFolder, onStep, signal);
    case "package": {
      const folder = await fetchKernelPackage(kernel.name, {
        cacheFolder: places.cacheFolder,
        onStep,
        signal,
      });
      return unpackedKernel(kernel.name, folder);
    }
  }
}

/** /boot/vmlinuz-RELEASE, or where Fedora and Arch have it. */
async function installedKernel(release: string, root: string): Promise<BootableKernel> {
  const image = await firstFile([
    path.join(root, "boot", `vmlinuz-${release}`),
    path.join(root, "lib/modules", release, "vmlinuz"),
  ]);
  if (image === undefined) {
    throw new TargetError(
      "settings",
      l10n.t`The kernel ${release} is not installed on this machine: there is no /boot/vmlinuz-${release}.`,
      l10n.t("Choose another kernel for this virtual machine in the setting kmod.targets."),
    );
  }
  return {
    release,
    image,
    modules: await modulesIn(path.join(root, "lib/modules", release)),
  };
}

/** @param name of the package, for messages */
async function unpackedKernel(name: string, folder: string): Promise<BootableKernel> {
  const release = releaseOfPackage(name);
  const modules = await modulesIn(path.join(folder, "lib/modules", release));
  const image = await firstFile([
    path.join(folder, "boot", `vmlinuz-${release}`),
    path.join(folder, "boot", `vmlinux-${release}`),
    path.join(folder, "lib/modules", release, "vmlinuz"),
  ]);
  if (image !== undefined) return { release, image, modules };
  throw new TargetError(
    "settings",
    l10n.t`The package ${name} holds no kernel image for ${release}.`,
    l10n.t(
      "Name one of the kernel itself, for example linux-image-6.1.0-13-amd64, in the setting kmod.targets.",
    ),
  );
}

async function modulesIn(folder: string): Promise<KernelModules | undefined> {
  const hasIndex = await isReadable(path.join(folder, "modules.dep"));
  return hasIndex ? { folder, tree: undefined } : undefined;
}

async function firstFile(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if (await isThere(file)) return file;
  return undefined;
}

/** Ubuntu installs kernels that only root can read. */
async function checkReadable(image: string): Promise<void> {
  if (await isReadable(image)) return;
  throw new TargetError(
    "settings",
    l10n.t`The kernel ${image} is readable by root only.`,
    l10n.t`Make it readable (sudo chmod a+r ${image}), or choose a kernel package for this virtual machine.`,
  );
}
