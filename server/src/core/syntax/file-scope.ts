/** What tokens mean at file scope: where a piece ends and which kind it is. */

import { hideParentheses, push, step } from "./brackets.ts";
import { endOfWord, isSpace, isWordPart } from "./characters.ts";
import { blankOut, showInstead } from "./log.ts";
import { skimBraces } from "./skim.ts";
import { Bracket, type Name, type Reading, type Registers, Token } from "./state.ts";
import { Word, wordKind } from "./words.ts";

export type Ending = "function" | "declaration" | "macro-call" | "other";

/** Whether the piece ends before the token at reading.at (0: the end of the text): a macro call without semicolon. */
export const endsBefore = (reading: Reading, code: number): Ending | undefined => {
  const { registers } = reading;
  if (registers.frame !== null || !isBareCall(registers)) return undefined;
  if (code === 0 || code === 35 || code === 125) return "macro-call";
  if (!isWordPart(code)) return undefined;
  const meaning = meaningBeforeWord(reading);
  if (meaning === "annotated") return undefined;
  if (meaning === "call") return "macro-call";
  const { headStart, headClose } = registers;
  if (meaning === "type") {
    showInstead(reading, headStart, headClose, "int");
    forgetHead(registers);
    registers.hasType = true;
    return undefined;
  }
  blankOut(reading, headStart, headClose);
  reading.log.annotations.push({ name: nameOf(reading), span: { start: headStart, end: headClose } });
  forgetHead(registers);
  return undefined;
};

/** Reads the punctuation at reading.at outside all brackets. */
export const readFileScopePunctuation = (reading: Reading, code: number): Ending | undefined => {
  const { registers } = reading;
  switch (code) {
    case 40:
      openParenthesis(reading);
      return undefined;
    case 91:
      settleNames(reading, registers.token === Token.word);
      push(reading, Bracket.index, Token.open);
      return undefined;
    case 123:
      openBrace(reading);
      return undefined;
    case 125:
      reading.at++;
      blankOut(reading, 0, reading.at - reading.base);
      return "other";
    case 41:
    case 93:
      blankOut(reading, reading.at - reading.base, reading.at - reading.base + 1);
      reading.at++;
      return undefined;
    case 59:
      return endAtSemicolon(reading);
    default:
      readOperator(reading, code);
      return undefined;
  }
};

const nameOf = ({ text, base, registers }: Reading): string =>
  text.slice(base + registers.headStart, base + registers.headEnd);

/** No type stands before the word with the parenthesis: a macro. */
export const isBareHead = (registers: Registers): boolean =>
  !registers.hasType && !registers.isNested && !registers.hasAssignment;

const isBareCall = (registers: Registers): boolean =>
  registers.headClose >= 0 && registers.tokenEnd === registers.headClose && isBareHead(registers);

/** On one line, `FOO(x) int bar` is no call of its own, `FOO(x) bar;` a type and `FOO(x) __initdata;` annotated. */
const meaningBeforeWord = (reading: Reading): "call" | "attribute" | "type" | "annotated" => {
  const { text, base, registers } = reading;
  for (let i = base + registers.headClose; i < reading.at; i++) if (text.charCodeAt(i) === 10) return "call";
  let i = endOfWord(text, reading.at);
  const kind = wordKind(text, reading.at, i);
  if (kind === Word.attribute || kind === Word.attributeCall) return "annotated";
  while (i < text.length && isSpace(text.charCodeAt(i)) && text.charCodeAt(i) !== 10) i++;
  const code = text.charCodeAt(i);
  if (code === 40) return "call";
  return code === 59 || code === 61 || code === 91 || code === 44 ? "type" : "attribute";
};

const forgetHead = (registers: Registers): void => {
  registers.headStart = registers.headEnd = registers.headOpen = registers.headClose = -1;
  registers.names = null;
  registers.token = Token.none;
};

const openParenthesis = (reading: Reading): void => {
  const { registers, text, base } = reading;
  if (registers.hasAssignment) {
    push(reading, registers.token === Token.word ? Bracket.call : Bracket.group, Token.open);
    return;
  }
  if (registers.headClose >= 0) {
    registers.isNested = true;
  } else if (
    registers.token === Token.word &&
    registers.names === null &&
    registers.hasType &&
    !opensPointer(text, reading.at)
  ) {
    // `struct HEADER(1) name`: what the macro makes is a tag.
    hideParentheses(reading);
    return;
  } else if (registers.token === Token.word && !opensPointer(text, reading.at)) {
    settleNames(reading, true);
    registers.headStart = registers.tokenStart;
    registers.headEnd = registers.tokenEnd;
    registers.headOpen = reading.at - base;
  } else if (registers.token === Token.word) {
    settleNames(reading, false);
    registers.hasType = true;
  } else noteNestedHead(reading);
  push(reading, Bracket.parameters, Token.open);
};

