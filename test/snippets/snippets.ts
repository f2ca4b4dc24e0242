/** The snippets that package.json contributes, and each in all the forms that it can have. */
import { readFileSync } from "node:fs";
import path from "node:path";
import * as v from "valibot";
import { repository } from "../../scripts/paths.ts";
import { choicesOf, expandSnippet, type Part, parseSnippet, stopValues } from "./expand.ts";

export interface Snippet {
  readonly title: string;
  readonly prefix: string;
  readonly description: string;
  readonly body: string;
  readonly parts: readonly Part[];
}

/** A snippet with every stop answered. */
export interface Expansion {
  readonly snippet: Snippet;
  /** A C identifier that no other expansion has: what the file is called. */
  readonly name: string;
  readonly text: string;
  /** What each stop holds. */
  readonly values: ReadonlyMap<string, string>;
}

const manifest = v.object({
  contributes: v.object({ snippets: v.array(v.object({ language: v.string(), path: v.string() })) }),
});
const file = v.record(
  v.string(),
  v.strictObject({ prefix: v.string(), description: v.string(), body: v.array(v.string()) }),
);

const read = (...names: readonly string[]): unknown => JSON.parse(readFileSync(path.join(...names), "utf8"));

/** The languages that have snippets. @param extension folder of Kmod: the repository, or what was installed */
export const snippetLanguages = (extension: string = repository): readonly string[] =>
  v.parse(manifest, read(extension, "package.json")).contributes.snippets.map(({ language }) => language);

/** Those of one language; throws where one is malformed. */
export function snippetsOf(language: string, extension: string = repository): readonly Snippet[] {
  const { snippets } = v.parse(manifest, read(extension, "package.json")).contributes;
  return snippets
    .filter((one) => one.language === language)
    .flatMap(({ path: name }) => Object.entries(v.parse(file, read(extension, name))))
    .map(([title, { prefix, description, body }]) => {
      const text = body.join("\n");
      return { title, prefix, description, body: text, parts: parseSnippet(text) };
    });
}

/**
 * A snippet with its defaults, and once more for each other choice that it offers.
 * @param names stops that name something of file scope: all but the first expansion have other names there
 */
export function expansionsOf(snippet: Snippet, names: readonly string[] = []): readonly Expansion[] {
  const others = [...choicesOf(snippet.parts)].flatMap(([stop, choices]) =>
    choices.slice(1).map((choice) => new Map([[stop, choice]])),
  );
  return [new Map<string, string>(), ...others].map((choice, index) => {
    const name = `sample_${snippet.prefix.replaceAll(/\W/gu, "_")}${index === 0 ? "" : `_${index}`}`;
    const variables = { TM_FILENAME_BASE: name, TM_DIRECTORY: `/home/author/${name}` };
    const defaults = stopValues(snippet.parts, { variables });
    const unique =
      index === 0 ? [] : names.map((stop) => [stop, `${defaults.get(stop) ?? ""}_${index}`] as const);
    const answers = { variables, stops: new Map([...choice, ...unique]) };
    return {
      snippet,
      name,
      text: `${expandSnippet(snippet.parts, answers)}\n`,
      values: stopValues(snippet.parts, answers),
    };
  });
}
