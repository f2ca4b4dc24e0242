/** sparse by Kbuild, on a module that gcc has nothing to say of. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import type { BuildRequest } from "../../../client/src/kernel/kbuild/build.ts";
import { createBuildMachine } from "../../../client/src/kernel/kbuild/build-machine.ts";
import { runBuild } from "../../../client/src/kernel/kbuild/run-build.ts";
import { plainOptions } from "../../support/plain-build.ts";

const source = `#include <linux/module.h>
#include <linux/io.h>
static int get(void __iomem *p)
{
	int *q = (int *)p;
	return *q;
}
static int __init s_init(void)
{
	return get(0);
}
module_init(s_init);
MODULE_LICENSE("GPL");
`;

test("what sparse finds in a source that is built already is told as sparse's", async () => {
  const release = readdirSync("/lib/modules").find((one) => one.startsWith("6.1."));
  const folder = mkdtempSync(path.join(tmpdir(), "kmod-sparse-"));
  const machine = createBuildMachine();
  try {
    writeFileSync(path.join(folder, "Kbuild"), "obj-m := s.o\n");
    writeFileSync(path.join(folder, "s.c"), source);
    const request: BuildRequest = {
      folder,
      goal: { kind: "keep-going" },
      kernel: { directory: `/lib/modules/${release}/build`, release },
      options: plainOptions,
    };
    expect((await runBuild(machine, request)).kind).toBe("done");
    const checked = await runBuild(machine, { ...request, options: { ...request.options, sparse: "all" } });
    const found = checked.messages.filter(({ severity }) => severity !== "info");
    expect(found.map(({ tool, text, place }) => [tool, place?.line, text])).toEqual([
      ["sparse", 5, "cast removes address space '__iomem' of expression"],
      ["sparse", 10, "Using plain integer as NULL pointer"],
    ]);
  } finally {
    machine.dispose();
    rmSync(folder, { recursive: true });
  }
}, 60_000);
