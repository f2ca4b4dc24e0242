/**
 * A C text as one configuration of the kernel leaves it: branches of `#if` that the configuration decides against are
 * blank, of equal length and with their line breaks. What it does not decide stays, both branches.
 */
import type { KernelVersion } from "../kernel/facts.ts";
import { endOfBlockComment, endOfDirective, endOfLineComment, endOfLiteral } from "../syntax/characters.ts";
import { decides } from "./configured-condition.ts";

/** What decides: the options as autoconf.h has them, without the prefix. */
export interface Configuration {
  /** undefined: no configuration is known, and nothing is decided by one. */
  readonly config: ReadonlyMap<string, string> | undefined;
  readonly version: KernelVersion | undefined;
}

interface Branch {
  /** What the whole conditional stands in is dropped. */
  readonly isOuterDead: boolean;
  isDead: boolean;
  /** One of the branches so far is certainly compiled. */
  isTaken: boolean;
}

/** Takes any text, gives one of the same length; the text itself where nothing is decided. */
export const configuredText = (text: string, configuration: Configuration): string => {
  if (!mayBranch.test(text)) return text;
  const out: string[] = [];
  const open: Branch[] = [];
  let copied = 0;
  let deadFrom = -1;
  const isDead = (): boolean => open.at(-1)?.isDead ?? false;
  for (const { start, end } of directiveLines(text)) {
    const match = /^#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b([\s\S]*)$/.exec(
      text.slice(start, end),
    );
    if (match === null) continue;
    const wasDead = isDead();
    follow(open, match[1] ?? "", match[2] ?? "", configuration);
    if (!wasDead && isDead()) deadFrom = end;
    if (wasDead && !isDead() && deadFrom >= 0) {
      out.push(text.slice(copied, deadFrom), blank(text.slice(deadFrom, start)));
      copied = start;
      deadFrom = -1;
    }
  }
  if (deadFrom >= 0) return [...out, text.slice(copied, deadFrom), blank(text.slice(deadFrom))].join("");
  return out.length === 0 ? text : [...out, text.slice(copied)].join("");
};

const mayBranch = /^[ \t]*#[ \t]*if/m;

const blank = (text: string): string => text.replaceAll(/[^\n\r]/g, " ");

const follow = (open: Branch[], word: string, condition: string, configuration: Configuration): void => {
  if (word.startsWith("if")) {
    const isOuterDead = open.at(-1)?.isDead ?? false;
    const truth = isOuterDead ? false : decides(word, condition, configuration);
    open.push({ isOuterDead, isDead: truth === false, isTaken: truth === true });
    return;
  }
  if (word === "endif") {
    open.pop();
    return;
  }
  const last = open.at(-1);
  if (last === undefined) return;
  const truth = word === "else" ? true : decides(word.slice(2), condition, configuration);
  last.isDead = last.isOuterDead || last.isTaken || truth === false;
  if (truth === true) last.isTaken = true;
};

/** Lines that begin with `#`, outside comments and literals, with their continuation lines. */
function* directiveLines(text: string): Generator<{ readonly start: number; readonly end: number }> {
  const token = /\/[*/]|["']|^[ \t]*#/gm;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const at = match.index;
    const word = match[0];
    if (word === "/*") token.lastIndex = endOfBlockComment(text, at);
    else if (word === "//") token.lastIndex = endOfLineComment(text, at);
    else if (word.endsWith("#")) {
      const start = at + word.length - 1;
      const end = endOfDirective(text, start);
      yield { start, end };
      token.lastIndex = end;
    } else token.lastIndex = endOfLiteral(text, at);
  }
}
