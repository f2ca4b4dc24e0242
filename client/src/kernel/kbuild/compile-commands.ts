/**
 * What clangd is to know of modules, from what Kbuild itself recorded: beside each object lies a `.NAME.o.cmd` with the
 * command that made it. Pure.
 *
 * Source: scripts/Kbuild.include (`cmd_and_fixdep`, `make-cmd`), scripts/basic/fixdep.c;
 * https://clang.llvm.org/docs/JSONCompilationDatabase.html
 */
import path from "node:path";
import { clangdArguments } from "./compile-commands-flags.ts";
import { firstCommandWords } from "./compile-commands-words.ts";

/** How one source is compiled. */
export interface CompileCommand {
  /** The folder that the arguments are relative to. */
  readonly directory: string;
  /** Absolute path of the source. */
  readonly file: string;
  readonly arguments: readonly string[];
}

/** What a .cmd file says. */
export interface RecordedCommand {
  /** Absolute path of the .cmd file. */
  readonly path: string;
  /** The object, as make called it. */
  readonly object: string;
  /** The source, as the compiler was given it. */
  readonly source: string;
  /** The compiler and its arguments. */
  readonly words: readonly string[];
}

/**
 * Reads the .cmd file of an object. Linux 6.2 renamed `cmd_` to `savedcmd_`.
 * @returns undefined where it does not record how a C source of the author's was compiled: a linked object, assembly,
 * what modpost wrote, or a line that only a shell can read
 */
export function readRecordedCommand(cmdFile: string, text: string): RecordedCommand | undefined {
  const command = /^(?:saved)?cmd_(?<object>\S+) :=[ \t]*(?<line>.*)$/mu.exec(text)?.groups;
  const source = /^source_\S+ := (?<source>\S+)[ \t]*$/mu.exec(text)?.groups?.["source"];
  const object = command?.["object"] ?? "";
  if (source === undefined || !source.endsWith(".c") || isKbuildsOwn(source, object)) return undefined;
  const words = firstCommandWords(unescapeMake(command?.["line"] ?? ""));
  return words && { path: cmdFile, object, source, words };
}

/** NAME.mod.c holds what modpost found; .module-common.o (since 6.11) is the kernel's part of every module. */
const isKbuildsOwn = (source: string, object: string): boolean =>
  source.endsWith(".mod.c") || path.posix.basename(object).startsWith(".");

/** A dollar is doubled for make, and a number sign, which would begin a comment, is a variable. */
const unescapeMake = (line: string): string => line.replaceAll("$(pound)", "#").replaceAll("$$", "$");

/**
 * The command as clangd takes it.
 * @param kernel the kernel's build folder, which was make's folder up to Linux 6.12. Since 6.13 make works in the folder
 * of the objects and names them from there, as it always did in a kernel tree.
 * @param realFile where a source really lies: it may be linked into a folder of objects
 * @returns undefined where it is no compiler's command
 */
export function compileCommandOf(
  recorded: RecordedCommand,
  kernel: string,
  realFile: (file: string) => string,
): CompileCommand | undefined {
  const { object, source, words } = recorded;
  const directory = path.posix.isAbsolute(object) ? kernel : folderOfMake(recorded);
  if (directory === undefined) return undefined;
  const file = realFile(path.posix.resolve(directory, source));
  const args = clangdArguments(words, source, file);
  return args && { directory, file, arguments: args };
}

/** The folder from which the object beside the .cmd file has the name that make used. */
function folderOfMake({ path: cmdFile, object }: RecordedCommand): string | undefined {
  const there = path.posix.join(path.posix.dirname(cmdFile), path.posix.basename(object));
  const named = `/${path.posix.normalize(object)}`;
  return there.endsWith(named) ? there.slice(0, -named.length) || "/" : undefined;
}

/** A kernel that may be the one of a recorded command. */
export interface KnownKernel {
  readonly directory: string;
  readonly release: string | undefined;
  /** Its build folder, and the source folder that this is made from, without links. */
  readonly folders: readonly string[];
}

/**
 * Which of the kernels a command was recorded for. The command of an external module names no folder of the build, but
 * most name the sources, which distributions keep elsewhere; several builds may share them.
 * @param release what a module beside was built for, where one lies there
 * @param kernels the likeliest first
 */
export function kernelOfRecorded(
  { words }: RecordedCommand,
  release: string | undefined,
  kernels: readonly KnownKernel[],
): KnownKernel | undefined {
  const header = "/include/linux/kconfig.h";
  const tree = words.find((word) => word.endsWith(header))?.slice(0, -header.length) ?? ".";
  const possible = path.posix.isAbsolute(tree)
    ? kernels.filter(({ folders }) => folders.includes(path.posix.normalize(tree)))
    : kernels;
  return possible.find((kernel) => kernel.release === release) ?? possible[0];
}
