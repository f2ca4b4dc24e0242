/** Reads what is known of a kernel from its build folder (installed headers) or source tree. Nothing is executed. */

import type { SymbolTable } from "../symbols/exported.ts";
import { readSymvers } from "../symbols/symvers.ts";
import type { Disk } from "../text/disk.ts";
import { joinPath } from "../text/paths.ts";
import { builtinEntryMacros } from "./builtin-entry-macros.ts";
import { basicEntryMacros, readEntryMacros } from "./entry-macros.ts";
import type { EntryMacro, KernelFacts, KernelVersion } from "./facts.ts";
import { entryHeaderTexts } from "./headers.ts";

interface Place {
  /** Where headers and scripts lie: the folder itself, or the common half of Debian's split headers. */
  readonly sourceDirectory: string;
}

interface Refused {
  readonly ok: false;
  /** One line: which folder, what is wrong, what to do. */
  readonly reason: string;
}

export type KernelFolder = ({ readonly ok: true; readonly release: string } & Place) | Refused;
export type KernelFactsResult = ({ readonly ok: true; readonly facts: KernelFacts } & Place) | Refused;

/** What is known without a kernel: the built-in list of macros, no version, no configuration. */
export const factsWithoutKernel = (): KernelFacts => ({
  directory: undefined,
  release: undefined,
  version: undefined,
  entryMacros: builtinEntryMacros,
  config: undefined,
  symbols: undefined,
});

/**
 * Takes the absolute path of a build folder or source tree. Reads some hundred headers, so a caller keeps the answer.
 * What cannot serve is a typed result, never an exception.
 */
export const kernelFacts = (disk: Disk, directory: string): KernelFactsResult => {
  const folder = kernelFolder(disk, directory);
  if (!folder.ok) return folder;
  const { release, sourceDirectory } = folder;
  return {
    ok: true,
    sourceDirectory,
    facts: {
      directory,
      release,
      version: versionOf(release),
      entryMacros: macrosOf(disk, sourceDirectory),
      config: configOf(disk, directory),
      symbols: symbolsOf(disk, directory),
    },
  };
};

/** Can a folder, given by its absolute path, serve as a kernel to build for? Reads three small files. */
export const kernelFolder = (disk: Disk, directory: string): KernelFolder => {
  const kind = disk.kindOf(directory);
  if (kind !== "directory")
    return {
      ok: false,
      reason: `${directory}: ${kind === undefined ? "no such folder" : "not a folder"}; ${advice}`,
    };
  const makefile = disk.readText(`${directory}/Makefile`);
  const sourceDirectory = sourceDirectoryOf(disk, directory, makefile);
  const release = releaseOf(disk, directory) ?? releaseOfMakefile(disk, sourceDirectory);
  const hasHeaders = disk.kindOf(`${sourceDirectory}/include/linux`) === "directory";
  if (makefile === undefined || release === undefined || !hasHeaders) {
    const missing = hasHeaders
      ? makefile === undefined
        ? "no Makefile"
        : "no kernel release"
      : "no include/linux";
    return {
      ok: false,
      reason: `${directory}: not a kernel build folder or source tree (${missing}); ${advice}`,
    };
  }
  return { ok: true, release, sourceDirectory };
};

/** The folder that a build folder takes its sources and headers from: Debian's Makefile includes that of the common one. */
export const sourceDirectoryOf = (
  disk: Disk,
  directory: string,
  makefile: string | undefined = disk.readText(`${directory}/Makefile`),
): string => {
  const included = /^\s*include\s+(\S+)\/Makefile\s*$/m.exec(makefile ?? "")?.[1];
  if (included === undefined || included.includes("$")) return directory;
  const source = joinPath(directory, included);
  return disk.kindOf(`${source}/include`) === "directory" ? source : directory;
};

/** `6` and `1` of `6.1.0-56-amd64`; undefined for what begins otherwise. */
export const versionOf = (release: string): KernelVersion | undefined => {
  const match = /^(\d+)\.(\d+)/.exec(release);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
};

const advice =
  "choose the build folder of installed kernel headers (/lib/modules/RELEASE/build) or a kernel source tree";

/** utsrelease.h first: modules are marked with it, and Debian's kernel.release of 6.1 says another. */
const releaseOf = (disk: Disk, directory: string): string | undefined => {
  const header = disk.readText(`${directory}/include/generated/utsrelease.h`) ?? "";
  const release = /UTS_RELEASE\s+"([^"]+)"/.exec(header)?.[1];
  if (release !== undefined) return release;
  const plain = disk.readText(`${directory}/include/config/kernel.release`)?.trim();
  if (plain !== undefined && plain !== "") return plain;
  return releaseOfHeader(disk.readText(`${directory}/include/generated/uapi/linux/version.h`) ?? "");
};

const releaseOfHeader = (header: string): string | undefined => {
  const code = Number(/LINUX_VERSION_CODE\s+(\d+)/.exec(header)?.[1] ?? Number.NaN);
  return Number.isNaN(code) ? undefined : `${code >> 16}.${(code >> 8) & 0xff}.${code & 0xff}`;
};

const releaseOfMakefile = (disk: Disk, directory: string): string | undefined => {
  const text = disk.readText(`${directory}/Makefile`) ?? "";
  const value = (name: string): string | undefined =>
    new RegExp(`^${name}\\s*=[ \\t]*(\\S*)`, "m").exec(text)?.[1];
  const [version, patch, sub] = [value("VERSION"), value("PATCHLEVEL"), value("SUBLEVEL")];
  return version === undefined || patch === undefined
    ? undefined
    : `${version}.${patch}.${sub ?? "0"}${value("EXTRAVERSION") ?? ""}`;
};

const configOf = (disk: Disk, directory: string): ReadonlyMap<string, string> | undefined => {
  const text =
    disk.readText(`${directory}/include/config/auto.conf`) ?? disk.readText(`${directory}/.config`);
  if (text === undefined) return undefined;
  const config = new Map<string, string>();
  for (const match of text.matchAll(/^CONFIG_(\w+)=(.*)$/gm))
    config.set(match[1] ?? "", (match[2] ?? "").trim());
  return config;
};

/** The build folder's Module.symvers; headers without a build have none, and a tree that was not built yet. */
const symbolsOf = (disk: Disk, directory: string): SymbolTable | undefined => {
  const text = disk.readText(`${directory}/Module.symvers`);
  return text === undefined ? undefined : readSymvers(text);
};

/** Those of the headers; the built-in ones as well, for headers that were not read (private ones of drivers). */
const macrosOf = (disk: Disk, directory: string): ReadonlyMap<string, EntryMacro> => {
  const basic = basicEntryMacros();
  const read = readEntryMacros(entryHeaderTexts(disk, directory), basic);
  return new Map([...builtinEntryMacros, ...read]);
};
