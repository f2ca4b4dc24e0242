/** The kernel headers installed on this machine, read as the programs read them. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { flagsOfSource } from "../../server/src/core/kbuild/modules.ts";
import type { KernelFacts } from "../../server/src/core/kernel/facts.ts";
import { kernelFacts } from "../../server/src/core/kernel/kernel-facts.ts";
import { cachedDisk, nodeDisk } from "../../server/src/host/disk.ts";
import { openKernelHeaders } from "../../server/src/host/headers/kernel-headers.ts";
import { type CheckedFinding, type CheckedProject, type CheckOptions, inspectProject } from "./check.ts";

export interface InstalledKernel {
  readonly facts: KernelFacts;
  /** Checks a project with what this kernel's headers say; the files lie in a folder of their own meanwhile. */
  check(files: Readonly<Record<string, string>>, options?: CheckOptions): readonly CheckedFinding[];
  /** The same with what the findings were made from. */
  inspect(files: Readonly<Record<string, string>>, options?: CheckOptions): CheckedProject;
}

/** Takes `6.1`; gives undefined where no such headers are installed. */
export function installedKernel(version: string): InstalledKernel | undefined {
  const modules = "/lib/modules";
  if (!existsSync(modules)) return undefined;
  const name = readdirSync(modules).find(
    (one) =>
      one.startsWith(`${version}.`) && existsSync(`${modules}/${one}/build/include/generated/autoconf.h`),
  );
  if (name === undefined) return undefined;
  const found = kernelFacts(cachedDisk(nodeDisk()), `${modules}/${name}/build`);
  if (!found.ok) return undefined;
  const { facts } = found;
  const headers = openKernelHeaders(facts, {
    cacheFolder: undefined,
    log: () => undefined,
    mostItems: 400_000,
  });
  const inspect: InstalledKernel["inspect"] = (files, options) => {
    const root = mkdtempSync(join(tmpdir(), "kmod-check-"));
    try {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      return inspectProject(files, {
        kernel: facts,
        root,
        scopeOf: ({ path, text, module }) =>
          headers?.scopeOf({
            path,
            text,
            module: module?.name ?? "t",
            flags: module && flagsOfSource(module, path),
          }),
        ...options,
      });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  };
  return { facts, check: (files, options) => inspect(files, options).findings, inspect };
}
