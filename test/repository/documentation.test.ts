/** The pages of the documentation: every link and picture is there, and every page is found from the README. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { repository } from "../../scripts/paths.ts";

const pages = [
  "README.md",
  ...readdirSync(path.join(repository, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Files that a page links to or shows, from the repository's folder. */
const linked = (page: string): readonly string[] =>
  [...readFileSync(path.join(repository, page), "utf8").matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/gu)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/u.test(target))
    .map((target) => path.join(path.dirname(page), target));

it.each(pages)("%s links to what is there", (page) => {
  expect(linked(page).filter((file) => !existsSync(path.join(repository, file)))).toEqual([]);
});

it("every page is found from the README, and every picture is shown", () => {
  const found = new Set(["README.md"]);
  // A set goes on with what is added meanwhile.
  for (const page of found)
    if (page.endsWith(".md"))
      for (const file of linked(page)) if (existsSync(path.join(repository, file))) found.add(file);
  expect(pages.filter((page) => !found.has(page))).toEqual([]);
  const pictures = readdirSync(path.join(repository, "docs", "pictures")).map(
    (name) => `docs/pictures/${name}`,
  );
  expect(pictures.filter((picture) => !found.has(picture))).toEqual([]);
});

it("the pictures are small enough to be looked at over a slow line", () => {
  const folder = path.join(repository, "docs", "pictures");
  const bytes = readdirSync(folder).reduce(
    (sum, name) => sum + readFileSync(path.join(folder, name)).length,
    0,
  );
  expect(bytes).toBeLessThan(1_500_000);
});
