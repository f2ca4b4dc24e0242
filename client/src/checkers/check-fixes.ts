/** Quick fixes of what a check found: one for each message, and one for all of a file. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { CheckMessage, LineChange } from "../kernel/checkers/check.ts";
import type { ShownMessage, ShownResult } from "./check-results.ts";
import { lineEdits } from "./line-edits.ts";

export class CheckFixes implements vscode.CodeActionProvider {
  readonly #tool: CheckMessage["tool"];
  readonly #known: (uri: vscode.Uri) => ShownResult | undefined;
  readonly #log: Pick<vscode.LogOutputChannel, "error">;

  /** @param known what was found in a file, as it stands now */
  constructor(
    tool: CheckMessage["tool"],
    known: (uri: vscode.Uri) => ShownResult | undefined,
    log: Pick<vscode.LogOutputChannel, "error">,
  ) {
    this.#tool = tool;
    this.#known = known;
    this.#log = log;
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const shown = this.#known(document.uri);
    // Changed while it was closed: the lines are others.
    if (shown === undefined || shown.text !== document.getText()) return [];
    const here = shown.messages.filter(
      ({ diagnostic }) => diagnostic.range.intersection(range) !== undefined,
    );
    const actions = here.flatMap((one) => this.#fixOf(document, one) ?? []);
    if (here.length === 0 || shown.fixAll.length === 0) return actions;
    const all = new vscode.CodeAction(
      l10n.t`Fix everything that ${this.#tool} can in this file`,
      vscode.CodeActionKind.QuickFix,
    );
    all.diagnostics = here.map(({ diagnostic }) => diagnostic);
    all.edit = toEdit(document, shown.fixAll);
    return [...actions, all];
  }

  async resolveCodeAction(
    action: vscode.CodeAction,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction> {
    if (!(action instanceof AskedFix)) return action;
    const { document } = action;
    const controller = new AbortController();
    const stopping = token.onCancellationRequested(() => controller.abort());
    try {
      const text = document.getText();
      const changes = await action.find(text, controller.signal);
      // Typed meanwhile: the lines are others.
      if (text === document.getText()) action.edit = toEdit(document, changes);
    } catch (error) {
      if (!controller.signal.aborted) this.#log.error(`"${action.title}" failed.`, error);
    } finally {
      stopping.dispose();
    }
    return action;
  }

  #fixOf(
    document: vscode.TextDocument,
    { message, diagnostic }: ShownMessage,
  ): vscode.CodeAction | undefined {
    const { fix, code, line } = message;
    const title = l10n.t`Fix ${code} (${this.#tool})`;
    switch (fix.kind) {
      case "none":
        return undefined;
      case "known": {
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        action.diagnostics = [diagnostic];
        action.edit = toEdit(document, fix.changes);
        return action;
      }
      case "asked": {
        const action = new AskedFix(title, document, (text, signal) => fix.find(text, line, signal));
        action.diagnostics = [diagnostic];
        return action;
      }
    }
  }
}

/** A fix whose edits are asked for when it is chosen. */
class AskedFix extends vscode.CodeAction {
  readonly document: vscode.TextDocument;
  readonly find: (text: string, signal: AbortSignal) => Promise<readonly LineChange[]>;

  constructor(title: string, document: vscode.TextDocument, find: AskedFix["find"]) {
    super(title, vscode.CodeActionKind.QuickFix);
    this.document = document;
    this.find = find;
  }
}

function toEdit(document: vscode.TextDocument, changes: readonly LineChange[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of lineEdits(changes, document.getText())) {
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    edit.replace(document.uri, range, text);
  }
  return edit;
}
