/**
 * What one piece of a file declares, with offsets from the piece's start: a function of the piece's own text, so that
 * it is the same however the text came about and whatever stands around it.
 */
import type { DeclarationPiece, FunctionPiece, Piece, Placed } from "../syntax/pieces.ts";
import type { Parser, SyntaxNode } from "../syntax/tree.ts";
import type { Span } from "../text/span.ts";
import {
  annotationsIn,
  type PieceContext,
  placeOf,
  readDeclarator,
  readSignature,
  readSpecifiers,
  type Specifiers,
  sectionOf,
} from "./declarator.ts";
import type {
  FunctionDefinition,
  Include,
  InitialiserElement,
  MacroCall,
  MacroDefinition,
  Prototype,
  Variable,
} from "./file.ts";
import { flowOf } from "./flow.ts";
import { followGuards } from "./guards.ts";
import { hidesElements } from "./hidden-elements.ts";
import { usesIn } from "./uses.ts";

export type Declaration = FunctionDefinition | Prototype | Variable;

/** A piece as written, and as the parser may see it. */
export interface PieceText {
  readonly text: string;
  readonly masked: string;
}

/**
 * A function's head, and its flow where that is wanted: otherwise the parser is shown an empty body. Where the parser
 * does not understand the head, name, body and uses still hold.
 */
export function readFunction(
  parser: Parser,
  piece: FunctionPiece,
  { text, masked }: PieceText,
  wantsFlow: boolean,
): FunctionDefinition {
  const context = wantsFlow ? whole(piece, text, masked) : withoutInside(piece, text, masked, piece.body);
  const tree = parser.parse(context.masked);
  const node = tree.root.namedChildren.find(({ type }) => type === "function_definition");
  const head = { start: piece.lead, end: piece.body.start };
  const annotations = annotationsIn(piece, head);
  const outer = node?.childForFieldName("declarator");
  const declarator = outer ? readDeclarator(outer, context) : undefined;
  const specifiers =
    node && outer ? readSpecifiers(node, context, outer.startIndex) : specifiersFromWords(masked, head);
  const bodyNode = wantsFlow ? node?.childForFieldName("body") : undefined;
  const hasConditionals = piece.directives.some(({ span: line }) => line.start > piece.body.start);
  const definition: FunctionDefinition = {
    kind: "function",
    name: piece.name.text,
    nameSpan: piece.name.span,
    span: { start: piece.lead, end: piece.length },
    ...storageOf(specifiers),
    annotations,
    section: sectionOf(annotations),
    guards: [],
    signature:
      declarator && !piece.isMacroDefined ? readSignature(declarator, specifiers, context) : undefined,
    body: piece.body,
    flow: bodyNode ? flowOf(bodyNode, context.masked, piece.lead, hasConditionals) : undefined,
    uses: usesIn(text, piece.body, piece.lead),
  };
  tree.dispose();
  return definition;
}

/** The variables and prototypes of a declaration piece; none for a lone type definition. */
export function readDeclarations(
  parser: Parser,
  piece: DeclarationPiece,
  { text, masked }: PieceText,
): readonly (Prototype | Variable)[] {
  if (/^typedef\b/.test(masked.slice(piece.lead, piece.lead + 16))) return [];
  const longest = listsDevices(masked) ? longestTable : longestShown;
  const context =
    piece.length > longest
      ? withoutInside(piece, text, masked, outermostList(masked))
      : whole(piece, text, masked);
  // What is still long is text that a stray bracket left without its head: a parser would puzzle over it for seconds.
  if (context.masked.length > longest) return [];
  const tree = parser.parse(context.masked);
  const declared = tree.root.namedChildren
    .filter(({ type }) => type === "declaration")
    .flatMap((node) => readDeclaration(context, node));
  tree.dispose();
  return declared;
}

/** Nothing is cut out. */
const whole = (piece: Piece, text: string, masked: string): PieceContext => ({
  piece,
  masked: masked.slice(piece.lead),
  base: piece.lead,
  cut: { at: Number.POSITIVE_INFINITY, length: 0 },
  text,
});

/** What stands between the braces at both ends of `braces` is cut out: the parser sees `{}`. */
function withoutInside(piece: Piece, text: string, masked: string, braces: Span): PieceContext {
  const open = braces.start + 1;
  const close = Math.max(open, braces.end - 1);
  return {
    piece,
    masked: masked.slice(piece.lead, open) + masked.slice(close),
    base: piece.lead,
    cut: { at: open - piece.lead, length: close - open },
    text,
  };
}

/**
 * Elements are asked of device tables alone, and an edit in a long list must not cost a parse of it: longer ones are
 * shown to the parser empty. In UTF-16 units.
 */
const longestShown = 1 << 12;
const longestTable = 1 << 17;

const listsDevices = (masked: string): boolean => masked.slice(0, masked.indexOf("=")).includes("_device_id");

function outermostList(masked: string): Span {
  const start = masked.indexOf("{", masked.indexOf("="));
  const end = masked.lastIndexOf("}") + 1;
  return start < 0 || end <= start ? { start: masked.length, end: masked.length } : { start, end };
}

function readDeclaration(context: PieceContext, node: SyntaxNode): readonly (Prototype | Variable)[] {
  const declarators = node.namedChildren.filter(
    (child) => child.type === "identifier" || child.type.endsWith("_declarator"),
  );
  const first = declarators[0];
  if (!first) return [];
  const specifiers = readSpecifiers(node, context, first.startIndex);
  return declarators.flatMap((outer) => readOne(context, node, outer, specifiers) ?? []);
}

