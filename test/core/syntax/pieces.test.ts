/** How a file is split, and what is known of its pieces without a tree. */
import { describe, expect, it } from "vitest";
import type { Piece } from "../../../server/src/core/syntax/pieces.ts";
import { maskOf, scan } from "../../../server/src/core/syntax/scan.ts";
import { driver } from "./texts.ts";

const piecesOf = (text: string): readonly Piece[] => scan(text).placed.map(({ piece }) => piece);
const only = <K extends Piece["kind"]>(text: string, kind: K): Extract<Piece, { kind: K }> => {
  const found = piecesOf(text).filter((piece): piece is Extract<Piece, { kind: K }> => piece.kind === kind);
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length} pieces of kind ${kind}`);
  return found[0];
};

describe("scan", () => {
  it("splits a driver into pieces that tile it", () => {
    const { placed } = scan(driver);
    let at = 0;
    for (const { start, piece } of placed) {
      expect(start).toBe(at);
      at += piece.length;
    }
    expect(at).toBe(driver.length);
    const names = placed.map(({ piece }) =>
      "name" in piece ? `${piece.kind} ${piece.name.text}` : piece.kind,
    );
    expect(names).toEqual([
      "directive",
      "directive",
      "directive",
      "declaration",
      "macro-call DEFINE_MUTEX",
      "declaration",
      "macro-call module_param",
      "declaration",
      "function thing_start",
      "function thing_stop",
      "macro-call module_init",
      "macro-call module_exit",
      "macro-call EXPORT_SYMBOL_GPL",
      "macro-call MODULE_LICENSE",
      "other",
    ]);
  });

  it("reads a macro call's arguments without the comments around them", () => {
    const text = 'static FOO(a /* x */, "b, c", (d, e)\n);';
    const call = only(text, "macro-call");
    expect(call.arguments.map((argument) => argument.text)).toEqual(["a", '"b, c"', "(d, e)"]);
    expect(call.arguments.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "a",
      '"b, c"',
      "(d, e)",
    ]);
    expect(call).toMatchObject({ isStatic: true, hasSemicolon: true, name: { text: "FOO" } });
  });

  it("ends a macro call without a semicolon behind its parenthesis", () => {
    const [first, second] = piecesOf("module_init(foo)\n\nmodule_exit(bar);");
    expect(first).toMatchObject({
      kind: "macro-call",
      hasSemicolon: false,
      length: "module_init(foo)".length,
    });
    expect(second).toMatchObject({ kind: "macro-call", hasSemicolon: true, lead: 2 });
  });

  it("reads annotations from the original text, not those in a body", () => {
    const text =
      'static int __init __section(".x") foo(struct bar *b __maybe_unused)\n{\n\tint x __maybe_unused;\n}';
    const found = only(text, "function").annotations;
    expect(found.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "__init",
      '__section(".x")',
      "__maybe_unused",
    ]);
    expect(found.map(({ name }) => name)).toEqual(["__init", "__section", "__maybe_unused"]);
  });

  it("gives a function's name, parameters and body", () => {
    const text = "static int\nfoo(int a,\n    int b)\n{\n\treturn a;\n}";
    const { name, parameters, body, isMacroDefined } = only(text, "function");
    expect(name.text).toBe("foo");
    expect(text.slice(parameters.start, parameters.end)).toBe("(int a,\n    int b)");
    expect(text.slice(body.start, body.end)).toBe("{\n\treturn a;\n}");
    expect(isMacroDefined).toBe(false);
  });

  it("knows a function that a macro makes", () => {
    expect(only("SYSCALL_DEFINE0(sync)\n{\n}", "function")).toMatchObject({
      isMacroDefined: true,
      name: { text: "SYSCALL_DEFINE0" },
    });
  });

  it("reads directives", () => {
    const text =
      '#include <linux/a.h>\n#include "b.h" // c\n#  define F(a, b...) \\\n\t(a)\n#define N /* x */ 1\n#ifdef A\n#elif defined(B) && /* y */ C\n#endif\n#pragma x\n';
    const directives = piecesOf(text).flatMap((piece) =>
      piece.kind === "directive" ? [piece.directive] : [],
    );
    expect(directives).toMatchObject([
      { kind: "include", path: "linux/a.h", isSystem: true },
      { kind: "include", path: "b.h", isSystem: false },
      { kind: "define", name: { text: "F" }, parameters: ["a", "b..."], body: { text: "\\\n\t(a)" } },
      { kind: "define", name: { text: "N" }, parameters: undefined },
      { kind: "ifdef", condition: "A" },
      { kind: "elif", condition: "defined(B) &&   C" },
      { kind: "endif", condition: "" },
      { kind: "other", word: "pragma" },
    ]);
  });

  it("lists the directives inside a piece, those of hidden branches too", () => {
    const text = "int f(void)\n{\n#ifdef A\n\tif (x) {\n#else\n#ifdef B\n\tif (y) {\n#endif\n#endif\n\t}\n}";
    const { directives } = only(text, "function");
    expect(directives.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "#ifdef A",
      "#else",
      "#ifdef B",
      "#endif",
      "#endif",
    ]);
  });

  it("takes dead text with its #if 0", () => {
    const [dead, end, after] = piecesOf("#if 0\nint foo(void) { it's\n#endif\nint after;");
    expect(dead).toMatchObject({ kind: "directive", directive: { kind: "if", condition: "0" } });
    expect(end).toMatchObject({ kind: "directive", directive: { kind: "endif" } });
    expect(after).toMatchObject({ kind: "declaration" });
  });

  it("notes comments for tools and SPDX tags", () => {
    const text =
      "// SPDX-License-Identifier: GPL-2.0\n/* plain */\nint a; // kmod-lint-disable-line x\nint b;";
    const comments = piecesOf(text).flatMap((piece) => piece.comments);
    expect(comments.map(({ kind, text: comment }) => [kind, comment])).toEqual([
      ["spdx", "// SPDX-License-Identifier: GPL-2.0"],
      ["tool", "// kmod-lint-disable-line x"],
    ]);
  });

  it.each([
    ["an unclosed comment", "int a; /* int b;"],
    ["an unclosed string", 'char *a = "x;\nint b;'],
    ["stray closing brackets", "} ) ] ; int a;"],
    ["unclosed brackets", "int f(void) { if (x) { ( ["],
    ["NUL and a lone surrogate", "int a\u0000b; \ud800"],
    ["old Mac line ends", "int a;\rint b;\r#define X\rint c;"],
    ["a directive at the end", "#"],
    ["conditionals without a start", "#else\n#endif\nint a;\n#elif"],
  ])("tiles a text with %s", (_what, text) => {
    const scanned = scan(text);
    const { placed } = scanned;
    const masked = maskOf(scanned);
    expect(placed.reduce((sum, { piece }) => sum + piece.length, 0)).toBe(text.length);
    expect(masked.length).toBe(text.length);
  });
});
