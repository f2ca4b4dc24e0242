import { describe, expect, test } from "vitest";
import { applyFix } from "../../support/check.ts";
import { sampleParts } from "../../support/scope.ts";
import { checkSymbols, moduleDoing, symbolFindings } from "../../support/symbol-checks.ts";

const check = (declarations: string, statements: string, scope = sampleParts) =>
  symbolFindings("undeclared-function", declarations, statements, { scope });

describe("undeclared-function", () => {
  test.each([
    ["a call", "", "t_value = t_missing(1);"],
    ["in sizeof()", "", "t_value = sizeof(t_missing(1));"],
    ["in dead code", "", "if (0) t_value = t_missing(1);"],
    ["in an argument of a macro", "", "t_value = max(t_missing(1), 3);"],
    ["in a function that nobody calls", "static int __maybe_unused t_u(void) { return t_missing(1); }", ""],
    ["a value", "", "t_value = t_missing;"],
  ])("%s of a name that nothing declares is the error", (_name, declarations, statements) => {
    expect(check(declarations, statements)).toMatchObject([{ severity: "error", words: "t_missing" }]);
  });

  test("through a macro the macro's name is where it stands", () => {
    const [finding] = check("#define T_CALL(x) t_missing(x)", "t_value = T_CALL(1);");
    expect(finding).toMatchObject({ words: "T_CALL" });
    expect(finding?.message).toContain("through T_CALL()");
  });

  test.each([
    ["a macro never used", "#define T_CALL(x) t_missing(x)", ""],
    ["a stringified argument", "#define T_NAME(x) #x", 'pr_info("%s", T_NAME(t_missing(1)));'],
    ["lines that are not compiled", "", "\n#ifdef CONFIG_UNSET\n\tt_value = t_missing(1);\n#endif\n"],
    ["a comment and a string", "", 'pr_info("t_missing(1)"); /* t_missing(1) */'],
    ["a local pointer", "", "int (*t_missing)(int) = t_pointer; t_value = t_missing(1);"],
    [
      "a parameter",
      "static int t_use(int (*t_missing)(int)) { return t_missing(1); }",
      "t_value = t_use(t_pointer);",
    ],
    [
      "a member",
      "struct t_s { int (*t_missing)(int); }; static struct t_s t_s;",
      "t_value = t_s.t_missing(1);",
    ],
    ["a declaration in the block", "", "extern int t_missing(int a); t_value = t_missing(1);"],
    ["a static function above", "static int t_missing(int a) { return a; }", "t_value = t_missing(1);"],
    [
      "a function that an own macro makes",
      "#define T_MAKE(n) static int t_##n(int a) { return a; }\nT_MAKE(missing)",
      "t_value = t_missing(1);",
    ],
    ["an enumerator", "enum { t_missing };", "t_value = t_missing;"],
    ["the compiler's own", "", "t_value = __builtin_popcount(t_value);"],
    ["a cast", "", "t_value = (int)(t_value);"],
  ])("%s is no call of an undeclared function", (_name, declarations, statements) => {
    expect(check(declarations, statements)).toEqual([]);
  });

  test("a name that something not understood may declare is left alone, and so is a scope that is not whole", () => {
    const call = "t_value = t_missing(1);";
    expect(check("", call, { ...sampleParts, hidden: ["t_missing"] })).toEqual([]);
    expect(check("", call, { ...sampleParts, isWhole: false })).toEqual([]);
  });

  test("a function that is defined below without a prototype is named as such", () => {
    const more = "int t_later(int a);\nint t_later(int a)\n{\n\treturn a;\n}\n";
    const source = `${moduleDoing("", "t_value = t_later(1);")}${more}`;
    const [finding] = checkSymbols({ "t.c": source }).filter(({ rule }) => rule === "undeclared-function");
    expect(finding?.message).toContain("declared only below this function");
  });

  test("the header that has it is named, and the fix includes it among the others in order", () => {
    const source = moduleDoing("", "t_pointer = vmalloc(8);").replace(
      "#include <linux/module.h>\n",
      "#include <linux/module.h>\n#include <linux/workqueue.h>\n",
    );
    const scope = { ...sampleParts, elsewhere: { vmalloc: ["linux/vmalloc.h"] } };
    const [finding] = checkSymbols({ "t.c": source }, { scope }).filter(
      ({ rule }) => rule === "undeclared-function",
    );
    expect(finding?.message).toContain("declared in <linux/vmalloc.h>, which this file does not include");
    expect(finding?.fixes[0] && applyFix(source, finding.fixes[0])).toContain(
      "#include <linux/module.h>\n#include <linux/vmalloc.h>\n#include <linux/workqueue.h>\n",
    );
  });

  test("what no header has is said to be in none", () => {
    const [finding] = check("", "t_value = t_missing(1);", { ...sampleParts, elsewhere: {} });
    expect(finding?.message).toContain("not declared in any header of kernel 6.1");
  });
});
