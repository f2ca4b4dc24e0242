/** Differences as diff and spatch write them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import type { LineChange } from "../../../client/src/kernel/checkers/check.ts";
import { changesAt, readUnifiedDiff, singleLines } from "../../../client/src/kernel/checkers/unified-diff.ts";

/** As spatch 1.1 writes it. */
const spatch = `diff = 
--- /m/c.c
+++ /tmp/cocci-output-19742-76a89b-c.c
@@ -8,8 +8,7 @@ static int __init bad_init(void)
 	int n = 3;;
 
 	memset(p, 0, 10);
-	if (p)
-		kfree(p);
+	kfree(p);
 	if (IS_ERR(p) && PTR_ERR(p))
 		n = sizeof(int) * 10 / sizeof(int);
 	return !!n ? true : false;
--- /m/d.c
+++ /tmp/cocci-output-1-d.c
@@ -2 +2,2 @@
+--- not a file
 x
`;

describe("a unified diff", () => {
  test("gives the changes of each file, by the lines of the old one", () => {
    expect(readUnifiedDiff(spatch)).toEqual([
      { file: "/m/c.c", changes: [{ line: 11, removed: 2, added: ["\tkfree(p);"] }] },
      { file: "/m/d.c", changes: [{ line: 2, removed: 0, added: ["--- not a file"] }] },
    ]);
  });

  test.each(["-U0", "-U1", "-U3"])("of any two texts makes the one of the other (diff %s)", (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), "kmod-diff-"));
    const text = array(constantFrom("a", "b", "-", "+", "", "--- a", "@@ -1 +1 @@"), { maxLength: 9 });
    try {
      assert(
        property(text, text, (before, after) => {
          const [a, b] = [path.join(folder, "a"), path.join(folder, "b")];
          writeFileSync(a, before.map((line) => `${line}\n`).join(""));
          writeFileSync(b, after.map((line) => `${line}\n`).join(""));
          const [read] = readUnifiedDiff(diff(context, a, b));
          expect(applied(before, read?.changes ?? [])).toEqual(after);
        }),
        { numRuns: 25 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the changes at a line", () => {
  const changes = [
    { line: 4, removed: 2, added: ["a", "b", "c"] },
    { line: 17, removed: 0, added: [""] },
  ];

  test("are those that take it away, else what is put beside it", () => {
    expect(changesAt(changes, 5)).toEqual([changes[0]]);
    expect(changesAt(changes, 17)).toEqual([changes[1]]);
    expect(changesAt(changes, 16)).toEqual([changes[1]]);
    expect(changesAt(changes, 6)).toEqual([]);
  });

  test("are single where as many lines come as go", () => {
    expect(singleLines([{ line: 4, removed: 2, added: ["a", "b"] }])).toEqual([
      { line: 4, removed: 1, added: ["a"] },
      { line: 5, removed: 1, added: ["b"] },
    ]);
  });
});

function applied(lines: readonly string[], changes: readonly LineChange[]): readonly string[] {
  return changes
    .toReversed()
    .reduce((now, { line, removed, added }) => now.toSpliced(line - 1, removed, ...added), [...lines]);
}

function diff(...args: readonly string[]): string {
  try {
    return execFileSync("diff", args, { encoding: "utf8" });
  } catch (error) {
    if (error instanceof Error && "stdout" in error) return String(error.stdout);
    throw error;
  }
}
