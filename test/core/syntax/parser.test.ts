/** Both parsers give the same trees, and core's offsets hold on both. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskOf, scan } from "../../../server/src/core/syntax/scan.ts";
import { loadParser } from "../../../server/src/host/parser/load.ts";
import { backends, loadBackend } from "../../support/parsers.ts";
import { shapeOf } from "./shape.ts";
import { driver, kernelTexts } from "./texts.ts";

describe.each(backends)("the %s parser", async (backend) => {
  const parser = await loadBackend(backend);

  it("counts offsets in UTF-16 units behind letters outside ASCII", () => {
    const text = '/* é 𝒳 漢 */\nint before;\nstatic const char *s = "漢𝒳";\nint after;\n';
    const tree = parser.parse(text);
    const names = tree.root
      .descendantsOfType(["identifier"])
      .map((node) => text.slice(node.startIndex, node.endIndex));
    tree.dispose();
    expect(names).toEqual(["before", "s", "after"]);
  });

  it("parses a text longer than the bindings' buffers", () => {
    const tree = parser.parse("int f(void)\n{\n\treturn 0;\n}\n".repeat(5000));
    expect(tree.root.hasError).toBe(false);
    expect(tree.root.namedChildren.length).toBe(5000);
    tree.dispose();
  });

  it("parses the mask of a driver without errors", () => {
    const tree = parser.parse(maskOf(scan(driver)));
    expect(shapeOf(tree.root)).not.toContain("ERROR");
    expect(tree.root.hasError).toBe(false);
    tree.dispose();
  });

  it("parses the empty text", () => {
    const tree = parser.parse("");
    expect(tree.root.namedChildren).toEqual([]);
    tree.dispose();
  });
});

describe("the two parsers", () => {
  it("agree on what has errors, and on every tree that has none", async () => {
    const [native, wasm] = await Promise.all(backends.map(async (backend) => loadBackend(backend)));
    if (native === undefined || wasm === undefined) throw new Error("two backends were expected");
    fc.assert(
      fc.property(kernelTexts, (text) => {
        const masked = maskOf(scan(text));
        const trees = [native.parse(masked), wasm.parse(masked)] as const;
        // How they recover from an error is a matter of their versions.
        expect(trees[0].root.hasError).toBe(trees[1].root.hasError);
        if (!trees[0].root.hasError) expect(shapeOf(trees[0].root)).toBe(shapeOf(trees[1].root));
        for (const tree of trees) tree.dispose();
      }),
      { numRuns: 300 },
    );
  });
});

describe("loadParser", () => {
  it("says that it uses WASM when asked to", async () => {
    const said: string[] = [];
    const parser = await loadParser({ prefer: "wasm", log: (message) => said.push(message) });
    expect(parser.backend).toBe("wasm");
    expect(said).toEqual(["The WebAssembly parser is used, as asked."]);
  });

  it("rejects where the WASM files are not", async () => {
    const loading = loadParser({ prefer: "wasm", wasmDirectory: "/nowhere", log: () => undefined });
    await expect(loading).rejects.toThrow("/nowhere");
  });
});
