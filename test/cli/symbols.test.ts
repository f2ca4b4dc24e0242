/** `kmod-lint symbols` and `kmod-lint deps` on projects on the real disk. */
import { afterEach, describe, expect, it } from "vitest";
import type { Toolkit } from "../../server/src/cli/toolkit.ts";
import { readSymvers } from "../../server/src/core/symbols/symvers.ts";
import { createProject, type Project } from "./project.ts";

const files = {
  Kbuild: "obj-m := core.o usb.o\n",
  "core.c": 'void core_add(void) { printk("x"); }\nEXPORT_SYMBOL_GPL(core_add);\n',
  "usb.c":
    'void probe(void) { core_add(); usb_free(1); lost(); }\nvoid lost(void);\nMODULE_SOFTDEP("pre: other");\n',
};

const symvers = readSymvers(
  "0x1\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n0x2\tusb_free\tdrivers/usb/usb-common\tEXPORT_SYMBOL_GPL\tUSB\n",
);

const findKernel: Toolkit["findKernel"] = (directory) => ({
  facts: {
    directory: directory ?? "/a/kernel",
    release: "6.1.0",
    version: { major: 6, minor: 1 },
    entryMacros: new Map(),
    config: new Map<string, string>(),
    symbols: symvers,
  },
  problem: undefined,
});

let project: Project | undefined;
afterEach(() => project?.remove());

const withoutTable: Toolkit["findKernel"] = (directory) => {
  const found = findKernel(directory);
  return { ...found, facts: { ...found.facts, symbols: undefined } };
};

const lint = (words: readonly string[], toolkit: Partial<Toolkit> = { findKernel }) => {
  project = createProject(files);
  return project.lint(words, { toolkit });
};

describe("symbols", () => {
  it("tells each module's exports and imports with their places and owners as a table", async () => {
    const { stdout, stderr, status } = await lint(["symbols"]);
    expect(status).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toBe(`core Kbuild:1
  exports (1)
    core_add  GPL only  core.c:2
  imports (1)
    printk  vmlinux  core.c:1

usb Kbuild:1
  no exports
  imports (3)
    lost      nobody                            usb.c:1
    core_add  core                    GPL only  usb.c:1
    usb_free  drivers/usb/usb-common  GPL only  usb.c:1

2 modules
`);
  });

  it("writes JSON with what is asked for of the module that is asked for", async () => {
    const { stdout } = await lint(["symbols", "--module", "usb", "--imports", "--format", "json"]);
    const written = JSON.parse(stdout);
    expect(written).toMatchObject({ version: 1, kernel: { release: "6.1.0" } });
    expect(written.modules).toHaveLength(1);
    expect(written.modules[0]).not.toHaveProperty("exports");
    expect(written.modules[0].imports).toContainEqual({
      name: "usb_free",
      certainty: "mention",
      file: "usb.c",
      line: 1,
      column: 32,
      providers: [
        { kind: "kernel-module", module: "drivers/usb/usb-common", gplOnly: true, namespace: "USB" },
      ],
    });
  });

  it("says which module was meant when there is none of the name", async () => {
    const { stderr, status } = await lint(["symbols", "--module", "cor"]);
    expect(status).toBe(2);
    expect(stderr).toBe("kmod-lint: --module cor: no such module (did you mean 'core'?)\n");
  });

  it("says that a kernel without Module.symvers leaves its exports unknown, and calls nothing nobody's", async () => {
    const { stdout, stderr } = await lint(["symbols", "--imports"], { findKernel: withoutTable });
    expect(stderr).toContain("no Module.symvers");
    expect(stdout).toContain("core_add  core");
    expect(stdout).not.toContain("nobody");
  });
});

describe("deps", () => {
  it("tells the order of loading and what each module needs", async () => {
    const { stdout, status } = await lint(["deps", "--kernel-modules"]);
    expect(status).toBe(0);
    expect(stdout).toBe(`load order
1. core
2. usb_common  of the kernel: drivers/usb/usb-common
3. other  not built here
4. usb
   needs core: core_add
   needs usb_common: usb_free
   before it: other (MODULE_SOFTDEP)
2 modules, 2 dependencies
`);
  });

  it("writes the same graph as JSON and as DOT", async () => {
    const { stdout: json } = await lint(["deps", "--format", "json"]);
    expect(JSON.parse(json)).toMatchObject({
      version: 1,
      nodes: [
        { id: "core", kind: "source", sources: ["core.c"], kbuild: { file: "Kbuild", line: 1 } },
        { id: "usb" },
      ],
      edges: [
        { from: "usb", to: "core", kind: "symbols", symbols: [{ name: "core_add", file: "usb.c", line: 1 }] },
      ],
      order: ["core", "usb"],
      cycles: [],
    });
    project?.remove();
    const { stdout: dot } = await lint(["deps", "--format", "dot"]);
    expect(dot).toContain('"usb" -> "core" [label="1", tooltip="core_add"];');
  });

  it("names a cycle and fails", async () => {
    project = createProject({
      Kbuild: "obj-m := a.o b.o\n",
      "a.c": "void fa(void) { fb(); }\nEXPORT_SYMBOL(fa);\n",
      "b.c": "void fb(void) { fa(); }\nEXPORT_SYMBOL(fb);\n",
    });
    const { stdout, status } = await project.lint(["deps"], { toolkit: { findKernel } });
    expect(status).toBe(1);
    expect(stdout).toContain("cycle: a -> b -> a: depmod refuses them");
  });

  it("comes to the same with workers", async () => {
    const many = Array.from({ length: 60 }, (_, at) => at);
    project = createProject({
      Kbuild: `obj-m := ${many.map((at) => `m${at}.o`).join(" ")}\n`,
      ...Object.fromEntries(
        many.map((at) => [`m${at}.c`, `void f${at}(void) { f${at - 1}(); }\nEXPORT_SYMBOL(f${at});\n`]),
      ),
    });
    const alone = await project.lint(["deps", "--jobs", "1", "--format", "json"], {
      toolkit: { findKernel },
    });
    const together = await project.lint(["deps", "--jobs", "2", "--format", "json"], {
      toolkit: { findKernel },
    });
    expect(JSON.parse(alone.stdout).edges).toHaveLength(59);
    expect(together.stdout).toBe(alone.stdout);
  });
});