function readOne(
  context: PieceContext,
  node: SyntaxNode,
  outer: SyntaxNode,
  specifiers: Specifiers,
): Prototype | Variable | undefined {
  const declarator = readDeclarator(outer, context);
  if (!declarator) return undefined;
  const span = placeOf(node, context);
  const annotations = annotationsIn(context.piece, span);
  const base = {
    name: context.masked.slice(declarator.name.startIndex, declarator.name.endIndex),
    nameSpan: placeOf(declarator.name, context),
    span,
    ...storageOf(specifiers),
    annotations,
    section: sectionOf(annotations),
    guards: [],
  };
  const signature = declarator.isFunctionPointer ? undefined : readSignature(declarator, specifiers, context);
  if (signature) return { ...base, kind: "prototype", signature };
  const value = outer.type === "init_declarator" ? outer.childForFieldName("value") : null;
  const initialiser = value ? placeOf(value, context) : undefined;
  const isList = value?.type === "initializer_list";
  return {
    ...base,
    kind: "variable",
    type: declarator.isFunctionPointer ? `${specifiers.type} (*)()` : specifiers.type,
    pointers: declarator.pointers,
    arrayLength: declarator.arrayLength,
    isConst: specifiers.isConst,
    initialiser,
    elements: isList && context.cut.length === 0 ? readElements(context, value) : undefined,
    elementsUncertain: isList ? value.hasError || hidesElements(context, value) : false,
    uses: usesIn(context.text, initialiser ?? { start: span.end, end: span.end }, span.start),
  };
}

/** A macro call is what the lexer saw: the parser is shown nothing of it. */
export function readMacroCall({ start, piece }: Placed, guards: MacroCall["guards"]): MacroCall | undefined {
  if (piece.kind !== "macro-call") return undefined;
  const at = (span: Span): Span => ({ start: span.start + start, end: span.end + start });
  return {
    kind: "macro-call",
    name: piece.name.text,
    nameSpan: at(piece.name.span),
    arguments: piece.arguments.map((argument) => ({ text: argument.text, span: at(argument.span) })),
    span: at(piece.span),
    hasSemicolon: piece.hasSemicolon,
    isStatic: piece.isStatic,
    guards,
  };
}

export function readDirective(
  { start, piece }: Placed,
  guards: MacroCall["guards"],
): MacroDefinition | Include | undefined {
  if (piece.kind !== "directive") return undefined;
  const { directive } = piece;
  const at = (span: Span): Span => ({ start: span.start + start, end: span.end + start });
  if (directive.kind === "include") {
    return {
      path: directive.path,
      pathSpan: at(directive.pathSpan),
      isSystem: directive.isSystem,
      span: at(piece.span),
      guards,
    };
  }
  if (directive.kind !== "define") return undefined;
  return {
    kind: "macro-definition",
    name: directive.name.text,
    nameSpan: at(directive.name.span),
    parameters: directive.parameters,
    body: directive.body.text,
    span: at(piece.span),
    guards,
  };
}

const storageOf = ({ storage, storageSpan, isInline }: Specifiers) => ({ storage, storageSpan, isInline });

/** Where the parser failed: the words before the name say at least how it is stored. */
function specifiersFromWords(masked: string, head: Span): Specifiers {
  const words = masked.slice(head.start, head.end);
  const storage = /\b(static|extern)\b/.exec(words);
  const storageSpan = storage
    ? { start: head.start + storage.index, end: head.start + storage.index + 6 }
    : undefined;
  return {
    storage: storage?.[1] === "static" ? "static" : storage ? "extern" : "none",
    storageSpan,
    isInline: /\b(?:__)?(?:always_)?inline\b/.test(words),
    isConst: false,
    type: "",
    typeSpan: { start: head.start, end: head.start },
  };
}

function readElements(context: PieceContext, list: SyntaxNode): readonly InitialiserElement[] {
  const follower = followGuards();
  const { start } = placeOf(list, context);
  const inner = context.piece.directives.filter(({ span }) => span.start >= start);
  const elements: InitialiserElement[] = [];
  let next = 0;
  for (const node of list.namedChildren) {
    if (node.type === "comment") continue;
    const span = placeOf(node, context);
    for (let line = inner[next]; line && line.span.start < span.start; line = inner[++next])
      follower.meet(line.directive);
    const { guards, isDead } = follower.now();
    if (!isDead) elements.push({ span, kind: elementKind(node, context.masked), guards });
  }
  return elements;
}

function elementKind(node: SyntaxNode, masked: string): InitialiserElement["kind"] {
  if (node.type === "initializer_pair") {
    const value = node.childForFieldName("value");
    return value ? elementKind(value, masked) : "value";
  }
  if (node.type === "initializer_list") return isZeroList(node, masked) ? "zero" : "value";
  if (node.type === "call_expression" || node.type === "identifier") return "macro";
  return isZero(node, masked) ? "zero" : "value";
}

const isZeroList = (node: SyntaxNode, masked: string): boolean =>
  node.namedChildren.every((child) => {
    if (child.type === "comment") return true;
    if (child.type === "initializer_list") return isZeroList(child, masked);
    if (child.type !== "initializer_pair") return isZero(child, masked);
    const value = child.childForFieldName("value");
    return (
      value !== null &&
      (value.type === "initializer_list" ? isZeroList(value, masked) : isZero(value, masked))
    );
  });

const isZero = (node: SyntaxNode, masked: string): boolean =>
  /^(?:\(\s*[\w\s*]+\)\s*)?(?:0[xX]?0*[uUlL]*|NULL|'\\0'|false|"")$/.test(
    masked.slice(node.startIndex, node.endIndex).trim(),
  ) && masked.slice(node.startIndex, node.endIndex).trim() !== '""';
