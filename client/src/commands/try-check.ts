/** `kmod.tryCheck`: takes MODULE_LICENSE() out of a module of the workspace, unsaved, and shows what Kmod says of that. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { Language } from "../language/language.ts";
import { withoutLicense } from "../walkthrough/mistakes.ts";
import { change, ownModule } from "../walkthrough/own-module.ts";
import { registerCommand } from "./register-command.ts";

export const tryCheckCommand = (
  context: KmodContext,
  language: Pick<Language, "moduleSources">,
): vscode.Disposable =>
  registerCommand(context, "kmod.tryCheck", l10n.t("Kmod could not show a check"), async () => {
    const title = l10n.t("Take Out MODULE_LICENSE");
    const module = await ownModule(context.prompts, title, await language.moduleSources());
    if (module === undefined) return;
    const documents = await Promise.all(module.sources.map(opened));
    for (const document of documents) {
      const changes = withoutLicense(document.getText());
      if (changes.length > 0) await change(document, changes);
    }
    const [main] = documents;
    if (main === undefined) return;
    await vscode.window.showTextDocument(main);
    const found = await finding(documents);
    if (found !== undefined) void tell(context, found);
  });

interface Found {
  readonly document: vscode.TextDocument;
  readonly diagnostic: vscode.Diagnostic;
}

const opened = (uri: string): Thenable<vscode.TextDocument> =>
  vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));

/** The cursor stands on it before the words are shown, so that the keys that they name work. */
async function tell({ prompts }: KmodContext, { document, diagnostic }: Found): Promise<void> {
  const selection = new vscode.Selection(diagnostic.range.start, diagnostic.range.start);
  await vscode.window.showTextDocument(document, { selection });
  const fix = l10n.t("Show Fixes");
  const message = l10n.t`Without MODULE_LICENSE modpost refuses the module. The light bulb (Ctrl+.) puts it back; so does Undo.`;
  if ((await prompts.notify("info", message, fix)) !== fix) return;
  await vscode.window.showTextDocument(document, { selection });
  await vscode.commands.executeCommand("editor.action.quickFix");
}

/** How long the server may take that is still reading headers. */
const patienceMs = 20_000;

/** Resolves with what is said of the missing licence; undefined: nothing, though it was waited for. */
function finding(documents: readonly vscode.TextDocument[]): Promise<Found | undefined> {
  const look = (): Found | undefined =>
    documents
      .flatMap((document) =>
        vscode.languages.getDiagnostics(document.uri).map((diagnostic) => ({ document, diagnostic })),
      )
      .find(({ diagnostic: { source, code } }) => source === "kmod" && ruleOf(code) === "missing-license");
  const there = look();
  if (there !== undefined) return Promise.resolve(there);
  return new Promise((resolve) => {
    const limit = setTimeout(() => end(undefined), patienceMs);
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      const found = look();
      if (found !== undefined) end(found);
    });
    function end(found: Found | undefined): void {
      clearTimeout(limit);
      listener.dispose();
      resolve(found);
    }
  });
}

const ruleOf = (code: vscode.Diagnostic["code"]): unknown => (typeof code === "object" ? code.value : code);
