import { describe, expect, test } from "vitest";
import { applyFix } from "../../support/check.ts";
import { checkSymbols, moduleDoing, symbolFindings } from "../../support/symbol-checks.ts";

const check = (statements: string, licence = "Proprietary", declarations = "") =>
  symbolFindings("gpl-only-symbol", declarations, statements, { licence });

describe("gpl-only-symbol", () => {
  test("a module of another licence may not use a GPL-only symbol", () => {
    expect(check("root_device_unregister(t_pointer);")).toMatchObject([
      { severity: "error", words: "root_device_unregister" },
    ]);
  });

  test("any symbol is free to a GPL-compatible module, and a free symbol to any module", () => {
    expect(check("root_device_unregister(t_pointer);", "GPL v2")).toEqual([]);
    expect(check("kfree(t_pointer);")).toEqual([]);
  });

  test("a macro of the headers uses symbols too, and is named", () => {
    const [finding] = check('t_pointer = root_device_register("t");');
    expect(finding).toMatchObject({ severity: "error", words: "root_device_register" });
    expect(finding?.message).toContain("'__root_device_register' (through root_device_register())");
  });

  test("an inline function of the headers uses symbols too, and is named", () => {
    const [finding] = check('make_dir("t");');
    expect(finding).toMatchObject({ severity: "error", words: "make_dir" });
    expect(finding?.message).toContain("'debugfs_create_dir' (through make_dir())");
  });

  test.each([
    ["dead code", "if (0) root_device_unregister(t_pointer);", ""],
    ["an option that is not set", "if (IS_ENABLED(CONFIG_UNSET)) root_device_unregister(t_pointer);", ""],
    [
      "a function that nobody calls",
      "",
      "static void __maybe_unused t_u(void) { root_device_unregister(t_pointer); }",
    ],
    ["sizeof()", "t_value = sizeof(debugfs_create_dir(0, 0));", ""],
  ])("a use in %s is none", (_name, statements, declarations) => {
    expect(check(statements, "Proprietary", declarations)).toEqual([]);
  });

  test("one licence that is not compatible is enough, in any file of the module", () => {
    const files = {
      "t.c": moduleDoing("", "root_device_unregister(t_pointer);"),
      "u.c": '#include <linux/module.h>\nMODULE_LICENSE("Proprietary");\n',
      Makefile: "obj-m := m.o\nm-y := t.o u.o\n",
    };
    const [finding] = checkSymbols(files).filter(({ rule }) => rule === "gpl-only-symbol");
    expect(finding).toMatchObject({ path: "t.c", severity: "error" });
    expect(finding?.related).toMatchObject([{ path: "/project/u.c" }]);
    expect(finding?.fixes[0]).toMatchObject({ path: "/project/u.c" });
  });

  test("the fix changes the licence, says what that means, and is never made unasked", () => {
    const source = moduleDoing("", "root_device_unregister(t_pointer);", "GPLv2");
    const [finding] = checkSymbols({ "t.c": source }).filter(({ rule }) => rule === "gpl-only-symbol");
    const fix = finding?.fixes[0];
    expect(fix).toMatchObject({ isSafe: false });
    expect(fix?.title).toContain("the source must then be given under it");
    expect(fix && applyFix(source, fix)).toContain('MODULE_LICENSE("GPL v2");');
  });
});
