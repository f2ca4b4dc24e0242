/**
 * From a text to its FileModel. The dialect scan splits the text into pieces; the parser is shown one piece at a time,
 * so that what a piece declares depends on the piece alone, and an edit costs the pieces it touches.
 */

import { maskedPiece } from "../syntax/mask.ts";
import type { Piece, Placed } from "../syntax/pieces.ts";
import { type DialectScan, rescan, scan } from "../syntax/scan.ts";
import type { Parser, TextChange } from "../syntax/tree.ts";
import { shifted } from "../text/span.ts";
import type {
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
import { type Declaration, readDeclarations, readDirective, readFunction, readMacroCall } from "./pieces.ts";
import { placeDeclaration } from "./place.ts";
import { signatureOf } from "./signature.ts";

/** A text with what was read of it, ready for edits. */
export interface OpenFile {
  readonly scan: DialectScan;
  readonly model: FileModel;
  readonly facts: KeptFacts;
}

/** Reads a text that may be edited later. */
export const openFile = (parser: Parser, path: string, text: string): OpenFile =>
  read(parser, path, scan(text), new WeakMap());

/** Reads the text again after one change: pieces that it does not touch are not parsed again. */
export const editFile = (parser: Parser, open: OpenFile, change: TextChange, newText: string): OpenFile =>
  read(parser, open.model.path, rescan(open.scan, change, newText), open.facts);

/** Reads a text once. */
export const modelFile = (parser: Parser, path: string, text: string): FileModel =>
  openFile(parser, path, text).model;

/** The words that the macro calls at file scope name: functions among them have their returns looked at. */
export function namedByMacros(placed: readonly Placed[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { piece } of placed) {
    if (piece.kind !== "macro-call") continue;
    for (const argument of piece.arguments) if (/^\w+$/.test(argument.text)) names.add(argument.text);
  }
  return names;
}

/** What a piece declares: from its own start, and as it was last placed in the file. */
interface PieceFacts {
  readonly wantsFlow: boolean;
  readonly declared: readonly Declaration[];
  readonly start: number;
  readonly guards: Guards;
  readonly placed: readonly Declaration[];
}

type KeptFacts = WeakMap<Piece, PieceFacts>;

function read(parser: Parser, path: string, scanned: DialectScan, facts: KeptFacts): OpenFile {
  const { text, placed } = scanned;
  const named = namedByMacros(placed);
  const follower = followGuards();
  const lists: Lists = {
    functions: [],
    prototypes: [],
    variables: [],
    macroCalls: [],
    macroDefinitions: [],
    includes: [],
    suppressions: [],
  };
  let spdx: SpdxTag | undefined;
  for (const place of placed) {
    const { piece, start } = place;
    for (const comment of piece.comments) {
      const span = { start: start + comment.span.start, end: start + comment.span.end };
      if (comment.kind === "tool") lists.suppressions.push({ span, text: comment.text });
      else spdx ??= spdxIn(comment.text, span.start);
    }
    if (piece.kind === "directive") follower.meet(piece.directive);
    const { guards, isDead } = follower.now();
    if (isDead) continue;
    const call = readMacroCall(place, guards);
    if (call) lists.macroCalls.push(call);
    const directive = readDirective(place, guards);
    if (directive && "kind" in directive) lists.macroDefinitions.push(directive);
    else if (directive) lists.includes.push(directive);
    const wantsFlow = piece.kind === "function" && named.has(piece.name.text);
    for (const declared of placedFacts(parser, scanned, place, guards, wantsFlow, facts))
      file(declared, lists);
    lists.includes.push(...includesInside(place, guards));
  }
  const model = { path, text, spdx, ...lists, isRead: true };
  return { scan: scanned, facts, model: { ...model, signature: signatureOf(model) } };
}

interface Lists {
  readonly functions: FunctionDefinition[];
  readonly prototypes: Prototype[];
  readonly variables: Variable[];
  readonly macroCalls: MacroCall[];
  readonly macroDefinitions: MacroDefinition[];
  readonly includes: Include[];
  readonly suppressions: SuppressionComment[];
}

function file(declared: Declaration, lists: Lists): void {
  switch (declared.kind) {
    case "function":
      lists.functions.push(declared);
      return;
    case "prototype":
      lists.prototypes.push(declared);
      return;
    case "variable":
      lists.variables.push(declared);
  }
}

function placedFacts(
  parser: Parser,
  scanned: DialectScan,
  { piece, start }: Placed,
  guards: Guards,
  wantsFlow: boolean,
  kept: KeptFacts,
): readonly Declaration[] {
  if (piece.kind !== "function" && piece.kind !== "declaration") return [];
  const known = kept.get(piece);
  const isKnown = known !== undefined && known.wantsFlow === wantsFlow;
  if (isKnown && known.start === start && sameGuards(known.guards, guards)) return known.placed;
  const declared = isKnown ? known.declared : readPiece(parser, scanned, piece, start, wantsFlow);
  const placed = declared.map((one) => placeDeclaration(one, start, guards));
  kept.set(piece, { wantsFlow, declared, start, guards, placed });
  return placed;
}

/** `#include` lines in an initialiser or a body. */
const includesInside = ({ piece, start }: Placed, guards: Guards): readonly Include[] =>
  piece.directives.flatMap(({ directive, span }) =>
    directive.kind === "include"
      ? [
          {
            path: directive.path,
            pathSpan: shifted(directive.pathSpan, start),
            isSystem: directive.isSystem,
            span: shifted(span, start),
            guards,
          },
        ]
      : [],
  );

function readPiece(
  parser: Parser,
  { text }: DialectScan,
  piece: Piece,
  start: number,
  wantsFlow: boolean,
): readonly Declaration[] {
  const own = { text: text.slice(start, start + piece.length), masked: maskedPiece(text, start, piece) };
  if (piece.kind === "function") return [readFunction(parser, piece, own, wantsFlow)];
  return piece.kind === "declaration" ? readDeclarations(parser, piece, own) : [];
}

const sameGuards = (a: Guards, b: Guards): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every((guard, index) => {
      const other = b[index];
      return (
        other !== undefined &&
        guard.conditional === other.conditional &&
        guard.branch === other.branch &&
        guard.condition === other.condition &&
        guard.earlier.length === other.earlier.length &&
        guard.earlier.every((condition, at) => condition === other.earlier[at])
      );
    }));

export function spdxIn(comment: string, offset: number): SpdxTag | undefined {
  const tag = /SPDX-License-Identifier:\s*([^\n*]*?(?:\*(?!\/)[^\n*]*?)*)\s*(?:\*\/|\n|$)/.exec(comment);
  const expression = tag?.[1]?.trim();
  if (!tag || !expression) return undefined;
  const start = offset + tag.index + tag[0].indexOf(expression);
  return { expression, span: { start, end: start + expression.length } };
}
