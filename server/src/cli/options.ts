/** The command line: words in, a described command out. Nothing is read and nothing is run here. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { SeverityChoice } from "../core/lint/engine.ts";
import { severities } from "../core/lint/finding.ts";
import { addDeps, addSymbols, type DepsOptions, type SymbolsOptions } from "./inspect-options.ts";
import { oneOf, positiveNumber } from "./option-values.ts";
import { suggestion, UsageError } from "./usage.ts";

export const formats = ["text", "json", "sarif", "github"] as const;
export type Format = (typeof formats)[number];

export interface CheckOptions {
  readonly paths: readonly string[];
  /** Build folders or source trees as written, to check against each; none: found by itself. */
  readonly kernels: readonly string[];
  readonly format: Format;
  readonly severities: ReadonlyMap<string, SeverityChoice>;
  readonly maxWarnings: number | undefined;
  readonly fix: boolean;
  readonly jobs: number | undefined;
  /** undefined: where the output is a terminal. */
  readonly color: boolean | undefined;
}

export interface ListKernelsOptions {
  /** Folders as written: kernel trees, or projects whose Makefile names a kernel. */
  readonly paths: readonly string[];
  readonly format: "text" | "json";
}

export type CliCommand =
  | { readonly kind: "check"; readonly options: CheckOptions }
  | { readonly kind: "symbols"; readonly options: SymbolsOptions }
  | { readonly kind: "deps"; readonly options: DepsOptions }
  | { readonly kind: "list-kernels"; readonly options: ListKernelsOptions }
  | { readonly kind: "list-rules"; readonly format: "text" | "json" }
  | { readonly kind: "explain"; readonly rule: string }
  /** Help and version: the text for stdout. */
  | { readonly kind: "print"; readonly text: string };

const choices: readonly SeverityChoice[] = ["off", ...severities];

const details = `
Paths are folders (a module's, a workspace's, a whole kernel tree's), C files and Kbuild files or Makefiles; the
current folder when none is given. Lines and columns count from 1; columns are UTF-16 code units, as in editors.
Files are named relative to the current folder when they are below it, else by their absolute path.
Exit status: 0 no errors; 1 findings of severity error, or more warnings than --max-warnings; 2 wrong usage or
unreadable input. make is never run and nothing of the checked tree is executed.`;

/**
 * Reads the command line.
 * @param words what follows the program's name
 * @param ruleIds every rule there is
 * @throws UsageError
 */
