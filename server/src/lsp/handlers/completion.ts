/**
 * textDocument/completion: module macros, their arguments, rule ids in silencing comments, and exported functions with
 * the lines that a call of them needs. Beside another language server for C of these only those that it does not see.
 */
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
} from "vscode-languageserver";
import { type Completion, completionsAt } from "../../core/features/completion.ts";
import { conditionsOf, symbolMarkdown } from "../../core/features/exported-symbol.ts";
import {
  callPrefixAt,
  editsFor,
  reachedHeaders,
  startingWith,
} from "../../core/features/symbol-completion.ts";
import type { FileModel } from "../../core/model/file.ts";
import { takesString } from "../../core/model/namespaces.ts";
import { type Positions, pathOf, toRange, toTextEdit } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";
import type { Session } from "../session.ts";
import { isRecord } from "../settings.ts";
import { symbolFacts } from "../symbol-facts.ts";

/** More are no help; the client asks again as the author types on. */
const mostSymbols = 100;

export const completion: Feature = {
  capability: () => ({
    completionProvider: { triggerCharacters: ["(", '"', ",", " "], resolveProvider: true },
  }),
  register(connection, session, client) {
    const canSnippet = client.textDocument?.completion?.completionItem?.snippetSupport === true;
    connection.onCompletion(
      guardRequest(
        session.log,
        "completion",
        async ({ textDocument, position }, token): Promise<CompletionItem[] | CompletionList> => {
          await session.ready(pathOf(textDocument.uri), token);
          const document = session.documents.at(pathOf(textDocument.uri));
          const kernel = session.environment.facts();
          const file = document && session.modelOf(document.path);
          if (!document || !kernel || !file) return [];
          const offset = document.text.offsetAt(position);
          const symbols = symbolItems(session, file, offset, document.text);
          if (symbols) return symbols;
          const found = completionsAt(file, offset, { kernel, rules: session.host.rules });
          return found.map((one) => toItem(one, document.text, canSnippet));
        },
      ),
    );
    connection.onCompletionResolve(
      guardRequest(session.log, "completion resolve", (item) => withDocumentation(session, item)),
    );
  },
};

/** undefined where no call can stand. */
function symbolItems(
  session: Session,
  file: FileModel,
  offset: number,
  positions: Positions,
): CompletionList | undefined {
  const place = callPrefixAt(file, offset);
  if (!place) return undefined;
  const { symbols } = session;
  const own = new Set([...file.functions, ...file.prototypes].map(({ name }) => name));
  const reached = reachedHeaders(file, symbols.headers().includes);
  const names = startingWith(symbols.callable(), place.prefix, mostSymbols + 1);
  const items = names.slice(0, mostSymbols).flatMap((name): readonly CompletionItem[] => {
    const declared = symbols.declared(name);
    const isReached = declared === undefined || reached.has(declared.include);
    // What the file itself declares, the other server shows; and so what its headers declare.
    if (own.has(name) || (session.companion.isActive() && isReached)) return [];
    const include = isReached ? undefined : declared.include;
    return [symbolItem(session, file, { name, include, range: toRange(positions, place), positions })];
  });
  return { isIncomplete: true, items };
}

interface SymbolItem {
  readonly name: string;
  /** What is still to be included. */
  readonly include: string | undefined;
  readonly range: ReturnType<typeof toRange>;
  readonly positions: Positions;
}

function symbolItem(
  session: Session,
  file: FileModel,
  { name, include, range, positions }: SymbolItem,
): CompletionItem {
  const { symbols, environment } = session;
  const exported = symbols.inKernel(name)[0] ?? symbols.exportsOf(name)[0];
  const kernel = environment.facts();
  const needs = {
    include,
    namespace: exported?.namespace,
    isNamespaceString: kernel !== undefined && takesString(kernel, undefined),
  };
  const edits = editsFor(needs, file).map((edit) => toTextEdit(positions, edit));
  const conditions = exported ? conditionsOf(exported) : "";
  return {
    label: name,
    labelDetails: {
      description: [
        ...(include === undefined ? [] : [include]),
        ...(exported?.isGplOnly ? ["GPL"] : []),
      ].join(" · "),
    },
    kind: CompletionItemKind.Function,
    detail: ["exported", ...(conditions === "" ? [] : [conditions])].join(" · "),
    sortText: `${include === undefined ? "5" : "6"}${name}`,
    filterText: name,
    textEdit: { range, newText: name },
    ...(edits.length > 0 && { additionalTextEdits: edits }),
    data: { symbol: name },
  };
}

async function withDocumentation(session: Session, item: CompletionItem): Promise<CompletionItem> {
  const data: unknown = item.data;
  if (!isRecord(data) || typeof data["symbol"] !== "string") return item;
  const facts = await symbolFacts(session, data["symbol"]);
  if (!facts) return item;
  return {
    ...item,
    ...(facts.prototype !== undefined && { detail: facts.prototype }),
    documentation: {
      kind: MarkupKind.Markdown,
      value: symbolMarkdown({ ...facts, prototype: undefined }, false),
    },
  };
}

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
