/**
 * Declarations of one piece that are parsed when something is asked of them that their plain words do not say
 * (model/lazy-file).
 */
import { maskedPiece } from "../syntax/mask.ts";
import type { DeclarationPiece, FunctionPiece } from "../syntax/pieces.ts";
import type { Parser } from "../syntax/tree.ts";
import { shifted } from "../text/span.ts";
import { annotationsIn, sectionOf } from "./declarator.ts";
import type { Declared, FunctionDefinition, Guards, Prototype, Variable } from "./file.ts";
import { type Declaration, type PieceText, readDeclarations, readFunction } from "./pieces.ts";
import { placeDeclaration } from "./place.ts";
import { type PlainHead, readPlainDeclaration, readPlainHead } from "./plain-declaration.ts";
import { once } from "./remembered.ts";
import { usesIn } from "./uses.ts";

/** A piece that has not been read yet, with what is open around it. */
export interface Pending<P> {
  readonly piece: P;
  readonly start: number;
  readonly guards: Guards;
  readonly wantsFlow: boolean;
}

/** A function as the scan sees it; its signature and its flow are parsed when first asked for. */
export function lazyFunction(
  parser: Parser,
  text: string,
  pending: Pending<FunctionPiece>,
): FunctionDefinition {
  const { piece, start, guards, wantsFlow } = pending;
  const parsed = once((): FunctionDefinition => {
    const placed = placeDeclaration(
      readFunction(parser, piece, textOf(text, pending), wantsFlow),
      start,
      guards,
    );
    if (placed.kind !== "function") throw new Error("a function's piece declares a function");
    return placed;
  });
  const stored = once((): Pick<Declared, "storage" | "storageSpan" | "isInline"> => {
    const head = readPlainHead(maskedHead(text, pending), piece.lead);
    return head ? { ...head, storageSpan: head.storageSpan && shifted(head.storageSpan, start) } : parsed();
  });
  const annotations = annotationsIn(piece, { start: piece.lead, end: piece.body.start });
  const uses = once(() => usesIn(text.slice(start, start + piece.length), piece.body, piece.lead));
  return {
    kind: "function",
    name: piece.name.text,
    nameSpan: shifted(piece.name.span, start),
    span: { start: start + piece.lead, end: start + piece.length },
    body: shifted(piece.body, start),
    annotations: annotations.map(({ name, span }) => ({ name, span: shifted(span, start) })),
    section: sectionOf(annotations),
    guards,
    uses: { of: (name) => uses().of(name) },
    get storage() {
      return stored().storage;
    },
    get storageSpan() {
      return stored().storageSpan;
    },
    get isInline() {
      return stored().isInline;
    },
    get signature() {
      return parsed().signature;
    },
    get flow() {
      return parsed().flow;
    },
  };
}

/** To the end of the function's name. */
const maskedHead = (text: string, { piece, start }: Pending<FunctionPiece>): string => {
  const { end } = piece.name.span;
  const edits = piece.edits.filter((edit) => edit.span.start < end);
  return maskedPiece(text, start, { ...piece, edits, length: end }).slice(0, end);
};

/** The variables and prototypes of a piece; a plain one is known without the parser. */
export function declaredBy(
  parser: Parser,
  text: string,
  pending: Pending<DeclarationPiece>,
): readonly Declaration[] {
  const { piece, start, guards } = pending;
  const own = textOf(text, pending);
  const parse = (): readonly Declaration[] =>
    readDeclarations(parser, piece, own).map((one) => placeDeclaration(one, start, guards));
  const plain = piece.annotations.length === 0 ? readPlainDeclaration(own.masked, piece.lead) : undefined;
  if (!plain) return parse();
  if (plain.kind === "type") return [];
  const parsed = once(() => parse().find((one) => one.name === plain.head.name));
  const base = {
    ...declaredOf(plain.head, start),
    span: { start: start + piece.lead, end: start + piece.length },
    guards,
  };
  if (plain.kind === "prototype") return [lazyPrototype(base, parsed)];
  const { initialiser } = plain;
  return [
    lazyVariable(base, plain.head, initialiser && shifted(initialiser, start), parsed, () =>
      usesIn(own.text, initialiser ?? { start: piece.length, end: piece.length }, piece.lead),
    ),
  ];
}

const declaredOf = (head: PlainHead, start: number): Omit<Declared, "span" | "guards"> => ({
  name: head.name,
  nameSpan: shifted(head.nameSpan, start),
  storage: head.storage,
  storageSpan: head.storageSpan && shifted(head.storageSpan, start),
  isInline: head.isInline,
  annotations: [],
  section: "normal",
});

function lazyPrototype(base: Declared, parsed: () => Declaration | undefined): Prototype {
  return {
    kind: "prototype",
    ...base,
    get signature() {
      const whole = parsed();
      return whole?.kind === "prototype" ? whole.signature : noSignature(base);
    },
  };
}

/** For a prototype that the parser does not understand. */
const noSignature = ({ nameSpan }: Declared): Prototype["signature"] => ({
  returnType: "",
  returnTypeSpan: { start: nameSpan.start, end: nameSpan.start },
  parameters: undefined,
  parametersSpan: { start: nameSpan.end, end: nameSpan.end },
});

function lazyVariable(
  base: Declared,
  { type, pointers, arrayLength, isConst }: PlainHead,
  initialiser: Variable["initialiser"],
  parsed: () => Declaration | undefined,
  readUses: () => Variable["uses"],
): Variable {
  const uses = once(readUses);
  const whole = once(() => {
    const one = parsed();
    return one?.kind === "variable" ? one : undefined;
  });
  return {
    kind: "variable",
    ...base,
    type,
    pointers,
    arrayLength,
    isConst,
    initialiser,
    get elements() {
      return whole()?.elements;
    },
    get elementsUncertain() {
      return whole()?.elementsUncertain ?? true;
    },
    uses: { of: (name) => uses().of(name) },
  };
}

const textOf = (text: string, { piece, start }: Pending<FunctionPiece | DeclarationPiece>): PieceText => ({
  text: text.slice(start, start + piece.length),
  masked: maskedPiece(text, start, piece),
});
