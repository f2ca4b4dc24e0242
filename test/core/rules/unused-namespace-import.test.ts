import { describe, expect, test } from "vitest";
import { symbolFindings } from "../../support/symbol-checks.ts";

const check = (declarations: string, statements: string) =>
  symbolFindings("unused-namespace-import", declarations, statements);

describe("unused-namespace-import", () => {
  test("an import of which nothing is mentioned is a hint", () => {
    expect(check("MODULE_IMPORT_NS(CRYPTO_INTERNAL);", "")).toMatchObject([
      { severity: "hint", words: "CRYPTO_INTERNAL" },
    ]);
  });

  test("an import of a namespace that does not exist says so", () => {
    expect(check("MODULE_IMPORT_NS(DMA_BUFF);", "")[0]?.message).toContain(
      "Nothing is exported in a namespace",
    );
  });

  test("what is mentioned, even in dead code, keeps it", () => {
    const line = "MODULE_IMPORT_NS(DMA_BUF);";
    expect(check(line, "dma_buf_put(t_pointer);")).toEqual([]);
    expect(check(line, "if (0) dma_buf_put(t_pointer);")).toEqual([]);
  });
});
