/** Writes down what our grammars say of a text so that a person can read and compare it. */
import { readFileSync } from "node:fs";
import { type Contributed, contributedGrammars, type Token, type Tokenizer } from "./tokenizer.ts";

/** Every scope that our grammars give to text, without those that only group (`meta.`). */
export function ownScopes(grammars: readonly Contributed[] = contributedGrammars()): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { path } of grammars) collect(JSON.parse(readFileSync(path, "utf8")), found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member !== "string") collect(member, found);
    else if (key === "name" || key === "contentName")
      for (const scope of member.split(" ")) if (!scope.startsWith("meta.")) found.add(scope);
  }
}

/** Each line, and below it the words that have a scope of ours, with the narrowest one. */
export async function describeText(tokenizer: Tokenizer, scope: string, text: string): Promise<string> {
  const own = ownScopes();
  const lines = await tokenizer.lines(scope, text);
  return `${lines.map((tokens) => describeLine(tokens, own)).join("\n")}\n`;
}

function describeLine(tokens: readonly Token[], own: ReadonlySet<string>): string {
  const words = joined(tokens, own).map(({ text, scope }) => `    ${scope.padEnd(46)} ${text}`);
  return [`| ${tokens.map(({ text }) => text).join("")}`.trimEnd(), ...words].join("\n");
}

interface Word {
  readonly text: string;
  readonly scope: string;
}

/** Neighbours of one scope are one word; what is blank or a delimiter is left out. */
function joined(tokens: readonly Token[], own: ReadonlySet<string>): readonly Word[] {
  const words: Word[] = [];
  let isNext = false;
  for (const { text, scopes } of tokens) {
    const scope = scopes.findLast((one) => own.has(one));
    const isWord = scope !== undefined && !scope.startsWith("punctuation.") && text.trim() !== "";
    const last = words.at(-1);
    if (isWord && isNext && last?.scope === scope)
      words[words.length - 1] = { text: last.text + text, scope };
    else if (isWord) words.push({ text: text.trim(), scope });
    isNext = isWord;
  }
  return words;
}
