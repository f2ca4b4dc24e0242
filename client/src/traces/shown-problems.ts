/** Reports of kernels in Problems, each until its module is loaded anew or all are cleared. */
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { TraceProblem } from "./trace-problems.ts";

export interface ShownProblems extends vscode.Disposable {
  /** Resolves when they are shown. @param key of the report; what it had before is gone */
  set(key: number, problems: readonly TraceProblem[]): Promise<void>;
  delete(keys: readonly number[]): void;
  /** The reports that have a problem at a place. */
  at(uri: vscode.Uri, range: vscode.Range): readonly number[];
}

type Placed = readonly [file: string, diagnostic: vscode.Diagnostic];

export function createShownProblems(): ShownProblems {
  const collection = vscode.languages.createDiagnosticCollection("kmod traces");
  const byKey = new Map<number, readonly Placed[]>();
  const show = (files: ReadonlySet<string>): void => {
    const all = Map.groupBy([...byKey.values()].flat(), ([file]) => file);
    for (const file of files)
      collection.set(
        vscode.Uri.file(file),
        (all.get(file) ?? []).map(([, diagnostic]) => diagnostic),
      );
  };
  const filesOf = (keys: readonly number[]): ReadonlySet<string> =>
    new Set(keys.flatMap((key) => byKey.get(key) ?? []).map(([file]) => file));
  return {
    async set(key, problems) {
      const lines = await linesOf(problems);
      const before = filesOf([key]);
      byKey.set(
        key,
        problems.map((problem) => [problem.file, diagnosticOf(problem, lines)]),
      );
      show(new Set([...before, ...filesOf([key])]));
    },
    delete(keys) {
      const files = filesOf(keys);
      for (const key of keys) byKey.delete(key);
      show(files);
    },
    at: (uri, range) =>
      [...byKey].flatMap(([key, placed]) =>
        placed.some(([file, one]) => file === uri.fsPath && one.range.intersection(range) !== undefined)
          ? [key]
          : [],
      ),
    dispose: () => collection.dispose(),
  };
}

type Lines = ReadonlyMap<string, readonly string[]>;

/** As they are in the editor, else on the disk. */
async function linesOf(problems: readonly TraceProblem[]): Promise<Lines> {
  const files = new Set(problems.flatMap(({ file, related }) => [file, ...related.map((line) => line.file)]));
  const read = [...files].map(async (file): Promise<readonly [string, readonly string[]]> => {
    const uri = vscode.Uri.file(file).toString();
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
    // A file that is not there has no columns: its line is marked from the beginning.
    const text = open?.getText() ?? (await readFile(file, "utf8").catch(() => ""));
    return [file, text.split(/\r\n|\n/u)];
  });
  return new Map(await Promise.all(read));
}

function diagnosticOf(
  { file, line, severity, message, code, related }: TraceProblem,
  lines: Lines,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(lines, file, line), message, severities[severity]);
  diagnostic.source = "kernel";
  diagnostic.code = code;
  diagnostic.relatedInformation = related.map(
    (one) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(vscode.Uri.file(one.file), rangeOf(lines, one.file, one.line)),
        one.message,
      ),
  );
  return diagnostic;
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const;

/** The text of the line, without what it is indented by. */
function rangeOf(lines: Lines, file: string, line: number): vscode.Range {
  const text = lines.get(file)?.[line - 1] ?? "";
  return new vscode.Range(
    line - 1,
    text.length - text.trimStart().length,
    line - 1,
    Math.max(1, text.trimEnd().length),
  );
}
