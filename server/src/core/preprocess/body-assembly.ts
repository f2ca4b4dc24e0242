/** Reads `asm`: its operands are expressions, its strings say nothing here. */

import { expression } from "./body-expressions.ts";
import { act, anchor, escape, meetJumps } from "./body-locals.ts";
import { close, isWordAt, skipBrackets, takes, textAt, type Walk } from "./body-state.ts";

/** From the word on, up to the semicolon. */
export const assembly = (walk: Walk): void => {
  walk.at += 1;
  while (isWordAt(walk)) walk.at += 1;
  if (textAt(walk) !== "(") {
    walk.isWhole = false;
    return;
  }
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  let section = 0;
  while (walk.at < closing) {
    const { at } = walk;
    if (textAt(walk) === ":" && walk.tokens[at]?.kind === "punctuator") section += 1;
    else if (textAt(walk) === "[") skipBrackets(walk);
    else if (textAt(walk) === "(") operand(walk, section);
    else if (section === 4 && isWordAt(walk)) {
      walk.gotos.set(textAt(walk), Math.min(walk.gotos.get(textAt(walk)) ?? Infinity, walk.doubts));
    }
    if (walk.at === at) walk.at += 1;
  }
  close(walk, closing);
  takes(walk, ";");
  act(walk);
  if (section === 4) meetJumps(walk);
};

const operand = (walk: Walk, section: number): void => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  const start = walk.loose.length;
  walk.at += 1;
  const from = walk.at;
  const value = expression(walk);
  close(walk, closing);
  anchor(walk, start);
  walk.loose.length = start;
  // An output: the value of the last expression is no place any more, its first word is.
  if (section === 1) {
    escape(walk, value.local);
    for (let at = from; at < closing; at += 1) {
      const local = walk.locals.get(walk.tokens[at]?.text ?? "");
      if (local?.kind === "variable") {
        escape(walk, local);
        break;
      }
    }
  }
};
