/** Problems of a build follow what is typed; compared with where the text really is after the same edits. */
import { array, assert, constantFrom, nat, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Problem } from "../../../client/src/build/problem.ts";
import { afterEdits, type Edit, inOrder } from "../../../client/src/problems/after-edits.ts";
import type { Position, Span } from "../../../client/src/problems/place.ts";

const file = "/srv/hello.c";

const at = (line: number, start: number, end: number): Span => ({
  start: { line, character: start },
  end: { line, character: end },
});

const problem = (span: Span, more: Partial<Problem> = {}): Problem => ({
  file,
  span,
  severity: "error",
  message: "wrong",
  tool: "compiler",
  option: undefined,
  rule: undefined,
  related: [],
  fix: undefined,
  ...more,
});

const spansAfter = (span: Span, ...edits: readonly Edit[]): readonly Span[] =>
  afterEdits([problem(span)], file, edits).map((one) => one.span);

const insert = (line: number, character: number, text: string): Edit => ({
  span: at(line, character, character),
  text,
});

describe("a problem", () => {
  it("moves down with lines that are put above it", () => {
    expect(spansAfter(at(5, 4, 8), insert(2, 0, "a\nb\n"))).toEqual([at(7, 4, 8)]);
  });

  it("moves along its line with what is typed before it", () => {
    expect(spansAfter(at(5, 4, 8), insert(5, 0, "if "))).toEqual([at(5, 7, 11)]);
  });

  it("goes to a new line with Enter before it", () => {
    expect(spansAfter(at(5, 4, 8), insert(5, 4, "\n\t"))).toEqual([at(6, 1, 5)]);
  });

  it("moves up when lines above it are removed", () => {
    const edit: Edit = {
      span: { start: { line: 1, character: 0 }, end: { line: 3, character: 0 } },
      text: "",
    };
    expect(spansAfter(at(5, 4, 8), edit)).toEqual([at(3, 4, 8)]);
  });

  it("stays where something behind it changes", () => {
    expect(spansAfter(at(5, 4, 8), insert(5, 9, "x"), insert(6, 0, "\n"))).toEqual([at(5, 4, 8)]);
    expect(spansAfter(at(5, 4, 8), insert(5, 8, " /* why */"))).toEqual([at(5, 4, 8)]);
  });

  it("is gone when its own text changes, also by a letter at its beginning or end", () => {
    expect(spansAfter(at(5, 4, 8), insert(5, 6, "x"))).toEqual([]);
    expect(spansAfter(at(5, 4, 8), insert(5, 8, ";"))).toEqual([]);
    expect(spansAfter(at(5, 4, 8), insert(5, 4, "x"))).toEqual([]);
    expect(spansAfter(at(5, 4, 8), { span: at(5, 0, 20), text: "" })).toEqual([]);
  });

  it("of another file stays the same list", () => {
    const problems = [problem(at(1, 0, 1))];
    expect(afterEdits(problems, "/srv/other.c", [insert(0, 0, "\n")])).toBe(problems);
  });

  it("takes its related places and its fix along, and loses a fix whose place was changed", () => {
    const related = [{ file, span: at(9, 0, 3), message: "declared here" }];
    const fix = { title: "Export it", edits: [{ file, span: at(9, 3, 3), text: "EXPORT" }] };
    const [moved] = afterEdits([problem(at(2, 0, 1), { related, fix })], file, [insert(5, 0, "\n")]);
    expect(moved?.related[0]?.span).toEqual(at(10, 0, 3));
    expect(moved?.fix?.edits[0]?.span).toEqual(at(10, 3, 3));
    const [changed] = afterEdits([problem(at(2, 0, 1), { related, fix })], file, [insert(9, 3, "x")]);
    expect(changed?.fix).toBeUndefined();
  });
});

it("whatever is typed, a problem that stays marks the text that it marked before", () => {
  const line = constantFrom("", "a", "\tfoo();", "  x = y;", "}");
  const text = array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join("\n"));
  const number = nat({ max: 1000 });
  const change = tuple(number, number, constantFrom("", " ", "\n", "z", "\n\n", "q;"));
  assert(
    property(text, number, number, array(change, { maxLength: 4 }), (before, a, b, changes) => {
      const [from, to] = offsets(a, b, before.length);
      let now = before;
      let problems: readonly Problem[] = [problem({ start: position(now, from), end: position(now, to) })];
      for (const [x, y, by] of changes) {
        const [start, end] = offsets(x, y, now.length);
        const edit: Edit = { span: { start: position(now, start), end: position(now, end) }, text: by };
        problems = afterEdits(problems, file, inOrder([edit]));
        now = now.slice(0, start) + by + now.slice(end);
      }
      const [left] = problems;
      if (left !== undefined)
        expect(now.slice(offset(now, left.span.start), offset(now, left.span.end))).toBe(
          before.slice(from, to),
        );
    }),
  );
});

it("changes of one event are applied from the last place to the first", () => {
  const edits = [insert(1, 0, "a\n"), insert(3, 0, "b\n")];
  expect(inOrder(edits).map(({ span }) => span.start.line)).toEqual([3, 1]);
  expect(spansAfter(at(5, 0, 2), ...inOrder(edits))).toEqual([at(7, 0, 2)]);
});

/** Two numbers as the beginning and the end of a part of a text. */
function offsets(m: number, n: number, length: number): readonly [number, number] {
  const [x, y] = [m % (length + 1), n % (length + 1)];
  return x < y ? [x, y] : [y, x];
}

function position(text: string, index: number): Position {
  const lines = text.slice(0, index).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

function offset(text: string, { line, character }: Position): number {
  const lines = text.split("\n").slice(0, line);
  return lines.reduce((sum, one) => sum + one.length + 1, 0) + character;
}
