/** Hostile and broken Kbuild files: nothing is run, nothing throws, and it ends soon. */
import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { discoverRoots } from "../../../server/src/core/kbuild/discover.ts";
import { evaluateProject } from "../../../server/src/core/kbuild/evaluate.ts";
import type { Disk } from "../../../server/src/core/text/disk.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

const evaluate = (Makefile: string, more: Record<string, string | undefined> = {}) =>
  evaluateProject(memoryDisk({ "/p/Makefile": Makefile, "/p/foo.c": "", ...more }), {
    kind: "external",
    directory: "/p",
  });

const names = (Makefile: string, more = {}) => evaluate(Makefile, more).modules.map(({ name }) => name);
const reasons = (Makefile: string) => evaluate(Makefile).unknowns.map(({ reason }) => reason);

/** In milliseconds. Generous for a busy machine: what is not linear here would take minutes, or for ever. */
const mostTime = 10_000;

describe("endless things end, as unknown", () => {
  test.each([
    ["a variable that refers to itself", "A = $(A)\nobj-m := foo.o $(A)\n", "$(A) refers to itself"],
    ["two that refer to each other", "A = $(B)\nB = $(A)\nobj-m := foo.o $(A)\n", "$(A) refers to itself"],
    [
      "a function that calls itself",
      "f = $(call f,$(1)x)\nobj-m := foo.o $(call f,a)\n",
      "$(call f) refers to itself",
    ],
    [
      "a file that includes itself",
      "obj-m := foo.o\ninclude $(src)/Makefile\n",
      "/p/Makefile includes itself",
    ],
    [
      "doubling lists",
      `A0 = x x\n${doubling(60, "=")}obj-m := foo.o\nfoo-y := $(A60)\n`,
      "grows without end",
    ],
    [
      "doubling text",
      `A := aa\n${"A := $(subst a,aaaaaaaaaa,$(A))\n".repeat(30)}obj-m := foo.o\n`,
      "grows without end",
    ],
  ])("%s", (_, Makefile, reason) => {
    expect(reasons(Makefile)).toContain(reason);
    expect(names(Makefile)).toContain("foo");
  });

  test("includes that include each other", () => {
    const project = evaluate("obj-m := foo.o\ninclude $(src)/a.mk\n", {
      "/p/a.mk": "include $(src)/b.mk\n",
      "/p/b.mk": "-include $(src)/a.mk\n",
    });
    expect(project.unknowns.map(({ reason }) => reason)).toContain("/p/a.mk includes itself");
  });

  test("folders that list each other", () => {
    expect(
      names("obj-m += sub/ foo.o\n", {
        "/p/sub/Makefile": "obj-m += ../ sub.o ./ ../sub/\n",
        "/p/sub/sub.c": "",
      }),
    ).toEqual(["foo", "sub"]);
  });

  test.each([
    ["deep references", `obj-m := foo.o\nX := ${"$(if 1,".repeat(20_000)}${")".repeat(20_000)}\n`],
    ["deep conditionals", `obj-m := foo.o\n${"ifdef CONFIG_A\n".repeat(20_000)}${"endif\n".repeat(20_000)}`],
    ["many unclosed references", `obj-m := foo.o\nX := ${"$(a ".repeat(20_000)}\n`],
    ["many appended words", `obj-m := foo.o\n${"X += a b c\n".repeat(30_000)}Y := $(sort $(X))\n`],
    [
      "one line of a megabyte",
      `obj-m := foo.o\nX := ${"word ".repeat(200_000)}\nfoo-y := $(filter %.o,$(X)) a.o\n`,
    ],
    [
      "a loop in a loop",
      `obj-m := foo.o\nL := ${"x ".repeat(2000)}\nX := $(foreach a,$(L),$(foreach b,$(L),$(foreach c,$(L),$(a)$(b)$(c))))\n`,
    ],
  ])("%s take no longer than a moment", { timeout: 2 * mostTime }, (_, Makefile) => {
    const before = performance.now();
    expect(names(Makefile)).toContain("foo");
    expect(performance.now() - before).toBeLessThan(mostTime);
  });
});

