/** Puts into a unit's scope what its lines declare, and what macro calls at file scope come to declare. */
import { remembered } from "../model/remembered.ts";
import { type Expanded, expand } from "./expand.ts";
import { readExpandedText } from "./header-reader.ts";
import type { MacroFact } from "./scope.ts";
import { type Declared, declaredBy, type Step } from "./scope-header.ts";
import { type CallReading, isSame, keep, recording } from "./scope-memory.ts";
import { tokensOf } from "./tokens.ts";
import type { Evaluation } from "./whole-scope.ts";

type CallStep = Extract<Step, { readonly kind: "call" }>;

/** Adds one declaration. Where a macro stands in the way of its name, what the compiler sees in its place. */
export const declare = (evaluation: Evaluation, fact: Declared): void => {
  const macro = evaluation.macros.get(fact.name);
  if (macro === undefined || macro.body === fact.name) add(evaluation, fact);
  else declareMasked(evaluation, fact, macro);
};

const add = ({ declarations, input }: Evaluation, fact: Declared): void => {
  const known = declarations.get(fact.name);
  if (known !== undefined) {
    // A tag is a name apart: it hides none of the others.
    if (fact.what === "tag") return;
    if (known.what === "inline" && fact.what === "function") return;
    // `extern typeof(f) f;` of an export is no variable.
    if (fact.what === "variable" && (known.what === "inline" || known.what === "function")) return;
  }
  const isOwnAgain = known !== undefined && fact.path === input.path;
  const header = isOwnAgain ? (known.path === input.path ? known.header : known.path) : undefined;
  declarations.set(fact.name, header === undefined ? fact : { ...fact, header });
};

const declareMasked = (evaluation: Evaluation, fact: Declared, macro: MacroFact): void => {
  const { name, path, start, end } = fact;
  if (fact.what === "constant") {
    readPiece(evaluation, readingsOf(fact), path, { text: `enum { ${name} };`, start, end });
    return;
  }
  const text = textOf(evaluation, path);
  if (macro.parameters === undefined) {
    const [first, ...more] = expand(tokensOf(name), evaluation.macros, { cache: evaluation.cache }).tokens;
    if (first?.kind === "word" && more.length === 0) {
      add(evaluation, { ...fact, name: first.text });
      return;
    }
    // `struct x { ... } __aligned_to_line;`: attributes declare nothing.
    if (first === undefined || first.text === "__attribute__") return;
  } else if (!isCalled(text, fact)) {
    add(evaluation, fact);
    return;
  }
  if (text === undefined) evaluation.hidden.add(name);
  else readPiece(evaluation, readingsOf(fact), path, { text: text.slice(start, end), start, end });
};

const isCalled = (text: string | undefined, { nameStart, name }: Declared): boolean => {
  const behind = nameStart + name.length;
  return /^\s*\(/u.test(text?.slice(behind, behind + 200) ?? "");
};

const readingsOf = remembered<Declared, CallReading[]>(() => []);

const textOf = ({ input, source }: Evaluation, path: string): string | undefined =>
  path === input.path ? input.text : source.text(path);

/** Adds what the call declares once it is expanded. */
export const readCall = (evaluation: Evaluation, step: CallStep, path: string): void =>
  readPiece(evaluation, step.readings, path, step);

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const readPiece = (evaluation: Evaluation, readings: CallReading[], path: string, piece: Piece): void => {
  const { macros } = evaluation;
  let reading = readings.find(({ asked }) => isSame(asked, macros));
  if (reading === undefined) {
    reading = readExpanded(evaluation, path, piece);
    keep(readings, reading);
  }
  addReading(evaluation, reading);
};

const addReading = (evaluation: Evaluation, { declared, hidden }: CallReading): void => {
  for (const fact of declared) add(evaluation, fact);
  for (const word of hidden) evaluation.hidden.add(word);
};

const readExpanded = (evaluation: Evaluation, path: string, piece: Piece): CallReading => {
  const { lookup, asked } = recording(evaluation.macros);
  const { tokens, isWhole } = expand(tokensOf(piece.text), lookup, { cache: evaluation.cache });
  const text = textOfTokens(tokens);
  const declared: Declared[] = [];
  const hidden = new Set<string>();
  if (!isWhole) addWords(piece.text, hidden);
  const code = enumerators.test(text) ? `enum { ${text} };` : text;
  for (const item of readExpandedText(code).items) {
    if (item.kind === "declaration") {
      const isInline = item.bodyStart >= 0;
      const { start, end } = piece;
      declared.push({
        ...declaredBy(item, path),
        start,
        end,
        nameStart: start,
        bodyStart: isInline ? item.bodyStart - item.start : -1,
        text: isInline ? code.slice(item.start, item.end) : undefined,
      });
    } else if (item.kind === "call") addWords(item.text, hidden);
  }
  return { asked, declared, hidden: [...hidden] };
};

/** Calls in a header that is included between the braces of an enum: no declaration ends in a comma. */
const enumerators = /^\s*\w+\s*(?:=[^;{}]*)?,\s*$/u;

const addWords = (text: string, words: Set<string>): void => {
  for (const [word] of text.matchAll(/[A-Za-z_]\w*/gu)) words.add(word);
};

/** Words never run together, whatever macros they came through. */
const textOfTokens = (tokens: readonly Expanded[]): string => {
  let text = "";
  let isAfterWord = false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (token.text === "_Pragma") {
      // `_Pragma ( "..." )` stands between declarations without being one.
      i += 3;
      continue;
    }
    const isWord = token.kind === "word" || token.kind === "number";
    text += token.spaceBefore || (isWord && isAfterWord) ? ` ${token.text}` : token.text;
    isAfterWord = isWord;
  }
  return text;
};
