/** Kmod and clangd on the same files: nothing is said twice. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { replace, show } from "./host.ts";
import {
  completionsAt,
  definitionsAt,
  hoverAt,
  inside,
  kernelInUse,
  useNavigationFiles,
} from "./navigation-files.ts";

describe("beside clangd", () => {
  let document: vscode.TextDocument;

  before(async () => {
    await useNavigationFiles();
    document = await show("nav/display.c");
    const clangd = vscode.extensions.getExtension("llvm-vs-code-extensions.vscode-clangd");
    assert.ok(clangd, "clangd's extension is in the host");
    await clangd.activate();
    await kernelInUse();
  });

  after(() => vscode.commands.executeCommand("workbench.action.files.revert"));

  it("a use of another module's export leads to the header by clangd and to the source by Kmod", async () => {
    const found = await definitionsAt(document, inside(document, "meter_read"));
    assert.deepEqual(found.toSorted(), ["nav/meter.c:8", "nav/meter.h:1"]);
  });

  it("what clangd can tell is told once", async () => {
    for (const words of ["base_count", "start);", "linux/module.h"]) {
      const found = await definitionsAt(document, inside(document, words));
      assert.equal(new Set(found).size, found.length, `${words}: ${found.join(" ")}`);
      assert.equal(found.length, 1, `${words}: ${found.join(" ")}`);
    }
  });

  it("the prototype is clangd's, the export facts are Kmod's", async () => {
    const text = await hoverAt(document, inside(document, "base_count"));
    assert.equal(text.match(/int base_count\(/gu)?.length, 1, text);
    assert.equal(text.match(/Exported by `vmlinux`/gu)?.length, 1, text);
  });

  it("functions are offered once: what is included by clangd, the others by Kmod", async () => {
    await replace(document, "return meter_read", "base_;\n\tclock_;\n\treturn meter_read");
    const included = await completionsAt(document, inside(document, "base_;", "base_".length));
    assert.deepEqual(
      included.map(({ name }) => name),
      ["base_count"],
    );
    const others = await completionsAt(document, inside(document, "clock_;", "clock_".length));
    // clangd knows functions of the C library that begin alike.
    const named = others.map(({ name }) => name);
    assert.equal(new Set(named).size, named.length, named.join(" "));
    assert.ok(named.includes("clock_take"), named.join(" "));
    await replace(document, "base_;\n\tclock_;\n\t", "");
  });

  it("no place is listed twice among the references", async () => {
    const found: readonly vscode.Location[] = await vscode.commands.executeCommand(
      "vscode.executeReferenceProvider",
      document.uri,
      inside(document, "meter_read"),
    );
    const places = found.map(
      ({ uri, range }) =>
        `${vscode.workspace.asRelativePath(uri)}:${range.start.line}:${range.start.character}`,
    );
    assert.equal(new Set(places).size, places.length, places.join(" "));
    assert.ok(
      places.some((place) => place.startsWith("nav/meter.c")),
      places.join(" "),
    );
  });
});
