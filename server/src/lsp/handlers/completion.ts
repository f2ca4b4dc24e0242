/** textDocument/completion: module macros, their arguments, and rule ids in silencing comments. */
import { type CompletionItem, CompletionItemKind, InsertTextFormat, MarkupKind } from "vscode-languageserver";
import { type Completion, completionsAt } from "../../core/features/completion.ts";
import { type Positions, pathOf, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";

export const completion: Feature = {
  capability: () => ({ completionProvider: { triggerCharacters: ["(", '"', ",", " "] } }),
  register(connection, session, client) {
    const canSnippet = client.textDocument?.completion?.completionItem?.snippetSupport === true;
    connection.onCompletion(
      guardRequest(
        session.log,
        "completion",
        async ({ textDocument, position }, token): Promise<CompletionItem[]> => {
          await session.ready(pathOf(textDocument.uri), token);
          const document = session.documents.at(pathOf(textDocument.uri));
          const kernel = session.environment.facts();
          const file = document && session.modelOf(document.path);
          if (!document || !kernel || !file) return [];
          const found = completionsAt(file, document.text.offsetAt(position), {
            kernel,
            rules: session.host.rules,
          });
          return found.map((one) => toItem(one, document.text, canSnippet));
        },
      ),
    );
  },
};

const toItem = (one: Completion, positions: Positions, canSnippet: boolean): CompletionItem => ({
  label: one.label,
  kind: kinds[one.kind],
  detail: one.detail,
  sortText: String(one.rank).padStart(4, "0") + one.label,
  filterText: one.label,
  ...(one.markdown !== undefined && { documentation: { kind: MarkupKind.Markdown, value: one.markdown } }),
  insertTextFormat: one.isSnippet && canSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
  textEdit: {
    range: toRange(positions, one.span),
    newText: one.isSnippet && !canSnippet ? one.label : one.text,
  },
});

const kinds: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  macro: CompletionItemKind.Function,
  function: CompletionItemKind.Function,
  variable: CompletionItemKind.Variable,
  value: CompletionItemKind.Value,
  type: CompletionItemKind.TypeParameter,
  rule: CompletionItemKind.Constant,
};
