/** What the mask and the parser make of one file of a corpus, against what universal-ctags found in it. */
import { performance } from "node:perf_hooks";
import { type DialectScan, maskOf, scan } from "../../server/src/core/syntax/scan.ts";
import type { Parser, SyntaxNode } from "../../server/src/core/syntax/tree.ts";

export interface Measured {
  readonly units: number;
  readonly hasError: boolean;
  readonly truth: number;
  /** Functions of the truth that the tree lacks. */
  readonly missed: readonly string[];
  readonly maskMs: number;
  readonly parseMs: number;
  readonly breakers: readonly Breaker[];
}

/** The outermost place of a file where the tree has an ERROR or MISSING node. */
export interface Breaker {
  readonly line: number;
  readonly kind: string;
  readonly text: string;
  readonly masked: string;
}

/** Masks and parses `text`; `truth` holds the names of the functions it defines. At most `limit` breakers are given. */
export const measure = (parser: Parser, text: string, truth: readonly string[], limit: number): Measured => {
  const started = performance.now();
  const scanned = scan(text);
  const scannedAt = performance.now();
  const tree = parser.parse(maskOf(scanned));
  const parsedAt = performance.now();
  const hasError = tree.root.hasError;
  const found = functionNames(tree.root, scanned);
  const result = {
    units: text.length,
    hasError,
    truth: truth.length,
    missed: truth.filter((name) => !found.has(name)),
    maskMs: scannedAt - started,
    parseMs: parsedAt - scannedAt,
    breakers: hasError && limit > 0 ? breakersOf(tree.root, scanned, limit) : [],
  };
  tree.dispose();
  return result;
};

/** Names of function_definition nodes: their declarator's, and the macro's where one makes the function. */
const functionNames = (root: SyntaxNode, { text, placed }: DialectScan): ReadonlySet<string> => {
  const nodes = root.descendantsOfType(["function_definition"]);
  const names = new Set<string>();
  const starts = new Set<number>();
  for (const node of nodes) {
    starts.add(node.endIndex);
    const name = nameOf(node);
    if (name !== null) names.add(text.slice(name.startIndex, name.endIndex));
  }
  for (const { start, piece } of placed)
    if (piece.kind === "function" && piece.isMacroDefined && starts.has(start + piece.body.end))
      names.add(piece.name.text);
  return names;
};

const nameOf = (definition: SyntaxNode): SyntaxNode | null => {
  let node = definition.childForFieldName("declarator");
  while (node !== null && node.type !== "identifier") {
    node = node.childForFieldName("declarator") ?? node.namedChildren[0] ?? null;
  }
  return node;
};

const breakersOf = (root: SyntaxNode, scanned: DialectScan, limit: number): readonly Breaker[] => {
  const found: Breaker[] = [];
  const visit = (node: SyntaxNode): void => {
    if (found.length >= limit || !node.hasError) return;
    if (node.type === "ERROR" || node.isMissing) {
      found.push(breakerAt(node, scanned));
      return;
    }
    for (const child of node.children) visit(child);
  };
  visit(root);
  return found;
};

const breakerAt = (node: SyntaxNode, scanned: DialectScan): Breaker => {
  const { text } = scanned;
  const masked = maskOf(scanned);
  const at = node.startIndex;
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = text.indexOf("\n", at);
  const end = lineEnd < 0 ? text.length : lineEnd;
  return {
    line: text.slice(0, at).split("\n").length,
    kind: node.isMissing ? `MISSING ${node.type}` : "ERROR",
    text: text.slice(start, end),
    masked: masked.slice(start, end),
  };
};
