/** What "Show Information" and "Show Parameters" show. */
import { describe, expect, it } from "vitest";
import { loadedOnlyPage, type ModuleFacts, modulePage } from "../../../client/src/operations/module-page.ts";
import { renderPage } from "../../../client/src/operations/page.ts";
import { parametersPage } from "../../../client/src/operations/parameters-page.ts";
import { koOf, loadedOf } from "./modules.ts";

const shown = (more: Partial<ModuleFacts>) =>
  renderPage(
    modulePage({
      info: koOf("hello"),
      target: undefined,
      loaded: undefined,
      sources: undefined,
      built: [],
      ...more,
    }),
  );

/** Rows of tables as `Field: Value`. */
const rows = (text: string): readonly string[] =>
  [...text.matchAll(/^\| (.*?) *\| (.*?) *\|$/gmu)].map(([, name, value]) => `${name}: ${value}`);

describe("information", () => {
  it("holds every field that the file has", () => {
    const { text } = shown({
      info: koOf("hello", {
        description: "Says hello",
        authors: ["A", "B"],
        version: "1.2",
        depends: ["dep"],
        softdeps: ["pre: crc32"],
        aliases: ["pci:v*"],
        firmware: ["a.bin"],
        imports: ["NS"],
        parameters: [{ name: "count", type: "int", description: "how often" }],
        signature: { signer: "Key", key: "AA:BB", hash: "sha256" },
        exportedSymbols: ["hello_answer"],
        undefinedSymbols: ["_printk"],
        hasExit: false,
      }),
    });
    expect(text.startsWith("# hello\n\nSays hello\n")).toBe(true);
    expect(rows(text)).toEqual(
      expect.arrayContaining([
        "File: /w/hello/hello.ko",
        "Licence: GPL",
        "Authors: A, B",
        "Version: 1.2",
        "Source version: AAAA",
        "Version magic: 6.1.0-13-amd64 SMP preempt mod_unload modversions",
        "Architecture: x86_64",
        "Signature: Signed by Key (sha256), key AA:BB",
        "Depends on: dep",
        "Soft dependencies: pre: crc32",
        "Namespaces: NS",
        "Exit function: none: it stays until the next boot",
      ]),
    );
    for (const part of ["| count ", "a.bin", "pci:v*", "hello_answer", "_printk"])
      expect(text).toContain(part);
  });

  it("says of what is missing only what matters", () => {
    const { text } = shown({ info: koOf("hello", { license: undefined }) });
    expect(rows(text)).toContain("Licence: none: the kernel takes it for proprietary");
    expect(rows(text)).toContain("Signature: none");
    expect(text).not.toMatch(/Version: |## Parameters|## Aliases|Namespaces/u);
  });

  it("leads to the modules that it needs where the workspace has built them, and to its sources", () => {
    const { text, links } = shown({
      info: koOf("hello", { depends: ["dep", "kernels_own"] }),
      built: [koOf("dep")],
      sources: {
        name: "hello",
        folder: "file:///w/hello",
        sources: ["file:///w/hello/h.c"],
        parameters: [],
        init: undefined,
      },
    });
    expect(links.map(({ link }) => link)).toEqual([
      { kind: "command", command: "kmod.showModuleInformation", argument: { file: "/w/dep/dep.ko" } },
      { kind: "uri", uri: "file:///w/hello/h.c", line: 0 },
    ]);
    expect(text).toContain("- /w/hello/h.c");
  });

  it("says how it is loaded, and that what is loaded is not what is built", () => {
    const loaded = { target: "vm-6.1", module: loadedOf("hello", { srcversion: "BBBB", usedBy: ["user"] }) };
    const { text } = shown({ loaded });
    expect(text).toContain("## Loaded on vm-6.1");
    expect(text).toContain("built from other sources than this file (source version BBBB)");
    expect(rows(text)).toContain("Used by: user");
    const same = { target: "vm-6.1", module: loadedOf("hello") };
    expect(shown({ loaded: same }).text).not.toContain("other sources");
  });

  it("of a module without a file is what the kernel knows", () => {
    const page = loadedOnlyPage({ target: "board", module: loadedOf("secret", { state: "unloading" }) }, []);
    expect(rows(renderPage(page).text)).toContain("State: unloading");
  });
});

describe("parameters", () => {
  it("are shown with value, type and description, also those that the kernel hides", () => {
    const page = parametersPage("vm-6.1", [
      {
        module: "hello",
        loaded: [
          { name: "count", value: "2", mode: 0o644 },
          { name: "key", value: undefined, mode: 0o400 },
        ],
        known: [
          { name: "count", type: "int", description: "how often", mode: 0o644 },
          { name: "hidden", type: "bool", description: undefined, mode: 0 },
        ],
      },
    ]);
    const lines = renderPage(page)
      .text.split("\n")
      .map((line) => line.replaceAll(/ +/gu, " "));
    expect(lines).toEqual(
      expect.arrayContaining([
        "| count | 2 | int | yes | how often |",
        "| key | (root only) | | no | |",
        "| hidden | (not shown by the kernel) | bool | no | |",
      ]),
    );
  });

  it("of a module that has none are said to be none", () => {
    const page = parametersPage("vm-6.1", [{ module: "user", loaded: [], known: [] }]);
    expect(renderPage(page).text).toContain("user has no parameters.");
  });
});
