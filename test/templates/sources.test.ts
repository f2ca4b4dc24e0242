/** What the templates promise to New Module, and what a maintainer would see at the first look. */
import { globSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { moduleKinds } from "../../client/src/new-module/kinds.ts";
import { repository } from "../../scripts/paths.ts";

const folder = path.join(repository, "templates");
const files = globSync("*/*", { cwd: folder }).toSorted();
const sources = files.filter((file) => /\.[ch]$/u.test(file));
const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");
const linesOf = (file: string): readonly string[] => read(file).split("\n");

describe("templates", () => {
  test("are there for each kind, and for nothing else", () => {
    expect(readdirSync(folder).toSorted()).toEqual(moduleKinds.map(({ id }) => id).toSorted());
    for (const { id } of moduleKinds) expect(files).toContain(`${id}/skeleton.c`);
    expect(new Set(moduleKinds.map(({ label }) => label)).size).toBe(moduleKinds.length);
  });

  test.each(moduleKinds)("$id has the lines that the user's answers replace, once", ({ id }) => {
    for (const file of sources.filter((one) => one.startsWith(`${id}/`) && one.endsWith(".c"))) {
      const lines = linesOf(file);
      expect(lines[0]).toBe("// SPDX-License-Identifier: GPL-2.0-only");
      expect(lines.filter((line) => line === 'MODULE_LICENSE("GPL");')).toHaveLength(1);
      expect(lines.filter((line) => line === 'MODULE_AUTHOR("Your Name <you@example.org>");')).toHaveLength(
        1,
      );
      expect(lines.filter((line) => /^MODULE_DESCRIPTION\("[^"]+"\);$/u.test(line))).toHaveLength(1);
    }
  });

  test.each(sources)("%s keeps to the kernel's style", (file) => {
    const text = read(file);
    expect(text.endsWith("\n") && !text.endsWith("\n\n")).toBe(true);
    expect(text).not.toMatch(/\n\n\n/u);
    const wrong = linesOf(file).filter(
      (line) => /[ \t]$/u.test(line) || /^ +[^ *]/u.test(line) || /^\t* {8}/u.test(line) || width(line) > 100,
    );
    expect(wrong).toEqual([]);
  });
});

/** Columns, with a tab stop at each eighth. */
const width = (line: string): number =>
  Array.from(line).reduce(
    (columns, character) => (character === "\t" ? columns - (columns % 8) + 8 : columns + 1),
    0,
  );
