/**
 * Kconfig's help texts end by columns, which no grammar can count: held against what scripts/kconfig/lexer.l does, on
 * our own texts and on made-up ones. Headers of distributions have no Kconfig files.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createTokenizer, type Token } from "./tokenizer.ts";

const tokenizer = await createTokenizer();
const has = (token: Token, scope: string): boolean => token.scopes.some((one) => one.startsWith(scope));

it("finds every config of the sample, and none in a help text", async () => {
  const text = readFileSync(path.join(import.meta.dirname, "texts", "Kconfig"), "utf8");
  expect(await differences(text)).toEqual([]);
});

it("ends a help text where Kconfig does", async () => {
  const line = fc.oneof(
    fc.constantFrom(
      "",
      "config METER",
      '\tbool "Meter"',
      "\tdepends on NET",
      "\thelp",
      "\t---help---",
      "endif",
      "# note",
    ),
    fc
      .tuple(
        fc.constantFrom("\t  ", "\t    ", "\t\t", "          "),
        fc.constantFrom("Reads meters.", "if you want", "config X", "don't"),
      )
      .map(([blank, words]) => blank + words),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      // What stands deeper than a help text's first line belongs to it, and outside of one it is nothing.
      const text = ["config FIRST", "\thelp", "\t  First.", ...lines].join("\n");
      expect(await differences(text)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** The lines of which the grammar says another thing than Kconfig. */
async function differences(text: string): Promise<readonly string[]> {
  const wrong: string[] = [];
  const help = helpLines(text.split("\n"));
  let number = 0;
  await tokenizer.eachLine("source.kconfig", text, (line, tokens) => {
    const isHelp = help[number++] === true;
    const isShown = tokens.some((token) => has(token, "comment.block"));
    if (line.trim() !== "" && isHelp !== isShown) wrong.push(`${number}: ${line}`);
    if (isHelp) return;
    const name = /^[ \t]*(?:menu)?config[ \t]+(\w+)/u.exec(line)?.[1];
    if (name !== tokens.find((token) => has(token, "entity.name.type.symbol"))?.text)
      wrong.push(`${number}: ${line}`);
  });
  return wrong;
}
/** Which lines are help text: by columns, as scripts/kconfig/lexer.l counts them. */
function helpLines(lines: readonly string[]): readonly boolean[] {
  let first: number | undefined;
  let isHelp = false;
  return lines.map((line) => {
    const column = columnOf(line);
    if (isHelp && line.trim() !== "" && (column === 0 || column < (first ?? 1))) isHelp = false;
    if (isHelp) {
      if (line.trim() !== "") first ??= column;
      return true;
    }
    isHelp = /^\s*(?:help|---help---)\s*$/u.test(line);
    first = undefined;
    return false;
  });
}

function columnOf(line: string): number {
  let column = 0;
  for (const character of /^[ \t]*/u.exec(line)?.[0] ?? "")
    column = character === "\t" ? (column & ~7) + 8 : column + 1;
  return column;
}
