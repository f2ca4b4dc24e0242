/**
 * insmod, modprobe and rmmod as commands that also bring what the kernel logged meanwhile, in one round trip: a line is
 * written into the kernel log before, and what the log says after it is taken.
 */
import { randomBytes } from "node:crypto";
import * as l10n from "@vscode/l10n";
import { type Command, type Output, shellScript } from "../command.ts";
import { failure, TargetError } from "../errors.ts";
import { findProgram } from "./find-program.ts";
import type { ParameterValue } from "./operation.ts";

/** A change that is about to be made. */
export interface Change {
  readonly command: Command<ChangeOutcome>;
  /** The line in the kernel log that stands before what it causes. */
  readonly mark: string;
}

export interface ChangeOutcome {
  readonly exitCode: number;
  /** What the tool said, both of its outputs. */
  readonly said: string;
  /** What the kernel logged since, as dmesg shows it. */
  readonly kernelLines: readonly string[];
}

/** Less than the ten seconds in which it must be known that a module hangs: a look at its state comes after it. */
const changeLimitMs = 7_000;

/** @param file path there */
export const insertFile = (file: string, name: string, parameters: readonly ParameterValue[]): Change =>
  change("insmod", name, [file, ...parameters.map(parameterWord)]);

export const probe = (name: string, parameters: readonly ParameterValue[]): Change =>
  change("modprobe", name, ["--", name, ...parameters.map(probeWord)]);

export const remove = (name: string): Change => change("rmmod", name, ["--", name]);

/**
 * The kernel splits at blanks but inside double quotes, and knows no way to write a double quote itself
 * (next_arg in lib/cmdline.c): `isPassable` is asked before.
 */
const parameterWord = ({ name, value }: ParameterValue): string =>
  /\s/.test(value) ? `${name}="${value}"` : `${name}=${value}`;

/**
 * Both modprobes put quotes around a value with a space themselves, busybox's also around one that has them. Source:
 * options_from_array in kmod's tools/modprobe.c, parse_cmdline_module_options in busybox' modutils/modutils.c.
 */
const probeWord = (parameter: ParameterValue): string =>
  /[^\S ]/.test(parameter.value) ? parameterWord(parameter) : `${parameter.name}=${parameter.value}`;

export const isPassable = ({ name, value }: ParameterValue): boolean =>
  /^[A-Za-z_][\w.-]*$/.test(name) && !value.includes('"') && !value.includes("\0");

function change(tool: string, name: string, words: readonly string[]): Change {
  const id = randomBytes(4).toString("hex");
  const mark = `kmod: ${tool} ${name} (${id})`;
  return {
    mark,
    command: {
      argv: shellScript(script, mark, id, tool, ...words),
      isRoot: true,
      limitMs: changeLimitMs,
      parse: (output) => parseOutcome(output, tool),
    },
  };
}

/**
 * $1 the mark, $2 its id, $3 the tool, then the tool's arguments. Where the mark cannot be written, the lines that dmesg has
 * more than before are taken; where it was overwritten by what came after it, the last ones; at most 200.
 */
const script = `${findProgram}
mark=$1; id=$2; tool=$3; shift 3
program=$(find_program "$tool") || { echo missing; exit; }
before=0
{ echo "<6>$mark" > /dev/kmsg; } 2>/dev/null || before=$(dmesg 2>/dev/null | wc -l)
said=$("$program" "$@" 2>&1)
echo "exit $?"
[ -n "$said" ] && printf '%s\\n' "$said" | sed 's/^/said /'
log=$(dmesg 2>/dev/null)
case $log in
  *"($id)"*) printf '%s\\n' "$log" | sed -n "/($id)\\$/,\\$p" | sed '1d; s/^/kernel /' ;;
  *) printf '%s\\n' "$log" | tail -n +$((before + 1)) | tail -n 200 | sed 's/^/kernel /' ;;
esac
exit 0`;

function parseOutcome(output: Output, tool: string): ChangeOutcome {
  if (output.stdout.trim() === "missing") {
    throw new TargetError(
      "missing-program",
      l10n.t`${tool} is not installed on the machine.`,
      l10n.t("Install the package kmod (or busybox) there, then try again."),
    );
  }
  const lines = output.stdout.split("\n");
  const after = (key: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
  const [exit] = after("exit");
  if (exit === undefined) throw failure(output);
  return { exitCode: Number(exit), said: after("said").join("\n"), kernelLines: after("kernel") };
}
