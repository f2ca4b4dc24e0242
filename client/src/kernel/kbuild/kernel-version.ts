/** Which version of the kernel a build folder is for, as far as Kbuild differs by it. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { BuildKernel } from "./build.ts";

export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
}

/**
 * Read from `include/config/kernel.release`, else from the Makefile's VERSION and PATCHLEVEL; undefined where the folder
 * has neither and no release is known.
 */
export async function kernelVersion({ directory, release }: BuildKernel): Promise<KernelVersion | undefined> {
  const [written, makefile] = await Promise.all(
    ["include/config/kernel.release", "Makefile"].map((file) =>
      readFile(path.join(directory, file), "utf8").catch(() => ""),
    ),
  );
  return versionOf(written) ?? versionOfMakefile(makefile ?? "") ?? versionOf(release);
}

/** MO=, and make working in the module's folder: Documentation/kbuild/modules.rst, 6.13. */
export const knowsModuleOutput = ({ major, minor }: KernelVersion): boolean =>
  major > 6 || (major === 6 && minor >= 13);

function versionOf(release: string | undefined): KernelVersion | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release ?? "") ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

function versionOfMakefile(text: string): KernelVersion | undefined {
  const [, major] = /^VERSION\s*=\s*(\d+)\s*$/m.exec(text) ?? [];
  const [, minor] = /^PATCHLEVEL\s*=\s*(\d+)\s*$/m.exec(text) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor ?? 0) };
}
