/** Semantic patches in the kernel's manner, run by the real spatch. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readReport, readSemanticPatch } from "../../../client/src/kernel/checkers/coccinelle.ts";
import { findSemanticPatches, runCoccinelle } from "../../../client/src/kernel/checkers/coccinelle-run.ts";
import { createBuildMachine } from "../../../client/src/kernel/kbuild/build-machine.ts";

const nullFree = `/// A NULL check before kfree is not needed.
///
// Options: --no-includes --include-headers
virtual patch
virtual org
virtual report
virtual context

@mend depends on patch@
expression E;
@@
- if (E != NULL)
  kfree(E);

@find depends on report@
expression E;
position p;
@@
* if (E != NULL)
*	kfree@p(E);

@script:python depends on report@
p << find.p;
@@
coccilib.report.print_report(p[0], "WARNING: the NULL check is not needed.")
`;

const source = `#include <linux/slab.h>
void f(void *p)
{
	int a;

	if (p)
		kfree(p);
	a = 1;
	if (p != NULL)
		kfree(p);
}
`;

describe("a semantic patch", () => {
  test("says its modes and what it wants of spatch", () => {
    expect(readSemanticPatch("/x/free/null.cocci", nullFree)).toEqual({
      file: "/x/free/null.cocci",
      name: "null",
      options: ["--no-includes", "--include-headers"],
      canPatch: true,
    });
  });

  test("that reports nothing is none to check with", () => {
    expect(readSemanticPatch("/x/a.cocci", "virtual patch\n@@ @@\n- a\n+ b\n")).toBeUndefined();
  });

  test("cannot bring words of a shell", () => {
    const patch = readSemanticPatch(
      "/x/a.cocci",
      "// Options: --no-includes $(reboot) ; x\nvirtual report\n",
    );
    expect(patch?.options).toEqual(["--no-includes"]);
  });
});

test("a report is read with its kind, its line and its characters", () => {
  const patch = { file: "/x/eno.cocci", name: "eno", options: [], canPatch: true };
  const output = `warning: line 134: should x be a metavariable?
/m/c.c:13:5-11: ERROR: allocation function on line 7 returns NULL not ERR_PTR on failure
/m/c.c:12:2-7: WARNING opportunity for kmemdup
`;
  expect(readReport(patch, output)).toEqual([
    {
      tool: "coccinelle",
      severity: "error",
      text: "allocation function on line 7 returns NULL not ERR_PTR on failure",
      code: "eno",
      file: "/m/c.c",
      line: 13,
      columns: { start: 5, end: 11 },
    },
    expect.objectContaining({ severity: "warning", text: "opportunity for kmemdup", line: 12 }),
  ]);
});

describe("spatch", () => {
  const root = mkdtempSync(path.join(tmpdir(), "kmod-cocci-"));
  const file = path.join(root, "a.c");
  const machine = createBuildMachine();

  beforeAll(() => {
    mkdirSync(path.join(root, "scripts", "free"), { recursive: true });
    writeFileSync(path.join(root, "scripts", "free", "null.cocci"), nullFree);
    writeFileSync(path.join(root, "scripts", "broken.cocci"), "virtual report\n@@ nothing\n");
    writeFileSync(file, source);
  });

  afterAll(() => {
    machine.dispose();
    rmSync(root, { recursive: true });
  });

  test("finds what the scripts of a folder describe, with what mends each; one that fails stops no other", async () => {
    const patches = await findSemanticPatches(path.join(root, "scripts"));
    expect(patches.map(({ name }) => name)).toEqual(["broken", "null"]);
    const done: string[] = [];
    const { messages, failures } = await runCoccinelle(machine, {
      patches,
      files: [file],
      jobs: 2,
      onDone: ({ name }) => done.push(name),
    });
    expect(messages.map(({ line, text, changes }) => ({ line, text, changes }))).toEqual([
      {
        line: 7,
        text: "the NULL check is not needed.",
        changes: [{ line: 6, removed: 2, added: ["\tkfree(p);"] }],
      },
      {
        line: 10,
        text: "the NULL check is not needed.",
        changes: [{ line: 9, removed: 2, added: ["\tkfree(p);"] }],
      },
    ]);
    expect(failures.map(({ patch }) => patch.name)).toEqual(["broken"]);
    expect(done.toSorted()).toEqual(["broken", "null"]);
  }, 30_000);

  test("is ended by the signal", async () => {
    const patches = await findSemanticPatches(path.join(root, "scripts"));
    const run = runCoccinelle(machine, { patches, files: [file], jobs: 1, signal: AbortSignal.abort() });
    await expect(run).rejects.toMatchObject({ problem: "cancelled" });
  });
});
