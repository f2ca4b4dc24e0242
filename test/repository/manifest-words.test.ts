/** The words that package.json shows: all of them stand in package.nls.json, where they can be translated. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { repository } from "../../scripts/paths.ts";

const manifest: unknown = read("package.json");
const words = Object.entries(Object(read("package.nls.json")));
const texts = textsOf(manifest, []);

/** Properties that VS Code shows to people. Names of languages and tools are the same in each of theirs. */
const shown =
  /^(?:displayName|description|markdownDescription|deprecationMessage|title|shortTitle|category|contents|contextualTitle|altText|enumDescriptions|markdownEnumDescriptions|enumItemLabels)$/u;

it("package.json has no text of its own that users see", () => {
  const literal = texts
    .filter(({ place }) => place.some((name) => shown.test(name)) || isViewName(place))
    .filter(({ text }) => !/^%[\w.-]+%$/u.test(text));
  expect(literal.map(({ place, text }) => `${place.join("/")}: ${text}`)).toEqual([]);
});

it("every word that package.json names is there, and every word is named", () => {
  const named = texts.flatMap(({ text }) => /^%([\w.-]+)%$/u.exec(text)?.[1] ?? []);
  expect(words.map(([key]) => key).toSorted()).toEqual([...new Set(named)].toSorted());
  expect(words.filter(([, text]) => typeof text !== "string" || text.trim() === "")).toEqual([]);
});

const isViewName = (place: readonly string[]): boolean => place[1] === "views" && place.at(-1) === "name";

interface Text {
  /** Names of the properties that lead to it. */
  readonly place: readonly string[];
  readonly text: string;
}

function textsOf(value: unknown, place: readonly string[]): readonly Text[] {
  if (typeof value === "string") return [{ place, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => textsOf(item, [...place, name]));
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(path.join(repository, name), "utf8"));
}
