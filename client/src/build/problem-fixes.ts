/** Quick fixes for what a build found, where what is to be done is certain. */
import * as vscode from "vscode";
import { toRange } from "../problems/diagnostic.ts";
import type { BuildProblems } from "./build-problems.ts";
import type { Problem } from "./problem.ts";

/** Offers them while the problems stand. */
export const registerProblemFixes = (problems: Pick<BuildProblems, "at">): vscode.Disposable =>
  vscode.languages.registerCodeActionsProvider(
    { scheme: "file" },
    {
      provideCodeActions: ({ uri }, range, { diagnostics }) =>
        problems.at(uri, range).flatMap((problem) => actionFor(problem, diagnostics)),
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );

function actionFor(
  { fix, message, span }: Problem,
  diagnostics: readonly vscode.Diagnostic[],
): readonly vscode.CodeAction[] {
  if (fix === undefined) return [];
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const { file, span: place, text } of fix.edits)
    action.edit.replace(vscode.Uri.file(file), toRange(place), text);
  action.diagnostics = diagnostics.filter(
    (one) => one.message === message && one.range.isEqual(toRange(span)),
  );
  return [action];
}
