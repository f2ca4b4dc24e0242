/** Every rule is whole: file named after its id, registered, documented, tested. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { rules } from "../../server/src/core/rules/index.ts";

const root = resolve(import.meta.dirname, "../..");
const folder = join(root, "server/src/core/rules");
const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "index.ts");
const tests = readdirSync(join(root, "test/core/rules"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => readFileSync(join(root, "test/core/rules", name), "utf8"))
  .join("\n");

describe("rules", () => {
  test("every file in rules/ is registered, and nothing else is", () => {
    expect(rules.map(({ id }) => `${id}.ts`).toSorted()).toEqual(files.toSorted());
  });

  test.each(rules.map((rule) => [rule.id, rule] as const))("%s is documented and tested", (id, rule) => {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(rule.page.what.length).toBeGreaterThan(20);
    expect(rule.page.why.length).toBeGreaterThan(20);
    expect(rule.page.predicts.length).toBeGreaterThan(0);
    expect(tests, `no test under test/core/rules names ${id}`).toContain(id);
    expect(
      existsSync(join(root, "docs/rules", `${id}.md`)),
      `run node scripts/generate.ts: docs/rules/${id}.md`,
    ).toBe(true);
  });
});
