import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  hasCrash,
  type TextChange,
  withCrash,
  withoutCrash,
  withoutLicense,
} from "../../../client/src/walkthrough/mistakes.ts";
import { repository } from "../../../scripts/paths.ts";

const apply = (text: string, changes: readonly TextChange[]): string =>
  changes
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: by }) => result.slice(0, start) + by + result.slice(end), text);

const initLine = (text: string): number =>
  text.split("\n").findIndex((line) => /__init \w+\(void\)$/u.test(line));

const hello = `#include <linux/module.h>

static int __init hello_init(void)
{
	int error = register_it();

	if (error)
		return error;
	pr_info("loaded\\n");
	return 0;
}
module_init(hello_init);

MODULE_DESCRIPTION("Hello");
MODULE_LICENSE("GPL");
`;

describe("taking out the licence", () => {
  it("takes the whole line, and nothing else", () => {
    const left = apply(hello, withoutLicense(hello));
    expect(left).toBe(hello.replace('MODULE_LICENSE("GPL");\n', ""));
  });

  it("changes nothing where there is none", () => {
    expect(withoutLicense("/* MODULE_LICENSE is said elsewhere */\n")).toEqual([]);
  });

  it("finds it at the end of the text and with the line ends of Windows", () => {
    expect(
      apply('a\r\nMODULE_LICENSE("GPL");\r\nb', withoutLicense('a\r\nMODULE_LICENSE("GPL");\r\nb')),
    ).toBe("a\r\nb");
    expect(apply('a\nMODULE_LICENSE("GPL");', withoutLicense('a\nMODULE_LICENSE("GPL");'))).toBe("a\n");
  });
});

describe("letting a function crash", () => {
  it("writes to address 0 before the last return of the function, after its declarations", () => {
    const mistake = withCrash(hello, 2);
    const crashing = apply(hello, mistake ? [mistake] : []);
    expect(crashing).toMatch(
      /loaded\\n"\);\n\t\/\*[^\n]*\*\/\n\t\*\(volatile int \*\)NULL = 0;\n\treturn 0;\n\}/u,
    );
    expect(hasCrash(crashing)).toBe(true);
    expect(apply(crashing, withoutCrash(crashing))).toBe(hello);
  });

  it.each([
    ["there is no such line", hello, 40],
    ["the function does not end", "int f(void)\n{\n\treturn 0;\n", 0],
    ["nothing is returned", "void f(void)\n{\n}\n", 0],
  ])("is left where %s", (_, text, line) => expect(withCrash(text, line)).toBeUndefined());

  const templates = path.join(repository, "templates");
  const kinds = readdirSync(templates).map(
    (kind) => [kind, readFileSync(path.join(templates, kind, "skeleton.c"), "utf8")] as const,
  );

  // Of the others a macro makes the init function, or they have none: the command says so.
  const withInit = kinds.filter(([, text]) => initLine(text) >= 0);

  it.each(withInit)("finds a place in the init function of a new module: %s", (_, text) =>
    expect(withCrash(text, initLine(text))).toBeDefined(),
  );

  it.each(kinds)("leaves no licence in a new module: %s", (_, text) =>
    expect(apply(text, withoutLicense(text))).not.toMatch(/^MODULE_LICENSE/mu),
  );
});
