/** The kernels that a virtual machine can be started with here: to choose from, and the one to propose. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { runToEnd } from "../spawn.ts";
import type { VmKernel } from "../target.ts";
import type { Places } from "./bootable.ts";
import { isReadable, isThere } from "./disk.ts";
import { packageFolder, releaseOfPackage, showPackages } from "./kernel-package.ts";
import { findProgram } from "./machine-programs.ts";

export interface VmKernelChoice {
  readonly kernel: VmKernel;
  /** uname -r */
  readonly release: string;
  /** `fetched`: a package that is in the cache. `available`: one that has to be fetched first. */
  readonly state: "installed" | "fetched" | "available";
  /** Modules that are built on this machine can be for it. */
  readonly hasHeaders: boolean;
  /** Bytes to fetch first; undefined: none, or it is not known. */
  readonly downloadBytes: number | undefined;
}

/**
 * All of them: newest first, what is here before what has to be fetched. Of the packages that are not here the newest of
 * each series (6.1, 6.12) is named, and those that headers are installed for.
 */
export async function vmKernels(
  places: Places,
  signal: AbortSignal = AbortSignal.timeout(60_000),
): Promise<readonly VmKernelChoice[]> {
  const root = places.root ?? "/";
  const headers = await releasesWithHeaders(root);
  const installed = (await installedReleases(root)).map(
    (release): VmKernelChoice => ({
      kernel: { kind: "installed", release },
      release,
      state: "installed",
      hasHeaders: headers.has(release),
      downloadBytes: undefined,
    }),
  );
  const fetched = (await fetchedPackages(places.cacheFolder)).map((name) =>
    packageChoice(name, headers, "fetched"),
  );
  const here = [...installed, ...fetched];
  const known = new Set(here.map(({ release }) => release));
  const available = await availablePackages(headers, signal);
  return [
    ...here.toSorted(newestFirst),
    ...available.filter(({ release }) => !known.has(release)).toSorted(newestFirst),
  ];
}

/**
 * The kernel to propose: the newest that modules built here can be loaded on, an installed one before a package of the
 * same release; without headers the newest that is here, else the newest package.
 */
export function defaultVmKernel(choices: readonly VmKernelChoice[]): VmKernelChoice | undefined {
  const order = (choice: VmKernelChoice): number =>
    (choice.hasHeaders ? 0 : 10) + (choice.hasHeaders || choice.state !== "available" ? 0 : 1);
  return choices.toSorted(
    (a, b) => order(a) - order(b) || newestFirst(a, b) || costs[a.state] - costs[b.state],
  )[0];
}

const costs = { installed: 0, fetched: 1, available: 2 } as const;

const newestFirst = (a: VmKernelChoice, b: VmKernelChoice): number => compareReleases(b.release, a.release);

/** As version numbers compare: 6.12 after 6.9, `6.1.0-9` before `6.1.0-13`. */
export function compareReleases(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

async function releasesWithHeaders(root: string): Promise<ReadonlySet<string>> {
  const modules = path.join(root, "lib/modules");
  const names = await namesIn(modules);
  const found = await Promise.all(names.map((name) => isThere(path.join(modules, name, "build/Makefile"))));
  return new Set(names.filter((_, index) => found[index] === true));
}

/** Those that can be read: Ubuntu's are root's only. */
async function installedReleases(root: string): Promise<readonly string[]> {
  const boot = (await namesIn(path.join(root, "boot"))).flatMap((name) => {
    const [, release] = /^vmlinuz-(\d.*)$/u.exec(name) ?? [];
    return release === undefined ? [] : [{ release, image: path.join(root, "boot", name) }];
  });
  const modules = (await namesIn(path.join(root, "lib/modules"))).map((release) => ({
    release,
    image: path.join(root, "lib/modules", release, "vmlinuz"),
  }));
  const readable = await Promise.all(
    [...boot, ...modules].map(async ({ release, image }) => ((await isReadable(image)) ? [release] : [])),
  );
  return [...new Set(readable.flat())];
}

async function fetchedPackages(cacheFolder: string): Promise<readonly string[]> {
  const names = await namesIn(packageFolder(cacheFolder, ""));
  // One that is being fetched has a name of its own until it is whole.
  return names.filter((name) => name.startsWith("linux-image-") && !name.includes(".part-"));
}

async function availablePackages(
  headers: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly VmKernelChoice[]> {
  const aptCache = await findProgram("apt-cache");
  if (aptCache === undefined) return [];
  const { stdout } = await runToEnd(
    { argv: [aptCache, "pkgnames", "linux-image-"] },
    { signal, limitMs: 30_000 },
  );
  const names = choosePackages(stdout.split("\n"), headers);
  if (names.length === 0) return [];
  const packages = await showPackages(names, aptCache, signal);
  return packages.map(({ name, size }) => ({
    ...packageChoice(name, headers, "available"),
    downloadBytes: size,
  }));
}

const packageChoice = (
  name: string,
  headers: ReadonlySet<string>,
  state: VmKernelChoice["state"],
): VmKernelChoice => ({
  kernel: { kind: "package", name },
  release: releaseOfPackage(name),
  state,
  hasHeaders: headers.has(releaseOfPackage(name)),
  downloadBytes: undefined,
});

/**
 * Of all kernel packages those that are worth a choice: the plain flavour of this architecture, signed, the newest of each
 * series, and any that headers are installed for.
 */
export function choosePackages(names: readonly string[], headers: ReadonlySet<string>): readonly string[] {
  const chosen = new Map<string, string>();
  const others: string[] = [];
  for (const name of names.toSorted((a, b) => compareReleases(releaseOfPackage(a), releaseOfPackage(b)))) {
    const [, series] = /^linux-image-(?:unsigned-)?(\d+\.\d+)\.\d/u.exec(name) ?? [];
    if (series === undefined || name.endsWith("-dbg") || name.endsWith("-dbgsym")) continue;
    const isPlain = /-(?:amd64|arm64|generic)$/u.test(name) && !/-(?:cloud|rt)-|-unsigned/u.test(name);
    if (isPlain) chosen.set(series, name);
    if (headers.has(releaseOfPackage(name)) && !name.includes("unsigned")) others.push(name);
  }
  return [...new Set([...chosen.values(), ...others])];
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);
