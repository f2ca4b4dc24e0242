/**
 * Cuts text into scopes as VS Code does: with its own engine, the grammars that package.json contributes, and the
 * grammars of VS Code's built-in languages that ours are laid over.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as v from "valibot";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { repository } from "../../scripts/paths.ts";

/** A run of characters with the same scopes. */
export interface Token {
  readonly text: string;
  /** From the grammar's own scope to the narrowest. */
  readonly scopes: readonly string[];
}

export interface Tokenizer {
  /** One list of tokens for each line. @param scope of the language: `source.c` */
  lines(scope: string, text: string): Promise<readonly (readonly Token[])[]>;
  /** The same a line at a time, for files of many lines; `depth`: how many rules are open at the line's end. */
  eachLine(
    scope: string,
    text: string,
    see: (line: string, tokens: readonly Token[], depth: number) => void,
  ): Promise<void>;
  /** How often regular expressions were searched for so far: what the time goes into. */
  searches(): number;
  /** The grammars that are ours. */
  readonly own: readonly Contributed[];
  /** The engine's registry, to set a theme and read colours. */
  readonly registry: textmate.Registry;
}

const contributions = v.object({
  contributes: v.object({
    grammars: v.array(
      v.object({ scopeName: v.string(), path: v.string(), injectTo: v.optional(v.array(v.string()), []) }),
    ),
  }),
});

/** A grammar that an extension contributes. */
export type Contributed = v.InferOutput<typeof contributions>["contributes"]["grammars"][number];

/** The grammars of Kmod, as its package.json names them. @param extension its folder: the repository, or what was installed */
export function contributedGrammars(extension: string = repository): readonly Contributed[] {
  const manifest: unknown = JSON.parse(readFileSync(path.join(extension, "package.json"), "utf8"));
  return v
    .parse(contributions, manifest)
    .contributes.grammars.map((grammar) => ({ ...grammar, path: path.join(extension, grammar.path) }));
}

const require = createRequire(import.meta.url);

/** VS Code's own, by scope: tm-grammars keeps what VS Code ships. */
const builtIn: Readonly<Record<string, string>> = {
  "source.c": "c",
  "source.cpp": "cpp",
  "source.cpp.embedded.macro": "cpp-macro",
  "source.makefile": "make",
  "source.shell": "shellscript",
};

export interface Grammars {
  /** Ours; none for what VS Code does without us. */
  readonly own?: readonly Contributed[];
  /** The file of any other, by its scope. */
  readonly fileOf?: (scope: string) => string | undefined;
}

/** @param grammars without them those of the repository, and VS Code's as tm-grammars keeps them */
export async function createTokenizer({
  own = contributedGrammars(),
  fileOf = publishedGrammar,
}: Grammars = {}): Promise<Tokenizer> {
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  let searches = 0;
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => {
        const scanner: ReturnType<textmate.IOnigLib["createOnigScanner"]> = new oniguruma.OnigScanner([
          ...sources,
        ]);
        return {
          findNextMatchSync: (line, position, options) => {
            searches++;
            return scanner.findNextMatchSync(line, position, options);
          },
        };
      },
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    getInjections: (scope) =>
      own.filter(({ injectTo }) => injectTo.includes(scope)).map(({ scopeName }) => scopeName),
    loadGrammar: async (scope) => {
      const file = own.find(({ scopeName }) => scopeName === scope)?.path ?? fileOf(scope);
      return file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, "utf8"), file);
    },
  });
  const eachLine: Tokenizer["eachLine"] = async (scope, text, see) => {
    const grammar = await registry.loadGrammar(scope);
    if (grammar === null) throw new Error(`no grammar ${scope}`);
    let state = textmate.INITIAL;
    for (const line of text.split("\n")) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      see(
        line,
        tokens.map(({ startIndex, endIndex, scopes }) => ({
          text: line.slice(startIndex, endIndex),
          scopes,
        })),
        ruleStack.depth,
      );
      state = ruleStack;
    }
  };
  return {
    searches: () => searches,
    own,
    registry,
    eachLine,
    lines: async (scope, text) => {
      const lines: (readonly Token[])[] = [];
      await eachLine(scope, text, (_, tokens) => lines.push(tokens));
      return lines;
    },
  };
}

function publishedGrammar(scope: string): string | undefined {
  const name = builtIn[scope];
  return name === undefined ? undefined : require.resolve(`tm-grammars/grammars/${name}.json`);
}
