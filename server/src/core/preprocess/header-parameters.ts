/** Counts the parameters of a function's list. */
import { endOfBlockComment, endOfLineComment, endOfLiteral, endOfWord } from "../syntax/characters.ts";
import { Word, wordKind } from "../syntax/words.ts";
import { type HeadToken, isWordCode } from "./header-token.ts";

export interface ParameterCount {
  /** undefined for `()` and for a list with a preprocessor line in it. */
  readonly parameters: number | undefined;
  readonly isVariadic: boolean;
}

/** Takes the list with its parentheses; undefined where a macro in it may stand for several parameters. */
export const countParameters = (
  text: string,
  { start, end }: HeadToken,
  isExpanded: boolean,
): ParameterCount | undefined => {
  let count = 0;
  let parameter: Parameter = nothing;
  for (let i = start + 1; i < end - 1; ) {
    const code = text.charCodeAt(i);
    if (code <= 32) i++;
    else if (code === 44) {
      if (!isExpanded && isMacro(parameter)) return undefined;
      count++;
      parameter = nothing;
      i++;
    } else if (code === 35) return unknown;
    else if (code === 47) i = behindComment(text, i);
    else {
      const behind = endOfPart(text, i, end - 1);
      const part = text.slice(i, behind);
      parameter = isWordCode(code) ? withWord(parameter, part) : withOther(parameter, part);
      i = behind;
    }
  }
  if (!isExpanded && isMacro(parameter)) return undefined;
  const { text: last, isWord } = parameter;
  if (count === 0 && last === "") return unknown;
  if (count === 0 && last === "void" && isWord) return { parameters: 0, isVariadic: false };
  const isVariadic = last === "...";
  return { parameters: isVariadic ? count : count + 1, isVariadic };
};

const unknown: ParameterCount = { parameters: undefined, isVariadic: false };

/** What a parameter begins with. */
interface Parameter {
  readonly text: string;
  /** It is one word so far. */
  readonly isWord: boolean;
  /** The first word is a name, and parentheses that hold no declarator follow. */
  readonly isCall: boolean;
}

const nothing: Parameter = { text: "", isWord: false, isCall: false };

const withWord = ({ text, isCall }: Parameter, word: string): Parameter =>
  text === "" ? { text: word, isWord: true, isCall: false } : { text, isWord: false, isCall };

const withOther = ({ text, isWord, isCall }: Parameter, part: string): Parameter => ({
  text: text === "" || text.startsWith(".") ? text + part : text,
  isWord: false,
  isCall: isCall || (isWord && part.startsWith("(") && !/^\(\s*[*^]/u.test(part) && isName(text)),
});

const isName = (word: string): boolean => wordKind(word, 0, word.length) === Word.none;

/** `LIST(a, b)`, and `SOME_LIST` alone, spelled as macros are. */
const isMacro = ({ text, isWord, isCall }: Parameter): boolean =>
  isCall || (isWord && /^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/u.test(text));

const behindComment = (text: string, at: number): number => {
  const next = text.charCodeAt(at + 1);
  if (next === 42) return endOfBlockComment(text, at);
  return next === 47 ? endOfLineComment(text, at) : at + 1;
};

/** Behind the word, the brackets or the one character at `at`. */
const endOfPart = (text: string, at: number, end: number): number => {
  const code = text.charCodeAt(at);
  if (isWordCode(code)) return endOfWord(text, at);
  if (code === 34) return Math.max(endOfLiteral(text, at), at + 1);
  if (code !== 40 && code !== 91 && code !== 123) return at + 1;
  let depth = 0;
  for (let i = at; i < end; i++) {
    const inner = text.charCodeAt(i);
    if (inner === 40 || inner === 91 || inner === 123) depth++;
    else if ((inner === 41 || inner === 93 || inner === 125) && --depth === 0) return i + 1;
  }
  return end;
};
