/** Pages in editor tabs: read-only, opened beside nothing, the same tab again for the same page; their links work. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Target } from "../kernel/targets/target.ts";
import { type Link, type Page, type PlacedLink, renderPage } from "./page.ts";

export interface Documents extends vscode.Disposable {
  /** Opens a page as Markdown, or brings its tab up to date. Resolves when the tab shows it. */
  showPage(page: Page): Promise<vscode.TextDocument>;
  /** The same with plain text about a machine. @param name of the tab, with its ending */
  showText(name: string, text: string, target: Target): Promise<vscode.TextDocument>;
  /** The machine that an open plain text is about. */
  targetOf(uri: vscode.Uri): Target | undefined;
}

/** Scheme of the pages' addresses. */
export const pageScheme = "kmod-page";

/** Pages are small; the oldest is forgotten when there are so many. */
const mostPages = 100;

interface Content {
  readonly text: string;
  readonly links: readonly PlacedLink[];
  readonly target: Target | undefined;
}

export function createDocuments(): Documents {
  const contents = new Map<string, Content>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const content = (uri: vscode.Uri): Content | undefined => contents.get(uri.toString());
  const registrations = vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(pageScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => content(uri)?.text ?? pageOfEarlierSession,
    }),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: pageScheme },
      { provideDocumentLinks: (document) => content(document.uri)?.links.map(documentLink) ?? [] },
    ),
  );
  const show = async (name: string, shown: Content): Promise<vscode.TextDocument> => {
    const uri = vscode.Uri.from({ scheme: pageScheme, path: `/${name.replaceAll("/", "-")}` });
    contents.delete(uri.toString());
    contents.set(uri.toString(), shown);
    for (const oldest of contents.keys()) if (contents.size > mostPages) contents.delete(oldest);
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.getText() !== shown.text) await refreshed(document, () => changed.fire(uri));
    await vscode.window.showTextDocument(document, { preview: true });
    return document;
  };
  return {
    showPage: (page) => show(`${page.name}.md`, { ...renderPage(page), target: undefined }),
    showText: (name, text, target) => show(name, { text, links: [], target }),
    targetOf: (uri) => content(uri)?.target,
    dispose: () => registrations.dispose(),
  };
}

const pageOfEarlierSession = `${l10n.t("Kmod made this page in an earlier session and does not keep it. Close it, and run the command again.")}\n`;

/** VS Code reads a page that is open again after an event, in its own time. */
function refreshed(document: vscode.TextDocument, ask: () => void): Promise<void> {
  return new Promise((resolve) => {
    const listener = vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document === document) end();
    });
    // A page whose tab is being closed is not read again: it is shown as it is then.
    const limit = setTimeout(end, 2_000);
    function end(): void {
      clearTimeout(limit);
      listener.dispose();
      resolve();
    }
    ask();
  });
}

function documentLink({ line, start, end, link }: PlacedLink): vscode.DocumentLink {
  return new vscode.DocumentLink(new vscode.Range(line, start, line, end), linkTarget(link));
}

function linkTarget(link: Link): vscode.Uri {
  switch (link.kind) {
    case "uri":
      return vscode.Uri.parse(link.uri).with({ fragment: `L${link.line + 1}` });
    case "command":
      return vscode.Uri.from({
        scheme: "command",
        path: link.command,
        query: encodeURIComponent(JSON.stringify([link.argument])),
      });
  }
}
