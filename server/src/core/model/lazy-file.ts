/**
 * A FileModel for readers that look at a file once and at little of it: the text is scanned when something is first
 * asked of it, and a declaration is parsed when something is asked that its plain words do not say. Says what
 * `modelFile` says, but for `signature`, and but for plain declarations whose initialiser no parser understands: they
 * are there all the same, and uncertain.
 */

import { maskedPiece } from "../syntax/mask.ts";
import type { DeclarationPiece, FunctionPiece, Placed } from "../syntax/pieces.ts";
import { scan } from "../syntax/scan.ts";
import type { Parser } from "../syntax/tree.ts";
import { shifted } from "../text/span.ts";
import { annotationsIn, sectionOf } from "./declarator.ts";
import { namedByMacros, spdxIn } from "./extract.ts";
import type {
  Declared,
  FileModel,
  FunctionDefinition,
  Guards,
  Include,
  MacroCall,
  MacroDefinition,
  Prototype,
  SpdxTag,
  SuppressionComment,
  Variable,
} from "./file.ts";
import { followGuards } from "./guards.ts";
import {
  type Declaration,
  type PieceText,
  readDeclarations,
  readDirective,
  readFunction,
  readMacroCall,
} from "./pieces.ts";
import { placeDeclaration } from "./place.ts";
import { type PlainHead, readPlainDeclaration, readPlainHead } from "./plain-declaration.ts";
import { readPreprocessorLines } from "./preprocessor-lines.ts";
import { usesIn } from "./uses.ts";

/**
 * @param readText gives the file's text, now or when first asked
 * @param signature what stands for what others can see of it
 */
export function lazyFile(parser: Parser, path: string, readText: () => string, signature: string): FileModel {
  const text = once(readText);
  const outline = once(() => readOutline(text()));
  const lines = once(() => readPreprocessorLines(text()));
  const functions = once(() => outline().functions.map((one) => lazyFunction(parser, text(), one)));
  const declared = once(() => readDeclared(parser, text(), outline().declarations));
  return {
    path,
    signature,
    get text() {
      return text();
    },
    get functions() {
      return functions();
    },
    get prototypes() {
      return declared().prototypes;
    },
    get variables() {
      return declared().variables;
    },
    get macroCalls() {
      return outline().macroCalls;
    },
    get macroDefinitions() {
      // Of a source the rest is looked at anyway, and then its conditionals are numbered alike.
      return path.endsWith(".h") ? lines().macroDefinitions : outline().macroDefinitions;
    },
    get includes() {
      return lines().includes;
    },
    get spdx() {
      return outline().spdx;
    },
    get suppressions() {
      // What is noted for a tool names the tool.
      return text().includes("kmod-lint") ? outline().suppressions : [];
    },
  };
}

/** What the scan says by itself. */
interface Outline {
  readonly macroCalls: MacroCall[];
  readonly macroDefinitions: MacroDefinition[];
  readonly includes: Include[];
  readonly suppressions: SuppressionComment[];
  spdx: SpdxTag | undefined;
  readonly functions: Pending<FunctionPiece>[];
  readonly declarations: Pending<DeclarationPiece>[];
}

interface Pending<P> {
  readonly piece: P;
  readonly start: number;
  readonly guards: Guards;
  readonly wantsFlow: boolean;
}

function readOutline(text: string): Outline {
  const { placed } = scan(text);
  const named = namedByMacros(placed);
  const follower = followGuards();
  const outline: Outline = {
    macroCalls: [],
    macroDefinitions: [],
    includes: [],
    suppressions: [],
    spdx: undefined,
    functions: [],
    declarations: [],
  };
  for (const place of placed) {
    readComments(place, outline);
    const { piece, start } = place;
    if (piece.kind === "directive") follower.meet(piece.directive);
    const { guards, isDead } = follower.now();
    if (isDead) continue;
    if (piece.kind === "function")
      outline.functions.push({ piece, start, guards, wantsFlow: named.has(piece.name.text) });
    else if (piece.kind === "declaration")
      outline.declarations.push({ piece, start, guards, wantsFlow: false });
    else readLine(place, guards, outline);
  }
  return outline;
}

function readComments({ piece, start }: Placed, outline: Outline): void {
  for (const comment of piece.comments) {
    const span = shifted(comment.span, start);
    if (comment.kind === "tool") outline.suppressions.push({ span, text: comment.text });
    else outline.spdx ??= spdxIn(comment.text, span.start);
  }
}

function readLine(place: Placed, guards: Guards, outline: Outline): void {
  const call = readMacroCall(place, guards);
  if (call) outline.macroCalls.push(call);
  const directive = readDirective(place, guards);
  if (!directive) return;
  if ("kind" in directive) outline.macroDefinitions.push(directive);
  else outline.includes.push(directive);
}

const textOf = (text: string, { piece, start }: Pending<FunctionPiece | DeclarationPiece>): PieceText => ({
  text: text.slice(start, start + piece.length),
  masked: maskedPiece(text, start, piece),
});

/** A function as the scan sees it; its signature and its flow are parsed when first asked for. */
function lazyFunction(parser: Parser, text: string, pending: Pending<FunctionPiece>): FunctionDefinition {
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

interface DeclaredLists {
  readonly prototypes: readonly Prototype[];
  readonly variables: readonly Variable[];
}

function readDeclared(
  parser: Parser,
  text: string,
  pending: readonly Pending<DeclarationPiece>[],
): DeclaredLists {
  const prototypes: Prototype[] = [];
  const variables: Variable[] = [];
  for (const one of pending) {
    for (const declared of declaredBy(parser, text, one)) {
      if (declared.kind === "prototype") prototypes.push(declared);
      else if (declared.kind === "variable") variables.push(declared);
    }
  }
  return { prototypes, variables };
}

function declaredBy(
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

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
