/** Kernels from packages of Debian and Ubuntu: fetched by the user's own apt into a folder of ours, and unpacked; no root, nothing installed. */
import { mkdir, mkdtemp, readdir, rm, stat, symlink } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { TargetError } from "../../errors.ts";
import { runToEnd } from "../spawn.ts";
import { runDepmod } from "./depmod.ts";
import { isThere, renameUnlessThere } from "./disk.ts";
import { findProgram } from "./machine-programs.ts";

export interface FetchOptions {
  readonly cacheFolder: string;
  readonly onStep: (step: string) => void;
  readonly signal: AbortSignal;
}

/** Where the package of that name is kept once it is there; whole, or there is nothing. */
export const packageFolder = (cacheFolder: string, name: string): string =>
  path.join(cacheFolder, "packages", name);

/**
 * Fetches and unpacks a kernel package, and that of its modules where there is one (Ubuntu), unless they are there already.
 * @param name for example `linux-image-6.1.0-13-amd64`
 * @returns the folder with boot/vmlinuz-RELEASE and lib/modules/RELEASE
 * @throws TargetError: `settings` (no such package), `missing-program` (no apt), `unreachable` (it could not be fetched)
 */
export async function fetchKernelPackage(name: string, options: FetchOptions): Promise<string> {
  const { cacheFolder, onStep, signal } = options;
  const folder = packageFolder(cacheFolder, name);
  if (await isThere(folder)) return folder;
  if (!/^linux-image-[a-z0-9][a-z0-9.+~-]+$/u.test(name)) throw unknownPackage(name);
  const apt = await findApt();
  await mkdir(path.dirname(folder), { recursive: true });
  // Beside the place it goes to, so that mv only renames.
  const temporary = await mkdtemp(`${folder}.part-`);
  try {
    const packages = await knownPackages(apt, name, signal);
    for (const each of packages) await download(apt, each, { folder: temporary, onStep, signal });
    onStep(l10n.t`Unpacking ${name}`);
    const unpacked = path.join(temporary, "unpacked");
    await unpackAll(apt, temporary, unpacked, signal);
    onStep(l10n.t`Indexing the modules of ${releaseOfPackage(name)}`);
    await runDepmod(unpacked, releaseOfPackage(name), signal);
    await renameUnlessThere(unpacked, folder);
    return folder;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

interface Apt {
  readonly get: string;
  readonly cache: string;
  readonly deb: string;
}

async function findApt(): Promise<Apt> {
  const [get, cache, deb] = await Promise.all(
    ["apt-get", "apt-cache", "dpkg-deb"].map((name) => findProgram(name)),
  );
  if (get !== undefined && cache !== undefined && deb !== undefined) return { get, cache, deb };
  throw new TargetError(
    "missing-program",
    l10n.t("Kernel packages are fetched with apt-get and dpkg-deb, which this machine does not have."),
    l10n.t(
      "Choose an installed kernel or a kernel tree for this virtual machine in the setting kmod.targets.",
    ),
  );
}

/** `linux-image-6.1.0-13-amd64-unsigned`, `linux-image-unsigned-6.8.0-45-generic` -> the release they hold. */
export const releaseOfPackage = (name: string): string =>
  name.replace(/^linux-image-(?:unsigned-)?/u, "").replace(/-unsigned$/u, "");

export interface AptPackage {
  readonly name: string;
  readonly version: string;
  /** Bytes to fetch. */
  readonly size: number;
}

/** The package and, where it has one of its own for them, its modules. */
async function knownPackages(apt: Apt, name: string, signal: AbortSignal): Promise<readonly AptPackage[]> {
  const found = await showPackages([name, `linux-modules-${releaseOfPackage(name)}`], apt.cache, signal);
  if (found.some((each) => each.name === name)) return found;
  throw unknownPackage(name);
}

const unknownPackage = (name: string): TargetError =>
  new TargetError(
    "settings",
    l10n.t`apt knows no kernel package ${name}.`,
    l10n.t("Update its lists (sudo apt-get update), or choose another kernel in the setting kmod.targets."),
  );

/** What apt's lists say of packages; those that they do not have are left out. */
export async function showPackages(
  names: readonly string[],
  aptCache: string,
  signal: AbortSignal,
): Promise<readonly AptPackage[]> {
  const { stdout } = await runToEnd(
    { argv: [aptCache, "show", "--no-all-versions", ...names] },
    { signal, limitMs: 30_000 },
  );
  return readPackages(stdout);
}

/** Source: deb-control(5): paragraphs of `Field: value`. */
export function readPackages(text: string): readonly AptPackage[] {
  return text.split(/\n\n+/u).flatMap((paragraph) => {
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}: (.*)$`, "mu").exec(paragraph)?.[1]?.trim();
    const [name, version, size] = [field("Package"), field("Version"), field("Size")];
    if (name === undefined || version === undefined) return [];
    return [{ name, version, size: Number(size ?? 0) }];
  });
}

async function download(
  apt: Apt,
  { name, version, size }: AptPackage,
  { folder, onStep, signal }: { readonly folder: string } & Omit<FetchOptions, "cacheFolder">,
): Promise<void> {
  const report = async (): Promise<void> => {
    const sizes = await Promise.all((await debFiles(folder, name)).map(sizeOf));
    const percent = Math.floor((100 * Math.max(0, ...sizes)) / Math.max(1, size));
    onStep(l10n.t`Fetching ${name}: ${Math.min(percent, 100)} % of ${megabytes(size)} MB`);
  };
  onStep(l10n.t`Fetching ${name} (${megabytes(size)} MB)`);
  const progress = setInterval(() => void report(), 500);
  try {
    const { exitCode, stderr } = await runToEnd(
      // apt downloads to its working folder.
      {
        argv: [
          "sh",
          "-c",
          'cd "$1" && exec "$2" -q download "$3=$4"',
          "kmod",
          folder,
          apt.get,
          name,
          version,
        ],
      },
      { signal },
    );
    if (exitCode !== 0) throw notFetched(name, stderr);
  } finally {
    clearInterval(progress);
  }
}

const notFetched = (name: string, stderr: string): TargetError =>
  new TargetError(
    "unreachable",
    l10n.t`The package ${name} could not be fetched: ${lastError(stderr)}`,
    l10n.t("Update apt's lists (sudo apt-get update) and try again: old lists name files that are gone."),
    stderr,
  );

const lastError = (stderr: string): string =>
  stderr
    .split("\n")
    .findLast((line) => line.startsWith("E: "))
    ?.slice(3) ?? l10n.t("apt-get download failed.");

export const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

const debFiles = async (folder: string, name: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => []))
    .filter((file) => file.startsWith(`${name}_`))
    .map((file) => path.join(folder, file));

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

async function unpackAll(apt: Apt, folder: string, to: string, signal: AbortSignal): Promise<void> {
  const debs = (await readdir(folder)).filter((file) => file.endsWith(".deb"));
  for (const deb of debs) {
    const { exitCode, stderr } = await runToEnd(
      { argv: [apt.deb, "-x", path.join(folder, deb), to] },
      { signal },
    );
    if (exitCode === 0) continue;
    throw new TargetError(
      "unreachable",
      l10n.t`${deb} could not be unpacked: ${stderr.trim()}`,
      l10n.t("See whether the disk is full, and try again."),
      stderr,
    );
  }
  // Since trixie the modules are under /usr.
  if (!(await isThere(path.join(to, "lib")))) await symlink("usr/lib", path.join(to, "lib"));
}
