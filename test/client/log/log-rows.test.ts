/** Rows of a log: what passes the filter, by positions that stay, and the part that the page is sent. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogLine } from "../../../client/src/log/target-logs.ts";
import { compileFilter, noFilter } from "../../../client/src/log/view/log-filter.ts";
import { LogRows } from "../../../client/src/log/view/log-rows.ts";
import { pageRows } from "../../../client/src/log/view/page-rows.ts";
import { type PageWindow, readToPage } from "../../../client/src/log/view/view-messages.ts";
import { printed, said } from "./log-lines.ts";

const filtered = (text: string) => compileFilter({ ...noFilter, text }, () => false);
const even = filtered("even");
const lineOf = (number: number): LogLine => printed(number, number % 2 === 0 ? "a: even" : "b: odd");
const linesOf = (from: number, to: number): readonly LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, index) => lineOf(from + index));
const numbers = (rows: LogRows): readonly number[] =>
  rows.slice(rows.first, rows.end).map(({ number }) => number);

describe("rows", () => {
  it("take in what is new, once, however often they look", () => {
    const rows = new LogRows(even);
    rows.update(linesOf(1, 5));
    rows.update(linesOf(1, 5));
    rows.update(linesOf(1, 8));
    expect(numbers(rows)).toEqual([2, 4, 6, 8]);
    expect([rows.total, rows.modules()]).toEqual([8, ["a", "b"]]);
  });

  it("keep their positions when the log drops its oldest lines", () => {
    const rows = new LogRows(even);
    rows.update(linesOf(1, 10));
    const position = rows.positionOf(8);
    const { generation } = rows;
    rows.update(linesOf(7, 14));
    expect(rows.generation).toBe(generation);
    expect(rows.at(position)?.number).toBe(8);
    expect(numbers(rows)).toEqual([8, 10, 12, 14]);
    expect(rows.at(rows.first - 1)).toBeUndefined();
  });

  it("begin anew with another filter, and find a line or the next one after it", () => {
    const rows = new LogRows(filtered(""));
    rows.update(linesOf(1, 9));
    const { generation } = rows;
    rows.refilter(even, linesOf(1, 9));
    expect(rows.generation).not.toBe(generation);
    expect(rows.at(rows.positionOf(6))?.number).toBe(6);
    expect(rows.at(rows.positionOf(5))?.number).toBe(6);
    expect(rows.positionOf(9)).toBe(rows.end);
  });

  it("are gone when the log is cleared, and go on with what comes then", () => {
    const rows = new LogRows(even);
    rows.update(linesOf(1, 6));
    rows.update([]);
    expect([numbers(rows), rows.total]).toEqual([[], 0]);
    rows.update(linesOf(7, 9));
    expect(numbers(rows)).toEqual([8]);
  });

  it("hold what a log holds, after any appends, drops and clears", () => {
    const step = fc.record({ add: fc.nat(14_000), keep: fc.nat(16_000), isCleared: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), (steps) => {
        const rows = new LogRows(even);
        let kept: readonly LogLine[] = [];
        let last = 0;
        for (const { add, keep, isCleared } of steps) {
          kept = [...(isCleared ? [] : kept), ...linesOf(last + 1, last + add)].slice(-keep - 1);
          last += add;
          rows.update(kept);
          expect(numbers(rows)).toEqual(kept.filter((line) => even.passes(line)).map(({ number }) => number));
          expect(rows.total).toBe(kept.length);
        }
      }),
      { numRuns: 15 },
    );
  });
});

const wanted = (part: Partial<PageWindow>): PageWindow => ({
  kind: "window",
  generation: 0,
  from: 0,
  count: 3,
  isFollowing: false,
  ...part,
});

describe("the page", () => {
  const facts = { traceOf: () => undefined, isPlaced: () => false };
  const rows = new LogRows(filtered(""));
  rows.update(linesOf(1, 20));
  const sent = (part: Partial<PageWindow>) => {
    const message = pageRows(rows, wanted({ generation: rows.generation, ...part }), facts);
    return { ...message, numbers: message.rows.map(({ number }) => number) };
  };

  it("is sent the rows that it asks for, and how many there are", () => {
    expect(sent({ from: 4 })).toMatchObject({ from: 4, numbers: [5, 6, 7], first: 0, end: 20, total: 20 });
    expect(sent({ from: 19 })).toMatchObject({ from: 19, numbers: [20] });
    expect(sent({ from: 99 })).toMatchObject({ from: 20, numbers: [] });
  });

  it("is sent the last rows while it follows, whatever it asked for", () => {
    expect(sent({ from: 4, isFollowing: true }).numbers).toEqual([18, 19, 20]);
  });

  it("is sent what is around its line when its positions mean nothing any more", () => {
    expect(sent({ generation: 99, from: 4, anchor: 9 })).toMatchObject({ anchor: 8, numbers: [8, 9, 10] });
    expect(sent({ generation: 0 }).numbers).toEqual([18, 19, 20]);
  });

  it("is sent no more of a line than a screen shows, and nothing that it would not understand", () => {
    const long = new LogRows(filtered("x"));
    long.update([
      printed(1, `mod: ${"x".repeat(10_000)}`, 3),
      said(2, "gap", "x"),
      printed(3, "x", "unknown"),
    ]);
    const message = pageRows(long, wanted({ isFollowing: true }), {
      traceOf: () => "end",
      isPlaced: ({ kind }) => kind === "line",
    });
    expect(message.rows[0]?.text).toHaveLength(4_001);
    expect(message.rows[0]).toMatchObject({ prefix: 5, level: 3, trace: "end", isPlaced: true });
    expect(message.rows[0]?.matches).toHaveLength(50);
    expect(readToPage(structuredClone(message))).toEqual(message);
    expect(JSON.parse(JSON.stringify(message))).toEqual(message);
  });
});
