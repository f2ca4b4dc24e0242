/** Splits the arguments of a macro call. */
import { endOfBlockComment, endOfLineComment, endOfLiteral, isSpace } from "./characters.ts";
import type { NamedSpan } from "./pieces.ts";

/** The arguments in text[from, to), without white space and comments at their ends; spans relative to `base`. */
export const splitArguments = (
  text: string,
  from: number,
  to: number,
  base: number,
): readonly NamedSpan[] => {
  const found: NamedSpan[] = [];
  let start = -1;
  let end = from;
  let depth = 0;
  const take = (): void => {
    const at = start < 0 ? end : start;
    found.push({ text: text.slice(at, end), span: { start: at - base, end: end - base } });
    start = -1;
  };
  for (let i = from; i < to; ) {
    const next = behindToken(text, i);
    const code = text.charCodeAt(i);
    if (!isTrivia(text, i)) {
      if (code === 40 || code === 91 || code === 123) depth++;
      if (code === 41 || code === 93 || code === 125) depth--;
      if (code === 44 && depth === 0) {
        if (start < 0) end = i;
        take();
        end = next;
      } else {
        if (start < 0) start = i;
        end = Math.min(next, to);
      }
    }
    i = next;
  }
  if (start >= 0 || found.length > 0) take();
  return found;
};

const isTrivia = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  if (isSpace(code) || code === 92) return true;
  const next = text.charCodeAt(at + 1);
  return code === 47 && (next === 42 || next === 47);
};

const behindToken = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  if (code === 34 || code === 39) return endOfLiteral(text, at);
  if (code !== 47) return at + 1;
  const next = text.charCodeAt(at + 1);
  if (next === 42) return endOfBlockComment(text, at);
  return next === 47 ? endOfLineComment(text, at) : at + 1;
};
