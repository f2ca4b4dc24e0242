/** The light bulb at a problem of a report: opens the page of it. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ShownProblems } from "./shown-problems.ts";

export function showTraceActions(problems: Pick<ShownProblems, "at">): vscode.Disposable {
  const kind = vscode.CodeActionKind.QuickFix;
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: ({ uri }, range) =>
      problems.at(uri, range).map((number) => {
        const title = l10n.t`Show Kernel Trace ${number}`;
        const action = new vscode.CodeAction(title, kind);
        action.command = { title, command: "kmod.showTrace", arguments: [number] };
        return action;
      }),
  };
  return vscode.languages.registerCodeActionsProvider({ scheme: "file" }, provider, {
    providedCodeActionKinds: [kind],
  });
}
