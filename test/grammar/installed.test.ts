/** The grammars on every Kbuild file, Makefile and Module.symvers of the installed kernel headers. */
import { globSync, readFileSync, realpathSync } from "node:fs";
import { expect, it } from "vitest";
import { createTokenizer, type Token } from "./tokenizer.ts";

const tokenizer = await createTokenizer();

/** Debian keeps the headers of a kernel in two folders and its programs in a third. */
const files = (pattern: string): readonly string[] => [
  ...new Set(
    globSync([`/usr/src/linux-headers-*/**/${pattern}`, `/usr/lib/linux-kbuild-*/**/${pattern}`]).map(
      (file) => realpathSync(file),
    ),
  ),
];

const has = (token: Token, scope: string): boolean => token.scopes.some((one) => one.startsWith(scope));

it("every line of Module.symvers is wholly named", async () => {
  const found = files("Module.symvers");
  expect(found.length).toBeGreaterThanOrEqual(2);
  for (const file of found) {
    const text = readFileSync(file, "utf8").replace(/\n$/u, "");
    const wrong: string[] = [];
    await tokenizer.eachLine("source.module-symvers", text, (line, tokens) => {
      const [crc, symbol, module, kind, namespace] = tokens
        .filter(({ text: word }) => word !== "\t")
        .map(({ text: word }) => word);
      const isSame = [crc, symbol, module, kind, namespace ?? ""].join("\t") === line;
      const areNamed = tokens.every(({ text: word, scopes }) => word === "\t" || scopes.length > 1);
      if (!isSame || !areNamed || tokens.some((token) => has(token, "invalid"))) wrong.push(line);
    });
    expect(wrong).toEqual([]);
  }
}, 60_000);

it("every list of objects of every makefile is found, and no rule stays open longer than make's own", async () => {
  const found = [...files("Makefile*"), ...files("Kbuild*")];
  expect(found.length).toBeGreaterThan(100);
  const plain = await createTokenizer({ own: [] });
  const wrong: string[] = [];
  let lists = 0;
  for (const file of found) {
    const text = readFileSync(file, "utf8");
    const depths: number[] = [];
    await plain.eachLine("source.makefile", text, (_, __, depth) => depths.push(depth));
    let number = 0;
    let searches = tokenizer.searches();
    await tokenizer.eachLine("source.makefile", text, (line, tokens, depth) => {
      const place = `${file}:${number + 1}: ${line}`;
      if (depth !== depths[number]) wrong.push(`${place} (${depth} deep)`);
      // The time that a line takes is that of its searches: a bound that no slow machine changes.
      if (tokenizer.searches() - searches > 8 * (tokens.length + 1)) wrong.push(`${place} (slow)`);
      searches = tokenizer.searches();
      number++;
      if (!/^(?:obj|lib|always|subdir)-(?:[ym]|\$\(CONFIG_\w+\))\s*[:+]?=/u.test(line)) return;
      lists++;
      if (!tokens.some((token) => has(token, "keyword.other.list.kbuild"))) wrong.push(place);
      const objects =
        /=(.*)$/u.exec(line.replace(/#.*/u, ""))?.[1]?.match(/(?<![\w$(){}/.%-])[\w-]+\.o(?!\S)/gu) ?? [];
      const shown = tokens
        .filter((token) => has(token, "string.unquoted.object"))
        .map(({ text: word }) => word);
      if (objects.some((object) => !shown.includes(object))) wrong.push(place);
    });
  }
  expect(wrong).toEqual([]);
  expect(lists).toBeGreaterThan(30);
}, 120_000);
