import { describe, expect, test } from "vitest";
import { symbolFindings } from "../../support/symbol-checks.ts";

const check = (declarations: string, statements: string) =>
  symbolFindings("argument-count", declarations, statements);

describe("argument-count", () => {
  test.each([
    ["a function of the headers, too few", "", "kfree();", "kfree"],
    ["a function of the headers, too many", "", "kfree(t_pointer, 2);", "kfree"],
    ["a variadic one, too few", "", "_printk();", "_printk"],
    ["an inline one", "", "make_dir();", "make_dir"],
    ["a macro, too few", "", "t_value = max(1);", "max"],
    ["a macro, too many", "", "t_value = max(1, 2, 3);", "max"],
    ["a macro in an argument of itself", "", "t_value = max(max(1), 3);", "max"],
    ["a macro of none", "#define T_NONE() 3", "t_value = T_NONE(1);", "T_NONE"],
    ["an own function", "static int t_two(int a, int b) { return a + b; }", "t_value = t_two(1);", "t_two"],
    ["in dead code", "", "if (0) kfree();", "kfree"],
  ])("%s is the error", (_name, declarations, statements, words) => {
    expect(check(declarations, statements)).toMatchObject([{ severity: "error", words }]);
  });

  test.each([
    ["the right number", "", "kfree(t_pointer); t_value = max(1, 2);"],
    ["more to a variadic one", "", '_printk("%d %d", 1, 2);'],
    ["one empty argument", "#define T_ONE(a) (0 a)", "t_value = T_ONE();"],
    ["two empty arguments", "#define T_TWO(a, b) (0 a b)", "t_value = T_TWO(,);"],
    ["none to `...`", "#define T_ANY(a, ...) a", "t_value = T_ANY(1);"],
    ["none to `rest...`", "#define T_ANY(a, rest...) a", "t_value = T_ANY(1);"],
    ["commas in parentheses", "", "t_value = max((1, 2), 3);"],
    [
      "commas in a comment, a string and a character",
      "static int t_two(const char *a, int b) { return a[b]; }",
      "t_value = t_two(\"a,b\" /* , */, ',');",
    ],
    [
      "a macro that stands for two arguments",
      "#define T_PAIR t_pointer, 2\nstatic int t_two(void *a, int b) { return b; }",
      "t_value = t_two(T_PAIR);",
    ],
    [
      "a macro that stands for none",
      "#define T_EMPTY\nstatic int t_none(void) { return 1; }",
      "t_value = t_none(T_EMPTY);",
    ],
    ["a local of that name", "", "int (*kfree)(void) = t_pointer; t_value = kfree();"],
    [
      "a parameter of that name",
      "static int t_use(int (*kfree)(void)) { return kfree(); }",
      "t_value = t_use(t_pointer);",
    ],
    ["a member of that name", "static struct { int (*kfree)(void); } t_s;", "t_value = t_s.kfree();"],
    ["lines that are not compiled", "", "\n#ifdef CONFIG_UNSET\n\tkfree();\n\tt_value = max(1);\n#endif\n"],
    [
      "a macro that is defined again",
      "#define T_M(a) a\n#undef T_M\n#define T_M(a, b) a",
      "t_value = T_M(1, 2);",
    ],
    [
      "a list of parameters without types",
      "static int t_none();\nstatic int t_none(int a) { return a; }",
      "t_value = t_none(1);",
    ],
    [
      "another signature in another branch",
      "#ifdef CONFIG_A\nstatic int t_f(int a) { return a; }\n#else\nstatic int t_f(int a, int b) { return a; }\n#endif",
      "t_value = t_f(1, 2);",
    ],
  ])("%s is none", (_name, declarations, statements) => {
    expect(check(declarations, statements)).toEqual([]);
  });

  test("what it takes and what it is given is said, with the header that says so", () => {
    expect(check("", "kfree(t_pointer, 2);")[0]?.message).toContain(
      "Function kfree() of <linux/sample.h> takes 1 argument, and 2 are given",
    );
    expect(check("", "t_value = max(1);")[0]?.message).toContain(
      "Macro max() of <linux/sample.h> takes 2 arguments",
    );
  });
});
