/**
 * Reports of kernels in Problems, each until its module is loaded anew or all are cleared. They move with their lines, and
 * go where the author changes one.
 */
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { afterEdits } from "../problems/after-edits.ts";
import { diagnosticOf, editsOf, toRange } from "../problems/diagnostic.ts";
import type { RelatedPlace, Span } from "../problems/place.ts";
import type { TraceProblem } from "./trace-problems.ts";

export interface ShownProblems extends vscode.Disposable {
  /** Resolves when they are shown. @param key of the report; what it had before is gone */
  set(key: number, problems: readonly TraceProblem[]): Promise<void>;
  delete(keys: readonly number[]): void;
  /** The reports that have a problem at a place. */
  at(uri: vscode.Uri, range: vscode.Range): readonly number[];
}

/** As it is shown, and moves with the text. */
interface PlacedProblem extends Omit<TraceProblem, "line" | "related"> {
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
}

export function createShownProblems(): ShownProblems {
  const collection = vscode.languages.createDiagnosticCollection("kmod traces");
  const byKey = new Map<number, readonly PlacedProblem[]>();
  const replace = (key: number, problems: readonly PlacedProblem[]): void => {
    const before = byKey.get(key) ?? [];
    if (problems.length === 0) byKey.delete(key);
    else byKey.set(key, problems);
    const all = Map.groupBy([...byKey.values()].flat(), ({ file }) => file);
    for (const file of new Set([...before, ...problems].map((problem) => problem.file)))
      collection.set(
        vscode.Uri.file(file),
        (all.get(file) ?? []).map((problem) => diagnosticOf(problem, "kernel", problem.code)),
      );
  };
  const typing = vscode.workspace.onDidChangeTextDocument((change) => {
    if (byKey.size === 0 || change.contentChanges.length === 0) return;
    const edits = editsOf(change);
    for (const [key, problems] of byKey) {
      const after = afterEdits(problems, change.document.uri.fsPath, edits);
      if (after !== problems) replace(key, after);
    }
  });
  return {
    async set(key, problems) {
      const lines = await linesOf(problems);
      replace(
        key,
        problems.map((problem) => placed(problem, lines)),
      );
    },
    delete(keys) {
      for (const key of keys) replace(key, []);
    },
    at: (uri, range) =>
      [...byKey].flatMap(([key, problems]) =>
        problems.some(
          ({ file, span }) => file === uri.fsPath && toRange(span).intersection(range) !== undefined,
        )
          ? [key]
          : [],
      ),
    dispose() {
      typing.dispose();
      collection.dispose();
    },
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

const placed = (problem: TraceProblem, lines: Lines): PlacedProblem => ({
  ...problem,
  span: spanOf(lines, problem.file, problem.line),
  related: problem.related.map(({ file, line, message }) => ({
    file,
    span: spanOf(lines, file, line),
    message,
  })),
});

/** The text of the line, without what it is indented by. */
function spanOf(lines: Lines, file: string, line: number): Span {
  const text = lines.get(file)?.[line - 1] ?? "";
  return {
    start: { line: line - 1, character: text.length - text.trimStart().length },
    end: { line: line - 1, character: Math.max(1, text.trimEnd().length) },
  };
}
