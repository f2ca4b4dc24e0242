/** Reads declarations and function heads out of the syntax tree of the masked text. */
import type { Piece } from "../syntax/pieces.ts";
import type { SyntaxNode } from "../syntax/tree.ts";
import type { Span } from "../text/span.ts";
import type { Annotation, Declared, Parameter, SectionKind, Signature } from "./file.ts";

/**
 * What the parser was shown of one piece. Node offsets count from `base`, everything that is read out counts from the
 * start of the piece: what a piece declares depends on its own text alone.
 */
export interface PieceContext {
  readonly piece: Piece;
  /** The masked text that was parsed. */
  readonly masked: string;
  /** Where it starts in the piece. */
  readonly base: number;
  /** What was cut out of it before it was parsed: nodes behind `at` stand `length` units further on in the piece. */
  readonly cut: { readonly at: number; readonly length: number };
  /** The piece as written. */
  readonly text: string;
}

/** The place of a node in its piece. */
export const placeOf = (node: SyntaxNode, context: PieceContext): Span => ({
  start: offsetOf(node.startIndex, context),
  end: offsetOf(node.endIndex, context),
});

const offsetOf = (index: number, { base, cut }: PieceContext): number =>
  index + base + (index > cut.at ? cut.length : 0);

const wordsOf = (node: SyntaxNode, { masked }: PieceContext): string =>
  masked.slice(node.startIndex, node.endIndex);

/** The part of a declarator below its pointers, arrays and parentheses. */
export interface Declarator {
  readonly name: SyntaxNode;
  readonly pointers: number;
  /** Set when the name is directly a function: `int *f(void)`, not `int (*f)(void)`. */
  readonly parameters: SyntaxNode | undefined;
  /** Text between the first brackets after the name. */
  readonly arrayLength: string | undefined;
  readonly isFunctionPointer: boolean;
}

/** Follows `declarator` fields down to the name; undefined where there is none (a cast's abstract declarator, an error). */
export function readDeclarator(declarator: SyntaxNode, context: PieceContext): Declarator | undefined {
  let pointers = 0;
  let parameters: SyntaxNode | undefined;
  let arrayLength: string | undefined;
  let isFunctionPointer = false;
  for (let node: SyntaxNode | null = declarator; node; node = innerDeclarator(node)) {
    switch (node.type) {
      case "identifier":
      case "type_identifier":
      case "field_identifier":
        return { name: node, pointers, parameters, arrayLength, isFunctionPointer };
      case "pointer_declarator":
        if (parameters) {
          isFunctionPointer = true;
          parameters = undefined;
        } else pointers += 1;
        break;
      case "array_declarator": {
        const size = node.childForFieldName("size");
        arrayLength = size ? wordsOf(size, context) : "";
        break;
      }
      case "function_declarator":
        parameters = node.childForFieldName("parameters") ?? undefined;
        break;
      case "parenthesized_declarator":
      case "init_declarator":
      case "attributed_declarator":
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}

const innerDeclarator = (node: SyntaxNode): SyntaxNode | null =>
  node.childForFieldName("declarator") ??
  node.namedChildren.find((child) => child.type === "identifier" || child.type.endsWith("declarator")) ??
  null;

/** The words before a declarator: what it is stored as, and its type without storage, inline and annotations. */
export interface Specifiers {
  readonly storage: Declared["storage"];
  readonly storageSpan: Span | undefined;
  readonly isInline: boolean;
  readonly isConst: boolean;
  readonly type: string;
  readonly typeSpan: Span;
}

/** @param before where the first declarator starts: specifiers stand before it */
export function readSpecifiers(node: SyntaxNode, context: PieceContext, before: number): Specifiers {
  let storage: Declared["storage"] = "none";
  let storageSpan: Span | undefined;
  let isInline = false;
  const words: string[] = [];
  let first = before;
  let last = before;
  for (const child of node.children) {
    if (child.startIndex >= before) break;
    const word = wordsOf(child, context);
    if (child.type === "storage_class_specifier" || child.type === "extern" || child.type === "static") {
      if (word === "static" || word === "extern") {
        storage = word;
        storageSpan = placeOf(child, context);
      } else isInline ||= /inline/.test(word);
      continue;
    }
    if (
      child.type === "comment" ||
      child.type.startsWith("attribute") ||
      child.type === "ms_declspec_modifier"
    )
      continue;
    words.push(typeWords(child, context));
    if (words.length === 1) first = child.startIndex;
    last = child.endIndex;
  }
  const type = words.join(" ").replace(/\s+/g, " ").trim();
  return {
    storage,
    storageSpan,
    isInline,
    isConst: /\bconst\b/.test(type),
    type,
    typeSpan: { start: offsetOf(first, context), end: offsetOf(last, context) },
  };
}

/** `struct foo` for `struct foo { ... }`: a body is no part of a type's name. */
function typeWords(node: SyntaxNode, { masked }: PieceContext): string {
  const body = node.childForFieldName("body");
  return masked
    .slice(node.startIndex, body ? body.startIndex : node.endIndex)
    .replace(/\/\*[\s\S]*?\*\//g, " ")
    .trim();
}

/** The signature that a function_declarator's parameters and the words before it make. */
export function readSignature(
  declarator: Declarator,
  specifiers: Specifiers,
  context: PieceContext,
): Signature | undefined {
  const list = declarator.parameters;
  if (!list) return undefined;
  const returnType = `${specifiers.type}${declarator.pointers > 0 ? ` ${"*".repeat(declarator.pointers)}` : ""}`;
  const parametersSpan = placeOf(list, context);
  return {
    returnType,
    returnTypeSpan: specifiers.typeSpan,
    parameters: readParameters(list, context),
    parametersSpan,
  };
}

function readParameters(list: SyntaxNode, context: PieceContext): readonly Parameter[] | undefined {
  const parameters = list.namedChildren
    .filter((child) => child.type !== "comment")
    .map((child): Parameter => {
      const text = wordsOf(child, context).replace(/\s+/g, " ");
      const inner = child.childForFieldName("declarator");
      const declarator = inner ? readDeclarator(inner, context) : undefined;
      const name = declarator ? wordsOf(declarator.name, context) : undefined;
      const stars = declarator ? "*".repeat(declarator.pointers) : (/\*+$/.exec(text)?.[0] ?? "");
      const type = child.childForFieldName("type");
      const base = type ? wordsOf(type, context) : text.replace(/\*+$/, "").trim();
      return { text, type: stars ? `${base} ${stars}` : base, name, span: placeOf(child, context) };
    });
  if (parameters.length === 0) return undefined;
  if (parameters.length === 1 && parameters[0]?.text === "void") return [];
  return parameters;
}

/** The annotations of a piece that stand in one of its declarations. */
export const annotationsIn = (piece: Piece, within: Span): readonly Annotation[] =>
  piece.annotations.filter(({ span }) => within.start <= span.start && span.end <= within.end);

/** include/linux/init.h, include/net/net_namespace.h, include/linux/memory_hotplug.h as a module sees them. */
export function sectionOf(annotations: readonly Annotation[]): SectionKind {
  for (const { name } of annotations) {
    if (refWords.has(name)) return "ref";
    if (initWords.has(name)) return "init";
    if (exitWords.has(name)) return "exit";
  }
  return "normal";
}

const refWords = new Set(["__ref", "__refdata", "__refconst"]);
const initWords = new Set([
  "__init",
  "__initdata",
  "__initconst",
  "__net_init",
  "__net_initdata",
  "__net_initconst",
]);
const exitWords = new Set(["__exit", "__exitdata", "__exitconst", "__net_exit"]);
