/** Make's `%` patterns over lists that may hold unknown words. */
import { isUnknown, tokensOf, tokenText, type Word } from "./value.ts";

/** Does `%` in the pattern stand for some text so that it becomes the word? Without `%`: are they the same? */
export const isMatch = (pattern: string, word: string): boolean => {
  const at = pattern.indexOf("%");
  if (at < 0) return pattern === word;
  return (
    word.length >= pattern.length - 1 &&
    word.startsWith(pattern.slice(0, at)) &&
    word.endsWith(pattern.slice(at + 1))
  );
};

/** `$(filter)` and `$(filter-out)`: what may or may not match stays, as uncertain. */
export const filterWords = (
  patterns: readonly Word[],
  words: readonly Word[],
  keepsMatches: boolean,
): readonly Word[] => {
  const sure = new Set<string>();
  const wild: string[] = [];
  let isVague = false;
  for (const { text, isCertain } of patterns) {
    if (isUnknown(text) || !isCertain) isVague = true;
    else if (text.includes("%")) wild.push(text);
    else sure.add(text);
  }
  return words.flatMap((word) => {
    const isTaken =
      !isUnknown(word.text) && (sure.has(word.text) || wild.some((pattern) => isMatch(pattern, word.text)));
    if (isUnknown(word.text)) return [filteredToken(word, sure, keepsMatches)];
    if (isTaken) return keepsMatches ? [word] : [];
    if (!isVague) return keepsMatches ? [] : [word];
    return [{ ...word, isCertain: false }];
  });
};

/** `$(filter y,$(CONFIG_X))`. */
const filteredToken = (word: Word, sure: ReadonlySet<string>, keepsMatches: boolean): Word => {
  const { tokens, rest } = tokensOf(word.text);
  const [token] = tokens;
  if (tokens.length !== 1 || rest !== "" || token === undefined || token.values === "*") return word;
  const values = token.values
    .split("")
    .filter((value) => sure.has(value) === keepsMatches)
    .join("");
  return values === "y" || values === "m" || values === "ym"
    ? { ...word, text: tokenText({ ...token, values }) }
    : word;
};

/** `$(subst)` that leaves tokens whole, and knows what becomes of their values: `$(subst m,y,$(CONFIG_X))`. */
export const substituted = (text: string, from: string, to: string): string => {
  if (!isUnknown(text)) return text.replaceAll(from, () => to);
  return text
    .split(/(\uE000[^\uE001]*\uE001)/)
    .map((piece) => (isUnknown(piece) ? substitutedToken(piece, from, to) : piece.replaceAll(from, () => to)))
    .join("");
};

const substitutedToken = (piece: string, from: string, to: string): string => {
  const [token] = tokensOf(piece).tokens;
  if (token === undefined || token.values === "*" || !token.values.includes(from)) return piece;
  const values = token.values.replace(from, () => to);
  if (values === "yy" || values === "y") return tokenText({ ...token, values: "y" });
  if (values === "mm" || values === "m") return tokenText({ ...token, values: "m" });
  return tokenText({ ...token, values: "*" });
};
