import { describe, expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";
import { moduleOf } from "../../support/module-source.ts";

const check = (init: string) => checkSource("init-signature", moduleOf(init));

describe("what gcc refuses", () => {
  test.each([
    ["void", "static void __init t_init(void)\n{\n}\n"],
    ["long", "static long __init t_init(void)\n{\n\treturn 0;\n}\n"],
    ["unsigned int", "static unsigned int __init t_init(void)\n{\n\treturn 0;\n}\n"],
    ["bool", "static bool __init t_init(void)\n{\n\treturn 0;\n}\n"],
    ["u32", "static u32 __init t_init(void)\n{\n\treturn 0;\n}\n"],
    ["a pointer", "static int * __init t_init(void)\n{\n\treturn NULL;\n}\n"],
    ["a pointer with its star at the name", "static int *t_init(void)\n{\n\treturn NULL;\n}\n"],
    ["no type", "static __init t_init(void)\n{\n\treturn 0;\n}\n"],
    ["a parameter", "static int __init t_init(int unused)\n{\n\treturn 0;\n}\n"],
    ["no prototype", "static int __init t_init()\n{\n\treturn 0;\n}\n"],
  ])("%s, and the fix makes it int f(void)", (_, init) => {
    const [finding, ...others] = check(init);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "error", words: "t_init" });
    const fixed = finding?.fixes[0] ? applyFix(moduleOf(init), finding.fixes[0]) : "";
    expect(fixed).toMatch(/static (?:__init )?int (?:__init )?t_init\(void\)/);
    expect(checkSource("init-signature", fixed)).toEqual([]);
  });
});

describe("what gcc takes", () => {
  test.each([
    ["int", "static int __init t_init(void)\n{\n\treturn 0;\n}\n"],
    ["signed", "static signed __init t_init(void)\n{\n\treturn 0;\n}\n"],
    ["s32", "static s32 __init t_init(void)\n{\n\treturn 0;\n}\n"],
    ["const int", "static const int __init t_init(void)\n{\n\treturn 0;\n}\n"],
    ["attributes in any order", "__init static noinline int __cold t_init(void)\n{\n\treturn 0;\n}\n"],
    ["a typedef nobody knows", "static my_int __init t_init(void)\n{\n\treturn 0;\n}\n"],
    ["an enum, which may be an int", "static enum t_state __init t_init(void)\n{\n\treturn 0;\n}\n"],
    [
      "a macro as the parameters",
      "#define NOTHING void\nstatic int __init t_init(NOTHING)\n{\n\treturn 0;\n}\n",
    ],
    [
      "empty parentheses after a prototype",
      "static int t_init(void);\nstatic int __init t_init()\n{\n\treturn 0;\n}\n",
    ],
    ["a macro as the type", "#define bool int\nstatic bool __init t_init(void)\n{\n\treturn 0;\n}\n"],
  ])("%s", (_, init) => {
    expect(check(init)).toEqual([]);
  });
});

test("other functions may have any type", () => {
  expect(
    check(
      "static long t_other(void)\n{\n\treturn 0;\n}\nstatic int __init t_init(void)\n{\n\treturn t_other();\n}\n",
    ),
  ).toEqual([]);
});

test("an attribute behind the parameters moves before the name", () => {
  const init = "static int t_init(void) __init\n{\n\treturn 0;\n}\n";
  const [finding] = check(init);
  expect(finding).toMatchObject({ severity: "error", words: "__init" });
  expect(finding?.fixes[0] && applyFix(moduleOf(init), finding.fixes[0])).toContain(
    "static int __init t_init(void)\n{",
  );
});

test("a prototype without parameters is refused as well", () => {
  expect(check("static int t_init();\nstatic int __init t_init(void)\n{\n\treturn 0;\n}\n")).toMatchObject([
    { line: 3 },
  ]);
});

test("init_module by its own name is judged too, and cannot be static", () => {
  const source = moduleOf("static int __init init_module(void)\n{\n\treturn 0;\n}\n", "", "");
  expect(checkSource("init-signature", source)).toMatchObject([{ severity: "error", words: "init_module" }]);
  expect(checkSource("init-signature", moduleOf("void init_module(void)\n{\n}\n", "", ""))).toHaveLength(1);
  expect(
    checkSource("init-signature", moduleOf("int init_module(void)\n{\n\treturn 0;\n}\n", "", "")),
  ).toEqual([]);
});

const returningEnum = (constants: string) =>
  check(`enum t_state { ${constants} };\nstatic enum t_state __init t_init(void)\n{\n\treturn 0;\n}\n`);

test("an enum without negative constants is unsigned, and no int", () => {
  expect(returningEnum("T_OK, T_BAD")).toMatchObject([{ severity: "error" }]);
  expect(returningEnum("T_BAD = -1, T_OK")).toEqual([]);
});
