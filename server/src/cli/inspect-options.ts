/** The words of `kmod-lint symbols` and `kmod-lint deps`. */
import { type Command, Option } from "commander";
import { oneOf, positiveNumber } from "./option-values.ts";

export interface InspectOptions {
  readonly paths: readonly string[];
  /** Build folder or source tree as written; undefined: found by itself. */
  readonly kernel: string | undefined;
  readonly jobs: number | undefined;
  /** undefined: where the output is a terminal. */
  readonly color: boolean | undefined;
}

export interface SymbolsOptions extends InspectOptions {
  readonly format: "text" | "json";
  readonly exports: boolean;
  readonly imports: boolean;
  /** Names or ids of modules; empty: all. */
  readonly modules: readonly string[];
}

export interface DepsOptions extends InspectOptions {
  readonly format: "text" | "json" | "dot";
  readonly kernelModules: boolean;
}

const kernelFlag = "--kernel <BUILD_DIR>";
const kernelText = "kernel build folder whose Module.symvers says what the kernel exports";

const paths = `
Paths are folders (a module's, a workspace's, a part of a kernel tree), C files and Kbuild files or Makefiles; the
current folder when none is given. Only modules are listed: what is built into the kernel is not. Nothing is built or
executed: symbols are read from the sources, their headers and the kernel's Module.symvers and configuration. An import
is a "mention" where the module's own code spells it, or "header" where a macro or inline function of a header does,
perhaps in a branch that the compiler drops.`;

const symbolsJson = `
JSON: {version: 1, kernel: {directory, release} | null, modules: [{id, name, kbuild: PLACE, complete,
  exports: [{name, gplOnly, namespace: string | null, ...PLACE}],
  imports: [{name, certainty: "mention" | "header", ...PLACE,
    providers: [{kind: "vmlinux" | "kernel-module" | "module", module, gplOnly, namespace: string | null}]}]}]}
PLACE: {file, line, column}, from 1; of the first use for an import. "providers" is empty where nobody exports it.
"complete" is false where a source is missing or is not C. With --exports or --imports the other list is left out.
Exit status: 0; 2 wrong usage or unreadable input.`;

const depsJson = `
JSON: {version: 1, kernel: {directory, release} | null,
  nodes: [{id, name, kind: "source" | "kernel" | "missing", kbuild: PLACE | null, sources: [file]}],
  edges: [{from, to, kind: "symbols" | "pre" | "post", symbols: [{name, certainty, ...PLACE}]}],
  order: [id], cycles: [[id]]}
PLACE: {file, line, column}, from 1: the first use. "from" needs "to"; "pre" and "post" are MODULE_SOFTDEP, and "missing"
is a module that only such a one names. Exit status: 0; 1 modules need each other in a cycle; 2 wrong usage or
unreadable input.`;

export const addSymbols = (program: Command, give: (options: SymbolsOptions) => void): void => {
  const modules: string[] = [];
  program
    .command("symbols")
    .description("list what each module exports and imports")
    .argument("[PATH...]", "folders, C files, Kbuild files or Makefiles (default: .)")
    .option(kernelFlag, kernelText)
    .addOption(
      new Option("--format <FORMAT>", "text or json")
        .default("text")
        .argParser(oneOf(["text", "json"] as const)),
    )
    .option("--exports", "only what modules export")
    .option("--imports", "only what modules import")
    .option("--module <NAME>", "only this module (repeatable)", (word: string) => modules.push(word))
    .option("--jobs <N>", "worker threads (default: processors, at most 4)", positiveNumber)
    .option("--color", "colour the text format also when it does not go to a terminal")
    .option("--no-color", "never colour")
    .addHelpText("after", paths + symbolsJson)
    .action(
      (
        words: string[],
        options: ParsedInspect & { format: "text" | "json"; exports?: true; imports?: true },
      ) =>
        give({
          ...inspectOptions(words, options),
          format: options.format,
          exports: options.exports === true || options.imports !== true,
          imports: options.imports === true || options.exports !== true,
          modules,
        }),
    );
};

export const addDeps = (program: Command, give: (options: DepsOptions) => void): void => {
  program
    .command("deps")
    .description("show which module needs which, and in what order they load")
    .argument("[PATH...]", "folders, C files, Kbuild files or Makefiles (default: .)")
    .option(kernelFlag, kernelText)
    .addOption(
      new Option("--format <FORMAT>", "text, json or dot (Graphviz)")
        .default("text")
        .argParser(oneOf(["text", "json", "dot"] as const)),
    )
    .option("--kernel-modules", "also the kernel's own modules that are needed", false)
    .option("--jobs <N>", "worker threads (default: processors, at most 4)", positiveNumber)
    .option("--color", "colour the text format also when it does not go to a terminal")
    .option("--no-color", "never colour")
    .addHelpText("after", paths + depsJson)
    .action(
      (
        words: string[],
        options: ParsedInspect & { format: "text" | "json" | "dot"; kernelModules: boolean },
      ) =>
        give({
          ...inspectOptions(words, options),
          format: options.format,
          kernelModules: options.kernelModules,
        }),
    );
};

interface ParsedInspect {
  readonly kernel?: string;
  readonly jobs?: number;
  readonly color?: boolean;
}

const inspectOptions = (
  words: readonly string[],
  { kernel, jobs, color }: ParsedInspect,
): InspectOptions => ({
  paths: words.length === 0 ? ["."] : words,
  kernel,
  jobs,
  color,
});
