/**
 * The part of tree-sitter that core uses, alike in `tree-sitter` (native) and `web-tree-sitter` (WASM).
 * Core never imports either: the host passes a Parser in (host/parser).
 */
import type { Span } from "../text/span.ts";

export interface SyntaxNode {
  readonly id: number;
  /** The grammar's name; `ERROR` where the text fits no rule. */
  readonly type: string;
  readonly isNamed: boolean;
  readonly hasError: boolean;
  readonly isMissing: boolean;
  /** Offsets are UTF-16 units on both backends. */
  readonly startIndex: number;
  readonly endIndex: number;
  readonly parent: SyntaxNode | null;
  readonly children: readonly SyntaxNode[];
  readonly namedChildren: readonly SyntaxNode[];
  childForFieldName(name: string): SyntaxNode | null;
  /** Every descendant (this node included) of one of the types, in text order. */
  descendantsOfType(types: string[]): readonly SyntaxNode[];
}

/** One parse of one text. `dispose` frees WASM memory; the native tree is freed by the garbage collector. */
export interface SyntaxTree {
  readonly root: SyntaxNode;
  dispose(): void;
}

/** How a text became another: the span of the old text that was replaced, and the length of what replaced it. */
export interface TextChange {
  readonly span: Span;
  readonly insertedLength: number;
}

/**
 * Parses from scratch, always. tree-sitter can reparse an edited text, but where the text has errors the tree then
 * depends on what it was before; core parses piece by piece instead (syntax/rescan), which costs an edit less.
 */
export interface Parser {
  readonly backend: "native" | "wasm";
  /** Parses a text that tree-sitter-c can take (the mask, not the kernel's C). Never throws on any text. */
  parse(masked: string): SyntaxTree;
}
