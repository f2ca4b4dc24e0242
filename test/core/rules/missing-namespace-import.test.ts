import { describe, expect, test } from "vitest";
import { applyFix } from "../../support/check.ts";
import { kernelExporting, sampleParts, sampleSymbols } from "../../support/scope.ts";
import { checkSymbols, moduleDoing, symbolFindings } from "../../support/symbol-checks.ts";

const check = (declarations: string, statements = "dma_buf_put(t_pointer);") =>
  symbolFindings("missing-namespace-import", declarations, statements);

describe("missing-namespace-import", () => {
  test("a symbol of a namespace needs its import", () => {
    expect(check("")).toMatchObject([{ severity: "error", words: "dma_buf_put" }]);
    expect(check("", "kfree(t_pointer);")).toEqual([]);
  });

  test.each([
    ["MODULE_IMPORT_NS(DMA_BUF);"],
    ['MODULE_INFO(import_ns, "DMA_BUF");'],
    ["#ifdef CONFIG_SET\nMODULE_IMPORT_NS(DMA_BUF);\n#endif"],
  ])("%s imports it", (line) => {
    expect(check(line)).toEqual([]);
  });

  test.each([
    ["MODULE_IMPORT_NS(OTHER);"],
    ["#ifdef CONFIG_UNSET\nMODULE_IMPORT_NS(DMA_BUF);\n#endif"],
    // Before 6.13 the quotes become part of the name.
    ['MODULE_IMPORT_NS("DMA_BUF");'],
  ])("%s does not", (line) => {
    expect(check(line)).toMatchObject([{ severity: "error" }]);
  });

  test("any file of the module may import it", () => {
    const files = {
      "t.c": moduleDoing("", "dma_buf_put(t_pointer);"),
      "u.c": "#include <linux/module.h>\nMODULE_IMPORT_NS(DMA_BUF);\n",
      Makefile: "obj-m := m.o\nm-y := t.o u.o\n",
    };
    expect(checkSymbols(files).filter(({ rule }) => rule === "missing-namespace-import")).toEqual([]);
  });

  test("the fix writes the import as the kernel wants it: a string from 6.13 on", () => {
    const source = moduleDoing("", "dma_buf_put(t_pointer);");
    const fixed = (version: `${number}.${number}`) => {
      const kernel = kernelExporting(version, sampleSymbols);
      const [finding] = checkSymbols({ "t.c": source }, { kernel }).filter(
        ({ rule }) => rule === "missing-namespace-import",
      );
      return finding?.fixes[0] && applyFix(source, finding.fixes[0]);
    };
    expect(fixed("6.1")).toContain("MODULE_IMPORT_NS(DMA_BUF);");
    expect(fixed("6.13")).toContain('MODULE_IMPORT_NS("DMA_BUF");');
  });

  test("a kernel that allows it warns", () => {
    const kernel = kernelExporting("6.1", sampleSymbols, { MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS: "y" });
    const options = { kernel, scope: sampleParts };
    expect(symbolFindings("missing-namespace-import", "", "dma_buf_put(t_pointer);", options)).toMatchObject([
      { severity: "warning" },
    ]);
  });

  test("a symbol for certain modules only names them, and no import helps", () => {
    const kernel = kernelExporting("6.16", ["kvm_only vmlinux EXPORT_SYMBOL_GPL module:kvm,kvm-*"]);
    const scope = { ...sampleParts, functions: { kvm_only: 0 } };
    const of = (makefile: string) =>
      checkSymbols({ "t.c": moduleDoing("", "kvm_only();"), Makefile: makefile }, { kernel, scope }).filter(
        ({ rule }) => rule === "missing-namespace-import",
      );
    expect(of("obj-m := t.o\n")).toMatchObject([{ fixes: [] }]);
    expect(of("obj-m := kvm-t.o\nkvm-t-y := t.o\n")).toEqual([]);
  });
});
