/** The includes of a file from its preprocessor lines alone, for readers that follow them through many headers. */
import { shifted } from "../text/span.ts";
import type { Include } from "./file.ts";
import { followGuards } from "./guards.ts";

/** Includes in text order, without those in dead code. Also those in a body or an initialiser, which the scan leaves to it. */
export function readIncludes(text: string): readonly Include[] {
  if (!text.includes("include")) return [];
  const follower = followGuards();
  const includes: Include[] = [];
  for (const match of text.matchAll(commentOrDirective)) {
    const [line, word, rest] = match;
    if (word === undefined || rest === undefined) continue;
    if (word !== "include") {
      if (isConditional(word)) follower.meet({ kind: word, condition: conditionOf(rest) });
      continue;
    }
    const named = /^\s*(?:"([^"\n]+)"|<([^>\n]+)>)/.exec(rest);
    const { guards, isDead } = follower.now();
    const path = named?.[1] ?? named?.[2];
    if (!named || path === undefined || isDead) continue;
    const start = match.index + line.indexOf("#");
    const open = match.index + line.length - rest.length + named[0].length - path.length - 1;
    includes.push({
      path,
      pathSpan: shifted({ start: 0, end: path.length }, open),
      isSystem: named[2] !== undefined,
      span: { start, end: match.index + line.length },
      guards,
    });
  }
  return includes;
}

/** Comments and strings are matched so that what looks like a directive in them is not. */
const commentOrDirective =
  /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\\n]|\\[\s\S])*"|^[ \t]*#[ \t]*(include|ifdef|ifndef|if|elif|else|endif)\b((?:[^\n\\/]|\\\r?\n|\\.|\/(?!\*)|\/\*(?:(?!\*\/)[\s\S])*\*\/)*)/gm;

type Conditional = "ifdef" | "ifndef" | "if" | "elif" | "else" | "endif";
const isConditional = (word: string): word is Conditional =>
  /^(?:if|ifdef|ifndef|elif|else|endif)$/.test(word);

const conditionOf = (rest: string): string =>
  rest
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ")
    .replaceAll(/\\\r?\n/g, " ")
    .trim();