export const readCommandLine = (
  words: readonly string[],
  ruleIds: readonly string[],
  version: string,
): CliCommand => {
  let command: CliCommand | undefined;
  let printed = "";
  const give = (made: CliCommand): void => {
    command = made;
  };
  const program = new Command("kmod-lint")
    .description("Checks Linux kernel modules without building them, and shows what they need of each other.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .configureOutput({ writeOut: (text) => (printed += text), writeErr: () => undefined });
  addCheck(program, ruleIds, give);
  addSymbols(program, (options) => give({ kind: "symbols", options }));
  addDeps(program, (options) => give({ kind: "deps", options }));
  addListKernels(program, give);
  addRuleCommands(program, ruleIds, give);
  try {
    if (words.length === 0)
      throw new UsageError("nothing to do: try 'kmod-lint check' or 'kmod-lint --help'");
    program.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(oneLine(error.message), { cause: error });
  }
  if (command !== undefined) return command;
  return { kind: "print", text: printed };
};

const addCheck = (program: Command, ruleIds: readonly string[], give: (made: CliCommand) => void): void => {
  const chosen = new Map<string, SeverityChoice>();
  program
    .command("check")
    .description("check modules and their Kbuild files")
    .argument("[PATH...]", "folders, C files, Kbuild files or Makefiles (default: .)")
    .option(
      "--kernel <BUILD_DIR>",
      "kernel build folder or source tree to check against (repeatable: findings name the kernels)",
      (word: string, before: readonly string[]) => [...before, word],
      [],
    )
    .addOption(
      new Option("--format <FORMAT>", "text, json, sarif (2.1.0) or github")
        .default("text")
        .argParser(oneOf(formats)),
    )
    .option(
      "--rule <ID=SEVERITY>",
      `severity of a rule: ${choices.join(", ")} (repeatable)`,
      (word: string) => readRule(word, ruleIds, chosen),
    )
    .option("--max-warnings <N>", "fail on more warnings than this", wholeNumber)
    .option("--fix", "apply the fixes that are safe", false)
    .option("--jobs <N>", "worker threads (default: processors, at most 4)", positiveNumber)
    .option("--color", "colour the text format also when it does not go to a terminal")
    .option("--no-color", "never colour")
    .addHelpText("after", details)
    .action((paths: string[], options: ParsedCheck) => {
      give({
        kind: "check",
        options: {
          paths: paths.length === 0 ? ["."] : paths,
          kernels: options.kernel,
          format: options.format,
          severities: chosen,
          maxWarnings: options.maxWarnings,
          fix: options.fix,
          jobs: options.jobs,
          color: options.color,
        },
      });
    });
};

interface ParsedCheck {
  readonly kernel: readonly string[];
  readonly format: Format;
  readonly maxWarnings?: number;
  readonly fix: boolean;
  readonly jobs?: number;
  readonly color?: boolean;
}

const listFormats = ["text", "json"] as const;

const addListKernels = (program: Command, give: (made: CliCommand) => void): void => {
  program
    .command("list-kernels")
    .description("list the kernels that can be checked against, and what each holds")
    .argument("[PATH...]", "folders of projects, whose Makefiles may name a kernel, or of trees (default: .)")
    .addOption(new Option("--format <FORMAT>", "text or json").default("text").argParser(oneOf(listFormats)))
    .action((paths: string[], { format }: { readonly format: "text" | "json" }) =>
      give({
        kind: "list-kernels",
        options: { paths: paths.length === 0 ? ["."] : paths, format },
      }),
    );
};

const addRuleCommands = (
  program: Command,
  ruleIds: readonly string[],
  give: (made: CliCommand) => void,
): void => {
  program
    .command("list-rules")
    .description("list every rule with its severity")
    .addOption(new Option("--format <FORMAT>", "text or json").default("text").argParser(oneOf(listFormats)))
    .action((options: { readonly format: "text" | "json" }) =>
      give({ kind: "list-rules", format: options.format }),
    );
  program
    .command("explain")
    .description("print the page of a rule")
    .argument("<ID>", "rule id")
    .action((rule: string) => {
      if (!ruleIds.includes(rule)) throw new UsageError(noSuchRule(rule, ruleIds));
      give({ kind: "explain", rule });
    });
};

const noSuchRule = (rule: string, ruleIds: readonly string[]): string =>
  `there is no rule '${rule}'${suggestion(rule, ruleIds) || " (see kmod-lint list-rules)"}`;

const readRule = (
  word: string,
  ruleIds: readonly string[],
  chosen: Map<string, SeverityChoice>,
): ReadonlyMap<string, SeverityChoice> => {
  const at = word.indexOf("=");
  if (at < 1) throw new UsageError(`--rule takes ID=SEVERITY, not '${word}'`);
  const id = word.slice(0, at);
  const value = word.slice(at + 1);
  if (!ruleIds.includes(id)) throw new UsageError(`--rule ${word}: ${noSuchRule(id, ruleIds)}`);
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw new UsageError(
      `--rule ${word}: '${value}' is no severity${suggestion(value, choices)}; one of ${choices.join(", ")}`,
    );
  }
  return chosen.set(id, choice);
};

const wholeNumber = (word: string): number => {
  if (!/^\d{1,9}$/.test(word)) throw new InvalidArgumentError("a whole number, 0 or more");
  return Number(word);
};

const oneLine = (message: string): string =>
  message
    .replace(/^error: /, "")
    .replaceAll(/\s*\n\s*/g, " ")
    .replace(/\(Did you mean (.*)\?\)/, "(did you mean '$1'?)");
