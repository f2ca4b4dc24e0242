/**
 * Declarations of one piece that are parsed when something is asked of them that their plain words do not say
 * (model/lazy-file).
 */
import { maskedPiece } from "../syntax/mask.ts";
import type { DeclarationPiece, FunctionPiece, Piece } from "../syntax/pieces.ts";
import { unskimmed } from "../syntax/scan.ts";
import type { Parser } from "../syntax/tree.ts";
import { shifted } from "../text/span.ts";
import { annotationsIn, sectionOf } from "./declarator.ts";
import type {
  Declared,
  FunctionDefinition,
  FunctionFlow,
  Guards,
  Prototype,
  Signature,
  Variable,
} from "./file.ts";
import { type Declaration, type PieceText, readDeclarations, readFunction } from "./pieces.ts";
import { placeDeclaration } from "./place.ts";
import { type PlainHead, readPlainDeclaration, readPlainHead } from "./plain-declaration.ts";
import { plainElements } from "./plain-elements.ts";
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
    // What the body holds is masked, and shown to the parser, for the flow alone.
    const own = wantsFlow ? whole(text, pending) : pending;
    const placed = placeDeclaration(
      readFunction(parser, own.piece, textOf(text, own), wantsFlow),
      start,
      guards,
    );
    if (placed.kind !== "function") throw new Error("a function's piece declares a function");
    return placed;
  });
  const stored = once((): Pick<Declared, "storage" | "storageSpan" | "isInline"> => {
    const head = readPlainHead(maskedUpTo(piece.name.span.end, text, pending), piece.lead);
    return head ? { ...head, storageSpan: head.storageSpan && shifted(head.storageSpan, start) } : parsed();
  });
  const signature = once(() => plainSignature(text, pending) ?? parsed().signature);
  const holdsReturn = once(() =>
    /\breturn\b/.test(text.slice(start + piece.body.start, start + piece.length)),
  );
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
      return signature();
    },
    get flow() {
      if (!wantsFlow) return undefined;
      return signature()?.returnType === "void" && !holdsReturn() ? withoutReturns(parsed) : parsed().flow;
    },
  };
}

/** A function's whole flow where it returns nothing: only whether its end is reached takes the parser. */
const withoutReturns = (parsed: () => FunctionDefinition): FunctionFlow => ({
  returns: [],
  get fallsOffEnd() {
    return parsed().flow?.fallsOffEnd ?? false;
  },
});

/** The signature of `static int __init name(void)`, told without the parser. */
function plainSignature(text: string, { piece, start }: Pending<FunctionPiece>): Signature | undefined {
  const head = maskedUpTo(piece.body.start, text, { piece, start }).slice(piece.lead);
  const match = plainHead.exec(head);
  if (!match || match[3] !== piece.name.text || piece.isMacroDefined) return undefined;
  const [before = "", returnType = "", , parameters = ""] = match.slice(1);
  const from = start + piece.lead + before.length;
  const to = start + piece.lead + head.trimEnd().length;
  return {
    returnType,
    returnTypeSpan: { start: from, end: from + returnType.length },
    parameters: [],
    parametersSpan: { start: to - parameters.length, end: to },
  };
}

const plainHead = /^((?:(?:static|inline)\s+)*)(int|void)\s+(\w+)\s*(\(\s*void\s*\))\s*$/;

/** What the parser would be shown of the piece up to an offset of it. */
const maskedUpTo = (
  end: number,
  text: string,
  { piece, start }: Pick<Pending<FunctionPiece>, "piece" | "start">,
): string => {
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
  const parse = (): readonly Declaration[] => {
    const full = whole(text, pending);
    return readDeclarations(parser, full.piece, textOf(text, full)).map((one) =>
      placeDeclaration(one, start, guards),
    );
  };
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
    lazyVariable(text, base, plain.head, initialiser && shifted(initialiser, start), parsed, () =>
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
  text: string,
  base: Declared,
  { type, pointers, arrayLength, isConst }: PlainHead,
  initialiser: Variable["initialiser"],
  parsed: () => Declaration | undefined,
  readUses: () => Variable["uses"],
): Variable {
  const uses = once(readUses);
  const plain = once(() =>
    initialiser && arrayLength?.trim() === "" ? plainElements(text, initialiser, base.guards) : undefined,
  );
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
      return plain() ?? whole()?.elements;
    },
    get elementsUncertain() {
      return plain() === undefined && (whole()?.elementsUncertain ?? true);
    },
    uses: { of: (name) => uses().of(name) },
  };
}

/** With the edits that a skimmed piece lacks. */
const whole = <P extends Piece>(text: string, pending: Pending<P>): Pending<P> => {
  const piece = unskimmed(text, pending);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- skimming gives a piece of the same kind
  return piece === pending.piece ? pending : { ...pending, piece: piece as P };
};

const textOf = (text: string, { piece, start }: Pending<FunctionPiece | DeclarationPiece>): PieceText => ({
  text: text.slice(start, start + piece.length),
  masked: maskedPiece(text, start, piece),
});
