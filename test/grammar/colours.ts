/** Which words of a text a theme of VS Code leaves in the editor's plain colour, though our grammars name them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import * as v from "valibot";
import textmate from "vscode-textmate";
import type { Tokenizer } from "./tokenizer.ts";

const themeFile = v.object({
  include: v.optional(v.string()),
  colors: v.optional(v.record(v.string(), v.unknown()), {}),
  tokenColors: v.optional(
    v.array(
      v.object({
        scope: v.optional(v.union([v.string(), v.array(v.string())])),
        settings: v.object({ foreground: v.optional(v.string()), fontStyle: v.optional(v.string()) }),
      }),
    ),
    [],
  ),
});

type Theme = Pick<v.InferOutput<typeof themeFile>, "colors" | "tokenColors">;

/** A theme with those that it includes. */
export function readTheme(file: string): Theme {
  const { include, colors, tokenColors } = v.parse(
    themeFile,
    JSON.parse(plainJson(readFileSync(file, "utf8"))),
  );
  if (include === undefined) return { colors, tokenColors };
  const below = readTheme(path.join(path.dirname(file), include));
  return {
    colors: { ...below.colors, ...colors },
    tokenColors: [...below.tokenColors, ...tokenColors],
  };
}

/** Without comments and trailing commas. */
const plainJson = (text: string): string =>
  text.replaceAll(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\/|,(?=\s*[}\]])/gu, "$1");

/** Themes leave operators and delimiters plain, and mean it. */
const isPlainByIntent = (scope: string): boolean => /^(?:punctuation|keyword\.operator)\./u.test(scope);

/**
 * `scope: word` for each word with the plain colour.
 * @param own the scopes that are to have another
 */
export async function uncoloured(
  { registry }: Tokenizer,
  theme: Theme,
  own: ReadonlySet<string>,
  [scope, text]: readonly [scope: string, text: string],
): Promise<readonly string[]> {
  const plain = v.parse(v.optional(v.string(), "#808080"), theme.colors["editor.foreground"]);
  registry.setTheme({ settings: [{ settings: { foreground: plain } }, ...theme.tokenColors.map(setting)] });
  const grammar = await registry.loadGrammar(scope);
  if (grammar === null) throw new Error(`no grammar ${scope}`);
  const found = new Set<string>();
  let state = textmate.INITIAL;
  for (const line of text.split("\n")) {
    const { tokens } = grammar.tokenizeLine(line, state);
    const { tokens: colours, ruleStack } = grammar.tokenizeLine2(line, state);
    for (const { startIndex, endIndex, scopes } of tokens) {
      const name = scopes.findLast((one) => own.has(one));
      const word = line.slice(startIndex, endIndex).trim();
      if (name === undefined || isPlainByIntent(name) || word === "") continue;
      const colour = registry.getColorMap()[foregroundAt(colours, startIndex)];
      if (colour?.toUpperCase() === plain.toUpperCase()) found.add(`${name}: ${word}`);
    }
    state = ruleStack;
  }
  return [...found];
}

/** Without what a theme leaves out. */
const setting = ({ scope, settings: { foreground, fontStyle } }: Theme["tokenColors"][number]) => ({
  ...(scope !== undefined && { scope }),
  settings: {
    ...(foreground !== undefined && { foreground }),
    ...(fontStyle !== undefined && { fontStyle }),
  },
});

/** Of pairs of a position and what is there: the foreground stands in nine bits of the latter. */
function foregroundAt(colours: Uint32Array, position: number): number {
  let metadata = 0;
  for (let index = 0; index < colours.length && (colours[index] ?? 0) <= position; index += 2)
    metadata = colours[index + 1] ?? 0;
  return (metadata >>> 15) & 0x1_ff;
}
