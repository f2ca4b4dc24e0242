/**
 * Coccinelle's semantic patches, as the kernel's scripts/coccicheck runs them: what is run and what it says. Pure.
 *
 * Source: scripts/coccicheck, Documentation/dev-tools/coccinelle.rst.
 */
import path from "node:path";
import type { Command } from "../command.ts";
import { failure } from "../errors.ts";
import type { CheckMessage } from "./check.ts";

/** A .cocci file, by what stands in it. */
export interface SemanticPatch {
  /** Absolute path. */
  readonly file: string;
  /** `ifnullfree` */
  readonly name: string;
  /** What it wants spatch to be given: `--no-includes --include-headers`. */
  readonly options: readonly string[];
  /** It can mend what it reports. */
  readonly canPatch: boolean;
}

/** @returns undefined where it has no report mode: it changes sources and says nothing of them */
export function readSemanticPatch(file: string, text: string): SemanticPatch | undefined {
  const modes = new Set(
    [...text.matchAll(/^virtual\s+(?:after_start|(?<mode>[\w\s,]+?))\s*;?$/gmu)].flatMap(({ groups }) =>
      (groups?.["mode"] ?? "").split(/[\s,]+/u),
    ),
  );
  if (!modes.has("report")) return undefined;
  const options = [...text.matchAll(/^\/\/\s*Options:(?<options>.*)$/gmu)].flatMap(({ groups }) =>
    (groups?.["options"] ?? "").split(/\s+/u).filter((word) => /^-{1,2}[\w-]+(?:=\S+)?$/u.test(word)),
  );
  return { file, name: path.posix.basename(file, ".cocci"), options, canPatch: modes.has("patch") };
}

/** One script over a project's files: minutes, with includes on a slow machine. */
const limitMs = 10 * 60_000;

/** @param mode `report`: lines that `readReport` reads; `patch`: a diff */
export const spatchCommand = (
  patch: SemanticPatch,
  mode: "report" | "patch",
  files: readonly string[],
): Command<string> => ({
  argv: [
    "spatch",
    "-D",
    mode,
    "--very-quiet",
    ...(mode === "report" ? ["--no-show-diff"] : []),
    "--cocci-file",
    patch.file,
    ...patch.options,
    ...files,
  ],
  limitMs,
  parse: (output) => {
    if (output.exitCode !== 0) throw failure(output);
    return output.stdout;
  },
});

/** What coccilib.report prints: `file:line:column-column: WARNING: text`, columns from 0. */
export function readReport({ name }: SemanticPatch, output: string): readonly CheckMessage[] {
  return output.split("\n").flatMap((written): readonly CheckMessage[] => {
    const groups =
      /^(?<file>\/.+?):(?<line>\d+):(?<start>\d+)-(?<end>\d+): (?:(?<kind>ERROR|WARNING|INFO)[:,]? *)?(?<text>\S.*)$/u.exec(
        written,
      )?.groups;
    if (groups === undefined) return [];
    const { file = "", line, start, end, kind, text = "" } = groups;
    const severity = kind === "ERROR" ? "error" : kind === "INFO" ? "info" : "warning";
    const columns = { start: Number(start), end: Math.max(Number(end), Number(start) + 1) };
    return [{ tool: "coccinelle", severity, text, code: name, file, line: Number(line), columns }];
  });
}
