/**
 * checkpatch.pl, the kernel's checker of style: what is run and what it says. Pure.
 *
 * Source: scripts/checkpatch.pl, Documentation/dev-tools/checkpatch.rst.
 */
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { type Command, type Output, shellScript } from "../command.ts";
import { CommandError, failure } from "../errors.ts";
import type { CheckMessage } from "./check.ts";

export interface CheckpatchRun {
  /** Absolute path of checkpatch.pl. */
  readonly program: string;
  /** Further arguments: `--strict`, `--max-line-length=80`. */
  readonly arguments: readonly string[];
  /** Where it runs: the folder that files are named from, and where it looks for .checkpatch.conf. */
  readonly folder: string;
  /** The kernel tree that the files are part of; undefined: none. */
  readonly tree: string | undefined;
  /** Paths from the folder. */
  readonly files: readonly string[];
  /** Only messages of this type; undefined: all. */
  readonly type: string | undefined;
}

/** Two seconds for a thousand lines, on a slow machine. */
const limitMs = 120_000;

/** Checks files, and writes FILE.EXPERIMENTAL-checkpatch-fixes beside each that it can mend. The messages are its output. */
export function checkpatchCommand(run: CheckpatchRun): Command<string> {
  const words = [
    "perl",
    run.program,
    run.tree === undefined ? "--no-tree" : `--root=${run.tree}`,
    "--file",
    "--emacs",
    "--show-types",
    "--no-summary",
    "--fix",
    ...run.arguments,
    ...(run.type === undefined ? [] : [`--types=${run.type}`]),
    "--",
    ...run.files,
  ];
  return {
    argv: shellScript('cd -- "$1" || exit; shift; exec "$@"', run.folder, ...words),
    limitMs,
    parse: (output) => {
      // It ends with 1 where it has something to say; what perl and the shell say comes as other codes or on stderr.
      if (output.exitCode > 1 || (output.exitCode === 1 && output.stdout.trim() === "")) throw whyNot(output);
      return output.stdout;
    },
  };
}

/** @param perl is missing, or checkpatch.pl: in words that say which */
function whyNot(output: Output): CommandError {
  if (output.exitCode === 127 && output.stderr.includes("perl")) {
    return new CommandError(l10n.t("checkpatch.pl needs perl: apt-get install perl."), output);
  }
  return failure(output);
}

/** The lines that differ between a file and what checkpatch made of it, as `diff -U0` writes them. */
export function fixesCommand(folder: string, file: string): Command<string> {
  const fixed = `${file}.EXPERIMENTAL-checkpatch-fixes`;
  return {
    argv: shellScript(
      'cd -- "$1" || exit; [ -e "$3" ] || exit 0; exec diff -U0 -- "$2" "$3"',
      folder,
      path.posix.isAbsolute(file) ? file : `./${file}`,
      path.posix.isAbsolute(file) ? fixed : `./${fixed}`,
    ),
    parse: (output) => {
      if (output.exitCode > 1) throw failure(output);
      return output.stdout;
    },
  };
}

const severities: Readonly<Record<string, CheckMessage["severity"]>> = {
  ERROR: "error",
  WARNING: "warning",
  CHECK: "info",
};

/** @param absolute what a path of the output means */
export function readCheckpatch(output: string, absolute: (file: string) => string): readonly CheckMessage[] {
  const lines = output.split("\n");
  return lines.flatMap((head, i): readonly CheckMessage[] => {
    const groups =
      /^(?<file>.+?):(?<line>\d+): (?<kind>ERROR|WARNING|CHECK):(?<code>\w+): (?<text>.+)$/u.exec(
        head,
      )?.groups;
    if (groups === undefined) return [];
    const { file = "", line, kind = "", code = "", text = "" } = groups;
    const end = lines.indexOf("", i);
    return [
      {
        tool: "checkpatch",
        severity: severities[kind] ?? "warning",
        // Where in the operator the blanks were: nothing that a reader needs.
        text: text.replace(/ \(ctx:\w+\)$/u, ""),
        code,
        file: absolute(file),
        line: Number(line),
        columns: caretColumns(lines.slice(i + 1, end < 0 ? undefined : end)),
      },
    ];
  });
}

/** Below the source line, which begins with `+`, stands a caret where it knows the character. */
function caretColumns(lines: readonly string[]): CheckMessage["columns"] {
  const index = lines.findIndex((line) => /^ [ \t]*\^$/u.test(line));
  if (index < 1 || lines[index - 1]?.startsWith("+") !== true) return undefined;
  const start = (lines[index]?.length ?? 0) - 2;
  return { start, end: start + 1 };
}
