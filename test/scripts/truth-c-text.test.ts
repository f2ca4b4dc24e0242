import { expect, it } from "vitest";
import { argumentsAt, blanked, callsIn, functionsOf, lineAt } from "../../scripts/truth/c-text.ts";

it("comments, the contents of literals and preprocessor lines become blanks of the same length", () => {
  const text = 'int a; /* f( */ "x(\\"" // g(\n#define F(x) \\\n  h(x)\nint b = \'(\';\n';
  const code = blanked(text);
  expect(code).toHaveLength(text.length);
  expect(code.replaceAll(/[ \n]+/g, " ")).toBe("int a; \" \" int b = ' '; ");
  expect(lineAt(code, code.indexOf("int b"))).toBe(4);
});

it("a function in kernel style is found with its parameters and its body", () => {
  const code =
    "static int __init f(struct device *dev,\n\t\t    int n)\n{\n\tif (n) {\n\t}\n\treturn 0;\n}\n";
  const [found, another] = functionsOf(code);
  expect(another).toBeUndefined();
  expect(found).toMatchObject({ name: "f", isStatic: true, specifiers: "static int __init " });
  expect(code.slice(found?.parameters.start, found?.parameters.end)).toContain("struct device *dev");
  expect(code.slice(found?.bodyEnd)).toBe("}\n");
});

it("prototypes, initialisers and control flow are no functions", () => {
  expect(functionsOf("int f(void);\nstatic struct a b = {\n\t.c = d,\n};\n")).toEqual([]);
});

it("calls are told with their commas, without those of members and keywords", () => {
  const code = "if (a) b(c, d(1, 2)); e->f(1); sizeof(g); h();";
  expect(
    callsIn(code, 0, code.length).map(({ name, separators, isEmpty }) => [name, separators.length, isEmpty]),
  ).toEqual([
    ["b", 2, false],
    ["d", 2, false],
    ["h", 1, true],
  ]);
});

it("parentheses that do not close give no arguments", () => {
  expect(argumentsAt("f(a, b", 1)).toBeUndefined();
});
