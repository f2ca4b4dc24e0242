import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../server/src/core/lint/finding.ts";
import { applyEdits, chooseFixes, fixUntilStable } from "../../../server/src/core/lint/fixes.ts";
import type { TextEdit } from "../../../server/src/core/text/span.ts";

const edit = (start: number, end: number, text: string): TextEdit => ({ span: { start, end }, text });

const finding = (
  rule: string,
  edits: readonly TextEdit[],
  more: Partial<Finding> & { isSafe?: boolean } = {},
): Finding => ({
  rule,
  severity: "warning",
  path: "/a.c",
  span: edits[0]?.span ?? { start: 0, end: 0 },
  message: rule,
  fixes: [{ title: rule, edits, isSafe: more.isSafe ?? true }],
  related: [],
  ...more,
});

const chosenRules = (findings: readonly Finding[]): readonly string[] =>
  chooseFixes(findings).map(({ finding: { rule } }) => rule);

describe("applying edits", () => {
  it("makes them in any order given", () => {
    expect(applyEdits("abcdef", [edit(4, 5, "E"), edit(0, 1, "A"), edit(2, 2, "-")])).toBe("Ab-cdEf");
  });

  it("keeps the order of two insertions at one place of one fix", () => {
    expect(applyEdits("ab", [edit(1, 1, "1"), edit(1, 1, "2")])).toBe("a12b");
  });

  it("cuts edits beyond the end to the text", () => {
    expect(applyEdits("ab", [edit(1, 99, "X"), edit(120, 130, "Y")])).toBe("aXY");
  });

  it("changes the length by what the edits say, wherever they stand", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.tuple(fc.nat(30), fc.nat(4), fc.string())), (text, wanted) => {
        let end = 0;
        const edits = wanted.flatMap(([gap, length, inserted]) => {
          const start = end + gap;
          if (start + length > text.length) return [];
          end = start + length;
          return [edit(start, end, inserted)];
        });
        const grown = edits.reduce(
          (sum, { span, text: added }) => sum + added.length - (span.end - span.start),
          0,
        );
        expect(applyEdits(text, edits.toReversed())).toHaveLength(text.length + grown);
      }),
    );
  });
});

describe("choosing fixes", () => {
  it("takes the more severe of two that overlap", () => {
    const mild = finding("mild", [edit(0, 4, "")]);
    const severe = finding("severe", [edit(3, 5, "")], { severity: "error" });
    expect(chosenRules([mild, severe])).toEqual(["severe"]);
  });

  it("takes the one that stands first, then the first by name, of equals", () => {
    expect(chosenRules([finding("b", [edit(2, 6, "")]), finding("a", [edit(4, 5, "")])])).toEqual(["b"]);
    expect(chosenRules([finding("b", [edit(2, 6, "x")]), finding("a", [edit(2, 6, "y")])])).toEqual(["a"]);
  });

  it("takes a fix whole or not at all", () => {
    const both = finding("both", [edit(0, 1, "x"), edit(10, 12, "y")], { severity: "hint" });
    const inner = finding("inner", [edit(11, 11, "z")]);
    expect(chosenRules([both, inner])).toEqual(["inner"]);
  });

  it("lets only one insert at a place, for nothing says which comes first", () => {
    expect(chosenRules([finding("a", [edit(5, 5, "x")]), finding("b", [edit(5, 5, "y")])])).toEqual(["a"]);
  });

  it("takes neighbours that only touch by replacing", () => {
    expect(chosenRules([finding("a", [edit(0, 5, "x")]), finding("b", [edit(5, 6, "y")])])).toEqual([
      "a",
      "b",
    ]);
  });

  it("takes nothing unsafe, and of several fixes of one finding the first safe one", () => {
    expect(chosenRules([finding("unsafe", [edit(0, 1, "")], { isSafe: false })])).toEqual([]);
    const two = finding("two", []);
    const fixes = [
      { title: "unsafe", edits: [edit(0, 1, "")], isSafe: false },
      { title: "safe", edits: [edit(2, 3, "")], isSafe: true },
    ];
    expect(chooseFixes([{ ...two, fixes }]).map(({ fix }) => fix.title)).toEqual(["safe"]);
  });

  it("passes over a fix whose own edits overlap", () => {
    expect(chosenRules([finding("broken", [edit(0, 4, ""), edit(2, 3, "x")])])).toEqual([]);
  });
});

type Check = (changed: ReadonlyMap<string, string>) => readonly Finding[];

/** Finds each `bad` and makes it `good`; each `good` is well. */
const badToGood = (text: string): readonly Finding[] =>
  Array.from(text.matchAll(/bad/g), ({ index }) => finding("bad-word", [edit(index, index + 3, "good")]));

/** Wants each of three marks at the very start. */
const wantsMarks: Check = (changed) => {
  const text = changed.get("/a.c") ?? "x";
  return ["1", "2", "3"]
    .filter((mark) => !text.includes(mark))
    .map((mark) => finding(`add-${mark}`, [edit(0, 0, mark)]));
};

const wantsTheOther: Check = (changed) =>
  (changed.get("/a.c") ?? "0") === "0"
    ? [finding("up", [edit(0, 1, "1")])]
    : [finding("down", [edit(0, 1, "0")])];

const wantsMore: Check = (changed) => {
  const end = (changed.get("/a.c") ?? "").length;
  return [finding("grow", [edit(end, end, "x")])];
};

describe("fixing until nothing is left", () => {
  it("checks the new text after each round, so that what overlapped gets its turn", () => {
    const outcome = fixUntilStable(() => "x", wantsMarks);
    expect(outcome).toMatchObject({ rounds: 3, isStable: true, remaining: [] });
    expect(outcome.texts.get("/a.c")).toBe("321x");
    expect(outcome.applied.map(({ fix }) => fix.title)).toEqual(["add-1", "add-2", "add-3"]);
  });

  it("fixes several files and reports what it leaves", () => {
    const texts: Record<string, string> = { "/a.c": "bad bad", "/b.c": "bad" };
    const outcome = fixUntilStable(
      (path) => texts[path],
      (changed) => [
        ...Object.keys(texts).flatMap((path) =>
          badToGood(changed.get(path) ?? texts[path] ?? "").map((one) => ({ ...one, path })),
        ),
        finding("no-fix", [], { fixes: [] }),
      ],
    );
    expect(Object.fromEntries(outcome.texts)).toEqual({ "/a.c": "good good", "/b.c": "good" });
    expect(outcome.remaining.map(({ rule }) => rule)).toEqual(["no-fix"]);
  });

  it("ends when two fixes undo each other", () => {
    expect(fixUntilStable(() => "0", wantsTheOther)).toMatchObject({ isStable: false, rounds: 3 });
  });

  it("ends at its limit when a fix always makes room for another", () => {
    const outcome = fixUntilStable(() => "", wantsMore, undefined, 4);
    expect(outcome).toMatchObject({ isStable: false, rounds: 4 });
    expect(outcome.texts.get("/a.c")).toBe("xxxx");
  });

  it("leaves a file alone that has no text", () => {
    const outcome = fixUntilStable(() => undefined, wantsMore);
    expect(outcome).toMatchObject({ isStable: true, rounds: 0 });
    expect(outcome.texts.size).toBe(0);
  });
});