/** `int (*name(void))(int) {` and `int (name)(void) {`: the word that the first parenthesis holds is the name. */
const noteNestedHead = (reading: Reading): void => {
  const { registers, text, base } = reading;
  if (registers.names !== null || registers.headOpen >= 0) return;
  let i = reading.at + 1;
  while (i < text.length && (isSpace(text.charCodeAt(i)) || text.charCodeAt(i) === 42)) i++;
  let end = i;
  while (end < text.length && isWordPart(text.charCodeAt(end))) end++;
  if (end === i) return;
  registers.headStart = i - base;
  registers.headEnd = end - base;
  registers.headOpen = reading.at - base;
};

const opensPointer = (text: string, open: number): boolean => {
  let i = open + 1;
  while (i < text.length && isSpace(text.charCodeAt(i))) i++;
  return text.charCodeAt(i) === 42;
};

const openBrace = (reading: Reading): void => {
  const { registers } = reading;
  if (registers.tagBrace !== 0 && !registers.hasAssignment && registers.headClose < 0) {
    settleNames(reading, false);
    push(reading, registers.tagBrace, registers.tagBrace === Bracket.enum ? Token.listOpen : Token.boundary);
  } else if (registers.hasAssignment) {
    push(reading, Bracket.initialiser, Token.listOpen);
    skimBraces(reading);
  } else {
    registers.bodyOpen = reading.at - reading.base;
    push(reading, registers.headClose >= 0 ? Bracket.block : Bracket.argumentBlock, Token.boundary);
    if (registers.headClose >= 0) skimBraces(reading);
  }
};

const endAtSemicolon = (reading: Reading): Ending => {
  const { registers, base } = reading;
  const isCall = isBareCall(registers);
  const isEmpty = reading.at - base === reading.lead;
  if (!registers.hasAssignment) settleNames(reading, registers.token === Token.word);
  reading.at++;
  registers.token = Token.boundary;
  if (isEmpty) blankOut(reading, reading.lead, reading.lead + 1);
  return isEmpty ? "other" : isCall ? "macro-call" : "declaration";
};

const readOperator = (reading: Reading, code: number): void => {
  const { registers } = reading;
  if (code === 61) {
    if (isBareCall(registers)) showInstead(reading, registers.headStart, registers.headClose, "int x");
    if (!registers.hasAssignment) settleNames(reading, registers.token === Token.word);
    registers.hasAssignment = true;
  } else if (code === 44) {
    if (!registers.hasAssignment) settleNames(reading, registers.token === Token.word);
    registers.hasType = true;
    registers.isNested = true;
    registers.hasAssignment = false;
  } else if (code === 42) {
    settleNames(reading, false);
    registers.hasType = true;
  }
  if (code === 92) {
    reading.at++;
    return;
  }
  if (!registers.hasAssignment || code === 61) registers.tagBrace = 0;
  step(reading, code === 44 ? Token.comma : code === 42 ? Token.star : Token.operator, 1);
};

/** Words before the declarator beyond its type are macros the table does not know: they are blanked. */
const settleNames = (reading: Reading, lastIsDeclarator: boolean): void => {
  const { registers } = reading;
  let extra: Name | null =
    lastIsDeclarator && registers.names !== null ? registers.names.outer : registers.names;
  registers.names = null;
  if (extra === null || registers.headClose >= 0) return;
  let type: Name | null = null;
  if (!registers.hasType) {
    for (let name: Name | null = extra; name !== null; name = name.outer)
      if (type === null || (looksLikeMacro(reading, type) && !looksLikeMacro(reading, name))) type = name;
  }
  registers.hasType = true;
  for (; extra !== null; extra = extra.outer) {
    if (extra === type) continue;
    blankOut(reading, extra.start, extra.end);
    reading.log.annotations.push(annotation(reading, extra));
  }
};

const annotation = (reading: Reading, { start, end }: Name) => ({
  name: reading.text.slice(reading.base + start, reading.base + end),
  span: { start, end },
});

const looksLikeMacro = (reading: Reading, { start, end }: Name): boolean => {
  const word = reading.text.slice(reading.base + start, reading.base + end);
  return word.startsWith("__") ? !/^__(u|s|le|be)\d+$/.test(word) : /^[A-Z][A-Z0-9_]*$/.test(word);
};
