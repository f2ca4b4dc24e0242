/** What holds for every snippet, whichever language it is for. */
import { describe, expect, it } from "vitest";
import { stopsOf } from "./expand.ts";
import { type Snippet, snippetLanguages, snippetsOf } from "./snippets.ts";

describe.each(snippetLanguages())("snippets of %s", (language) => {
  const snippets = snippetsOf(language);
  const titlesWhere = (isWrong: (snippet: Snippet) => boolean): readonly string[] =>
    snippets.filter(isWrong).map(({ title }) => title);

  it("can be told apart by their prefixes", () => {
    const prefixes = snippets.map(({ prefix }) => prefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    expect(titlesWhere(({ prefix }) => !/^[\w-]{2,20}$/u.test(prefix))).toEqual([]);
  });

  it("say in a sentence what they are", () => {
    expect(titlesWhere(({ description }) => !/^[A-Z/].{10,200}\.$/u.test(description))).toEqual([]);
  });

  it("leave the cursor in one place", () => {
    expect(titlesWhere(({ parts }) => stopsOf(parts).filter((stop) => stop === "0").length > 1)).toEqual([]);
  });

  it("number their stops from 1 on", () => {
    expect(titlesWhere(isGap)).toEqual([]);
  });

  it("are indented by tabs, which the editor turns into what the file has", () => {
    expect(titlesWhere(isBlank)).toEqual([]);
  });
});

const isGap = ({ parts }: Snippet): boolean => {
  const numbers = [...new Set(stopsOf(parts).filter((stop) => stop !== "0"))].map(Number);
  return Math.max(0, ...numbers) !== numbers.length;
};

const isBlank = ({ body }: Snippet): boolean => /^\t* {8}|[ \t]$/mu.test(body);
