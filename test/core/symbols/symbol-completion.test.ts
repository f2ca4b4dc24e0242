/** Where calls of exported functions can be completed, and what they need: `|` marks the cursor. */
import { expect, test } from "vitest";
import { symbolAt } from "../../../server/src/core/features/exported-symbol.ts";
import {
  callPrefixAt,
  editsFor,
  reachedHeaders,
  startingWith,
} from "../../../server/src/core/features/symbol-completion.ts";
import { applyEdits } from "../../../server/src/core/lint/fixes.ts";
import { modelFile } from "../../../server/src/core/model/extract.ts";
import { parser } from "../../support/check.ts";

function at(source: string) {
  const offset = source.indexOf("|");
  return { file: modelFile(parser, "/t.c", source.slice(0, offset) + source.slice(offset + 1)), offset };
}

const inBody = (line: string): string | undefined => {
  const { file, offset } = at(`int f(void)\n{\n\t${line}\n\treturn 0;\n}\n`);
  return callPrefixAt(file, offset)?.prefix;
};

test("a name of two letters and more in a body is completed", () => {
  expect(inBody("kfr|")).toBe("kfr");
  expect(inBody("x = !kf|;")).toBe("kf");
  expect(inBody("k|")).toBeUndefined();
});

test("members, tags, literals, comments and preprocessor lines are left alone", () => {
  for (const line of [
    "a->kfr|",
    "a . kfr|",
    "struct kfr|",
    "goto kfr|",
    '"kfr|"',
    "'kfr|",
    "/* kfr|",
    "// kfr|",
    "#if kfr|",
  ])
    expect(inBody(line), line).toBeUndefined();
  expect(inBody('s = "/* no comment"; kfr|')).toBe("kfr");
});

test("nothing is completed outside bodies", () => {
  const { file, offset } = at("int kfr|;\n");
  expect(callPrefixAt(file, offset)).toBeUndefined();
});

test("names are found among 25,000 by their beginning, within the time of a keystroke", () => {
  const names = Array.from({ length: 25_000 }, (_, nth) => `symbol_${String(nth).padStart(5, "0")}`);
  expect(startingWith(names, "symbol_12", 3)).toEqual(["symbol_12000", "symbol_12001", "symbol_12002"]);
  expect(startingWith(names, "zebra", 3)).toEqual([]);
  const start = performance.now();
  for (let round = 0; round < 1000; round++) startingWith(names, `symbol_${round}`, 100);
  expect((performance.now() - start) / 1000).toBeLessThan(20);
});

test("headers are reached through headers, and circles end", () => {
  const { file } = at("#include <a.h>\n|");
  const includes = new Map([
    ["a.h", ["b.h"]],
    ["b.h", ["a.h", "c.h"]],
  ]);
  expect([...reachedHeaders(file, includes)].toSorted()).toEqual(["a.h", "b.h", "c.h"]);
});

test("a call's lines are added once, each in its place", () => {
  const source = '#include <linux/a.h>\n#include <linux/c.h>\n|\nMODULE_LICENSE("GPL");\n';
  const { file } = at(source);
  const needs = { include: "linux/b.h", namespace: "SPACE", isNamespaceString: false };
  const text = applyEdits(file.text, editsFor(needs, file));
  expect(text).toBe(
    '#include <linux/a.h>\n#include <linux/b.h>\n#include <linux/c.h>\n\nMODULE_LICENSE("GPL");\nMODULE_IMPORT_NS(SPACE);\n',
  );
  const again = modelFile(parser, "/t.c", text);
  expect(editsFor({ ...needs, isNamespaceString: true }, again)).toEqual([]);
});

const symbolIn = (source: string): string | undefined => {
  const { file, offset } = at(source);
  return symbolAt(file, offset)?.word;
};

test("a symbol is a use, a macro's argument or a name of the file, not a local, a member or a static of that name", () => {
  expect(symbolIn("int f(void)\n{\n\treturn ke|y();\n}\n")).toBe("key");
  expect(symbolIn("EXPORT_SYMBOL(ke|y);\n")).toBe("key");
  expect(symbolIn("int ke|y(void)\n{\n\treturn 0;\n}\n")).toBe("key");
  expect(symbolIn("int f(void)\n{\n\tint key = 0;\n\treturn ke|y;\n}\n")).toBeUndefined();
  expect(symbolIn("int f(struct s *a)\n{\n\treturn a->ke|y;\n}\n")).toBeUndefined();
  expect(
    symbolIn("static int key(void)\n{\n\treturn 0;\n}\nint f(void)\n{\n\treturn ke|y();\n}\n"),
  ).toBeUndefined();
});
