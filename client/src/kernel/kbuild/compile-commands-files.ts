/**
 * The .cmd files of a folder, and compile_commands.json, on this machine's disk. The list is written whole or not at all,
 * and left alone where it says the same already.
 */
import { randomUUID } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { readdir, readFile, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { isThere, readIfThere } from "../targets/vm/disk.ts";
import type { BuildKernel } from "./build.ts";
import {
  type CompileCommand,
  compileCommandOf,
  type KnownKernel,
  kernelOfRecorded,
  type RecordedCommand,
  readRecordedCommand,
} from "./compile-commands.ts";
import { type MergedCommands, type MergeOptions, mergeCompileCommands } from "./compile-commands-merge.ts";

/** What was recorded in and below a folder. */
export interface RecordedBuild {
  /** One for each source, the newest. */
  readonly commands: readonly RecordedCommand[];
  /** The kernel that the last build was for, as the modules say it: `6.1.0-13-amd64`. */
  readonly release: string | undefined;
}

/** A folder may be a whole kernel tree by mistake. */
const mostFiles = 20_000;

/** @param folder absolute path: what Kbuild was given as M=, or its folder of objects */
export async function readRecordedBuild(folder: string): Promise<RecordedBuild> {
  const files = await findFiles(folder, /^\..+\.o\.cmd$|\.mod\.o$|^\.module-common\.o$/u);
  const commands = new Map<string, RecordedCommand>();
  let release: string | undefined;
  for (const file of await oldestFirst(files)) {
    if (file.endsWith(".o")) release = (await releaseIn(file)) ?? release;
    else {
      const recorded = readRecordedCommand(file, (await readIfThere(file)) ?? "");
      if (recorded !== undefined) commands.set(path.join(path.dirname(file), recorded.object), recorded);
    }
  }
  return { commands: [...commands.values()], release };
}

/**
 * The commands as clangd takes them.
 * @param kernels those that the build may have been for, the likeliest first
 */
export async function compileCommandsOf(
  { commands, release }: RecordedBuild,
  kernels: readonly BuildKernel[],
): Promise<readonly CompileCommand[]> {
  const known = await Promise.all(kernels.map(knownKernel));
  return commands.flatMap((recorded) => {
    const kernel = kernelOfRecorded(recorded, release, known);
    const command = kernel && compileCommandOf(recorded, kernel.directory, withoutLinks);
    return command === undefined ? [] : [command];
  });
}

/**
 * Puts the commands into compile_commands.json.
 * @throws where the file cannot be read or written
 */
export async function writeCompileCommands(
  file: string,
  commands: readonly CompileCommand[],
  how: MergeOptions["how"],
): Promise<MergedCommands> {
  // It is often a link to where another build writes it.
  const real = (await isThere(file)) ? await realpath(file) : file;
  const text = (await isThere(real)) ? await readFile(real, "utf8") : undefined;
  const merged = mergeCompileCommands(text, commands, { how, isGone: (source) => !existsSync(source) });
  if (merged.kind === "changed") await replaceFile(real, merged.text);
  return merged;
}

async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { flag: "wx" });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Files whose names match, without folders that hold no modules. */
async function findFiles(folder: string, names: RegExp): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && found.length < mostFiles; next = folders.pop()) {
    const entries = await readdir(next, { withFileTypes: true });
    for (const entry of entries) {
      const file = path.join(next, entry.name);
      if (entry.isDirectory() && !/^(?:\.git|\.tmp_\w+|node_modules)$/u.test(entry.name)) folders.push(file);
      if (entry.isFile() && names.test(entry.name)) found.push(file);
    }
  }
  return found;
}

async function oldestFirst(files: readonly string[]): Promise<readonly string[]> {
  const dated = await Promise.all(files.map(async (file) => ({ file, time: (await stat(file)).mtimeMs })));
  return dated.toSorted((a, b) => a.time - b.time).map(({ file }) => file);
}

/** Source: VERMAGIC_STRING in include/linux/vermagic.h; since Linux 6.11 it is in .module-common.o. */
async function releaseIn(objectFile: string): Promise<string | undefined> {
  const text = await readFile(objectFile, "latin1");
  return /\0vermagic=(?<release>\S+) /u.exec(text)?.groups?.["release"];
}

/** The Makefile of a build folder is one line that includes that of its sources (kernel's Makefile, scripts/mkmakefile). */
async function knownKernel({ directory, release }: BuildKernel): Promise<KnownKernel> {
  const real = await realpath(directory).catch(() => directory);
  const makefile = (await readIfThere(path.join(real, "Makefile"))) ?? "";
  const included = /^include (?<tree>\/\S+)\/Makefile$/mu.exec(makefile)?.groups?.["tree"];
  const source = await readlink(path.join(real, "source")).catch(() => undefined);
  const folders = [directory, real, included, source && path.resolve(real, source)];
  return { directory, release, folders: folders.filter((one) => one !== undefined) };
}

function withoutLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    // It was removed after it was compiled; what is said of it then is of no use, and of no harm.
    return file;
  }
}
