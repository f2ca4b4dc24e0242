/**
 * Kernels for the end-to-end tests, by the same code that fetches one for a virtual machine: an image for each series,
 * the one that headers are installed for. Nothing is fetched twice.
 *
 *     node scripts/test-kernels.ts          prints a line for each: release, package, folder
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { fetchKernelPackage } from "../client/src/kernel/targets/vm/kernel-package.ts";
import { compareReleases } from "../client/src/kernel/targets/vm/kernels.ts";
import { cacheFolder, isMain } from "./paths.ts";

export interface TestKernel {
  readonly series: string;
  readonly release: string;
  /** As `VmKernel` of kind `package` names it, with `cacheFolder` below. */
  readonly packageName: string;
  /** Has boot/vmlinuz-RELEASE and lib/modules/RELEASE. */
  readonly folder: string;
}

/** The cache folder of virtual machines in tests. */
export const vmCacheFolder = path.join(cacheFolder, "vm");

/** @throws where headers of a series are not installed, or apt cannot fetch its image: with what to do */
export async function testKernels(
  series: readonly string[] = ["6.1", "6.12"],
  onStep: (step: string) => void = () => undefined,
): Promise<readonly TestKernel[]> {
  const kernels: TestKernel[] = [];
  for (const each of series) {
    const release = await newestHeaders(each);
    const packageName = `linux-image-${release}`;
    const options = { cacheFolder: vmCacheFolder, onStep, signal: new AbortController().signal };
    const folder = await fetchKernelPackage(packageName, options);
    kernels.push({ series: each, release, packageName, folder });
  }
  return kernels;
}

/** The release of the newest kernel of a series whose headers are installed; rejects where there is none. */
export async function newestHeaders(series: string): Promise<string> {
  const releases = await readdir("/lib/modules");
  const found = releases
    .filter((release) => release.startsWith(`${series}.`))
    .filter((release) => existsSync(`/lib/modules/${release}/build/Makefile`))
    .toSorted(compareReleases)
    .at(-1);
  if (found !== undefined) return found;
  throw new Error(
    `No headers of Linux ${series} are installed: sudo apt-get install linux-headers-${series}*-amd64`,
  );
}

if (isMain(import.meta)) {
  for (const { release, packageName, folder } of await testKernels(undefined, (step) =>
    console.error(step),
  )) {
    console.log(`${release} ${packageName} ${folder}`);
  }
}
