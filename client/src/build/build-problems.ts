/**
 * What builds found, in Problems: of each project until its next build. It moves with the text while the author types,
 * and goes where the author changes what it is about.
 */
import * as vscode from "vscode";
import { afterEdits, type Edit } from "../problems/after-edits.ts";
import { diagnosticOf, editsOf, toRange } from "../problems/diagnostic.ts";
import { type Problem, problemKey } from "./problem.ts";

export interface BuildProblems extends vscode.Disposable {
  /** A build reads the project's files now. What the author changes from here on is counted when it ends. */
  begin(project: string): BuildRound;
  /** Those that stand at a place. */
  at(uri: vscode.Uri, range: vscode.Range): readonly Problem[];
  /** All of a project. */
  of(project: string): readonly Problem[];
}

export interface BuildRound {
  /** Forgets those that do not stay: they may hold no more. Called when make starts. */
  keep(stays: (problem: Problem) => boolean): void;
  /** Shows what it found beside those that stayed. */
  end(found: readonly Problem[]): void;
  /** Nothing more is counted. To be called whatever came of the build. */
  leave(): void;
}

/** @param rulePage the page that explains a rule */
export const createBuildProblems = (rulePage: (rule: string) => vscode.Uri): BuildProblems =>
  new ShownProblems(rulePage);

interface FileEdit {
  readonly file: string;
  readonly edits: readonly Edit[];
}

class ShownProblems implements BuildProblems {
  readonly #rulePage: (rule: string) => vscode.Uri;
  readonly #collection = vscode.languages.createDiagnosticCollection("kmod build");
  readonly #listener: vscode.Disposable;
  readonly #byProject = new Map<string, readonly Problem[]>();
  /** What was typed since each of the builds that run began. */
  readonly #rounds = new Set<FileEdit[]>();

  constructor(rulePage: (rule: string) => vscode.Uri) {
    this.#rulePage = rulePage;
    this.#listener = vscode.workspace.onDidChangeTextDocument((change) => this.#hear(change));
  }

  begin(project: string): BuildRound {
    const typed: FileEdit[] = [];
    this.#rounds.add(typed);
    return {
      keep: (stays) => this.#replace(project, this.of(project).filter(stays)),
      end: (found) => {
        const moved = typed.reduce((problems, { file, edits }) => afterEdits(problems, file, edits), found);
        const keys = new Set(moved.map(problemKey));
        const stayed = this.of(project).filter((problem) => !keys.has(problemKey(problem)));
        this.#replace(project, [...stayed, ...moved]);
      },
      leave: () => this.#rounds.delete(typed),
    };
  }

  at(uri: vscode.Uri, range: vscode.Range): readonly Problem[] {
    return [...this.#byProject.values()]
      .flat()
      .filter(({ file, span }) => file === uri.fsPath && toRange(span).intersection(range) !== undefined);
  }

  of(project: string): readonly Problem[] {
    return this.#byProject.get(project) ?? [];
  }

  dispose(): void {
    this.#listener.dispose();
    this.#collection.dispose();
  }

  #hear(change: vscode.TextDocumentChangeEvent): void {
    const { uri } = change.document;
    if (uri.scheme !== "file" || change.contentChanges.length === 0) return;
    const file = uri.fsPath;
    const edits = editsOf(change);
    for (const typed of this.#rounds) typed.push({ file, edits });
    for (const [project, problems] of this.#byProject) {
      const after = afterEdits(problems, file, edits);
      if (after !== problems) this.#replace(project, after);
    }
  }

  #replace(project: string, problems: readonly Problem[]): void {
    const before = this.of(project);
    if (problems.length === 0) this.#byProject.delete(project);
    else this.#byProject.set(project, problems);
    const files = new Set([...before, ...problems].map(({ file }) => file));
    const all = Map.groupBy([...this.#byProject.values()].flat(), ({ file }) => file);
    this.#collection.set(
      [...files].map((file): [vscode.Uri, vscode.Diagnostic[]] => [
        vscode.Uri.file(file),
        (all.get(file) ?? []).map((problem) => this.#diagnostic(problem)),
      ]),
    );
  }

  #diagnostic(problem: Problem): vscode.Diagnostic {
    const { rule, option, tool } = problem;
    const code = rule === undefined ? option : { value: rule, target: this.#rulePage(rule) };
    return diagnosticOf(problem, tool, code);
  }
}