describe("nothing is run", () => {
  test("a shell command is unknown, wherever it stands", () => {
    const Makefile =
      "X := $(shell rm -rf /)\nY != rm -rf /\n$(shell rm -rf /)\nobj-m := foo.o\n$(eval Z := $(shell id))\n";
    expect(reasons(Makefile)).toEqual(
      expect.arrayContaining(["$(shell) is never run", "$(eval) is not evaluated"]),
    );
  });

  test("a wildcard looks at the project alone", () => {
    const asked: string[] = [];
    const inner = memoryDisk({
      "/p/Makefile": "obj-m := foo.o\nfoo-y := $(wildcard /etc/*) $(wildcard ../../*.c)\n",
    });
    const disk: Disk = { ...inner, list: (path) => (asked.push(path), inner.list(path)) };
    const project = evaluateProject(disk, { kind: "external", directory: "/p" });
    expect(asked.filter((path) => !path.startsWith("/p"))).toEqual([]);
    expect(project.modules).toMatchObject([{ objects: [], isComplete: false }]);
  });
});

describe("broken files", () => {
  test("a Makefile that cannot be read lists nothing", () => {
    const disk = memoryDisk({ "/p/Makefile": undefined, "/p/foo.c": "" });
    expect(evaluateProject(disk, { kind: "external", directory: "/p" }).modules).toEqual([]);
    expect(discoverRoots(disk, "/p")).toEqual([]);
  });

  test("a folder that cannot be listed has no projects", () => {
    const denied: Disk = { readText: () => undefined, list: () => undefined, kindOf: () => "directory" };
    expect(discoverRoots(denied, "/p")).toEqual([]);
  });

  test("CRLF lines are read as make reads them", () => {
    const project = evaluate("obj-m := foo.o\r\nfoo-y := a.o \\\r\n\tb.o\r\n", {
      "/p/a.c": "",
      "/p/b.c": "",
    });
    expect(project.modules[0]?.objects.map(({ source }) => source)).toEqual(["/p/a.c", "/p/b.c"]);
  });

  test("bytes that were no UTF-8, and characters Kmod uses itself, are text like any other", () => {
    expect(
      names("# \uFFFD\uFFFD\nobj-m := foo.o\n\uE000ym|X\uE001 := 1\nobj-\uE000ym|X\uE001 := bar.o\n"),
    ).toEqual(["foo"]);
  });

  test("a folder that links to itself is left at some depth", () => {
    const looped: Disk = {
      readText: () => undefined,
      list: (path) => [{ name: "self", kind: "directory" as const }].filter(() => path.length < 1_000_000),
      kindOf: () => "directory",
    };
    expect(discoverRoots(looped, "/p")).toEqual([]);
  });

  test("any text at all gives an answer", () => {
    const word = constantFrom(
      "ifdef",
      "ifeq",
      "else",
      "endif",
      "define",
      "endef",
      "include",
      "obj-m",
      "foo-y",
      "$(",
      ")",
      "${",
      "}",
      ":=",
      "+=",
      "=",
      ":",
      "\t",
      " ",
      "\n",
      "\\\n",
      "#",
      ",",
      "$",
      "%",
      "foo.o",
      "sub/",
      "subst",
      "call",
      "foreach",
      "wildcard",
      "*",
      "(",
      "CONFIG_X",
      '"',
    );
    assert(
      property(array(word, { maxLength: 80 }), (words) => {
        const text = words.join("");
        const project = evaluate(text);
        for (const module of project.modules) {
          expect(module.span.start).toBeGreaterThanOrEqual(0);
          expect(module.span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function doubling(count: number, operator: string): string {
  return Array.from({ length: count }, (_, n) => `A${n + 1} ${operator} $(A${n}) $(A${n})\n`).join("");
}
