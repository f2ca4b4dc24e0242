/** What New Module writes, of every kind: nothing of it is left without a name, and nothing stays open at the end. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "../../scripts/paths.ts";
import { writtenModules } from "../support/template-modules.ts";
import { createTokenizer, type Token } from "./tokenizer.ts";

const tokenizer = await createTokenizer();

/** The language of a file by its name, and what must be named in it. */
const languages: readonly { readonly name: RegExp; readonly scope: string; readonly named: RegExp }[] = [
  {
    name: /\.c$/u,
    scope: "source.c",
    named: /^(?:MODULE_\w+|module_\w+|EXPORT_\w+)(?=\()|\b__(?:init|exit|user)\b/gmu,
  },
  { name: /^Kbuild$/u, scope: "source.makefile", named: /^obj-m|\b[\w-]+\.o\b|\bCONFIG_\w+/gmu },
  { name: /^Kconfig$/u, scope: "source.kconfig", named: /^(?:config|\t(?:tristate|depends on|help))\b/gmu },
  { name: /^dkms\.conf$/u, scope: "source.dkms", named: /^[A-Z_]+(?=\[|=)/gmu },
];

describe.each(writtenModules(path.join(repository, "templates")))("$kind.id", ({ files }) => {
  const known = [...files].flatMap(([file, text]) =>
    languages
      .filter((language) => language.name.test(path.basename(file)))
      .map((language) => ({ file, text, ...language })),
  );

  it("has files of each language", () => {
    expect(known.map(({ scope }) => scope)).toContain("source.c");
  });

  it.each(known)("$file", async ({ text, scope, named }) => {
    const unnamed: string[] = [];
    let last = 0;
    await tokenizer.eachLine(scope, text, (line, tokens, depth) => {
      const code = line.replace(/(?:\/\/|\/\*|^ \*|#).*$/u, "");
      for (const [word] of code.matchAll(named))
        if (!tokens.some((token) => isNamed(token, word))) unnamed.push(line);
      last = depth;
    });
    expect(unnamed).toEqual([]);
    expect(last).toBe(1);
  });
});

const isNamed = ({ text, scopes }: Token, word: string): boolean =>
  text.includes(word.trim()) && scopes.length > 1;
