/** textDocument/documentSymbol: entry points, parameters, exports, device tables and metadata, as a tree. */
import { type DocumentSymbol, type SymbolInformation, SymbolKind } from "vscode-languageserver";
import { type OutlineSymbol, symbolsOf } from "../../core/features/symbols.ts";
import { type Positions, pathOf, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";

export const documentSymbol: Feature = {
  capability: () => ({ documentSymbolProvider: { label: "Kmod" } }),
  register(connection, session, client) {
    const isTree = client.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true;
    connection.onDocumentSymbol(
      guardRequest(
        session.log,
        "documentSymbol",
        async ({ textDocument }, token): Promise<DocumentSymbol[] | SymbolInformation[]> => {
          await session.ready(pathOf(textDocument.uri), token);
          const document = session.documents.at(pathOf(textDocument.uri));
          const kernel = session.environment.facts();
          const file = document && session.modelOf(document.path);
          if (!document || !kernel || !file) return [];
          const symbols = symbolsOf(file, kernel);
          if (isTree) return symbols.map((symbol) => toSymbol(symbol, document.text));
          return symbols.flatMap((symbol) =>
            toInformation(symbol, document.text, document.text.uri, undefined),
          );
        },
      ),
    );
  },
};

const toSymbol = (symbol: OutlineSymbol, positions: Positions): DocumentSymbol => ({
  name: symbol.name,
  detail: symbol.detail,
  kind: kinds[symbol.kind],
  range: toRange(positions, symbol.span),
  selectionRange: toRange(positions, symbol.selection),
  children: symbol.children.map((child) => toSymbol(child, positions)),
});

/** The flat form, for clients that know no trees. */
const toInformation = (
  symbol: OutlineSymbol,
  positions: Positions,
  uri: string,
  containerName: string | undefined,
): SymbolInformation[] => [
  {
    name: symbol.name,
    kind: kinds[symbol.kind],
    location: { uri, range: toRange(positions, symbol.span) },
    ...(containerName !== undefined && { containerName }),
  },
  ...symbol.children.flatMap((child) => toInformation(child, positions, uri, symbol.name)),
];

const kinds: Readonly<Record<OutlineSymbol["kind"], SymbolKind>> = {
  entry: SymbolKind.Event,
  function: SymbolKind.Function,
  parameter: SymbolKind.Property,
  export: SymbolKind.Interface,
  "device-table": SymbolKind.Array,
  metadata: SymbolKind.Constant,
};
