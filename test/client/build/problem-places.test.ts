/** Messages of a build as they stand in the editor: at their place, once, and none lost. */
import { describe, expect, it } from "vitest";
import { problemsOf, toolMessage } from "../../../client/src/build/problem-places.ts";
import { problemsOfKernels } from "../../../client/src/build/problems-of-kernels.ts";
import type { BuildMessage } from "../../../client/src/kernel/kbuild/build.ts";
import type { PlacedMessage } from "../../../server/src/protocol/messages.ts";

const kbuildFile = "/srv/hello/Kbuild";
const texts: Readonly<Record<string, readonly string[]>> = {
  "/srv/hello/hello.c": ["#include <linux/module.h>", "\tmissing();", "int x;"],
  [kbuildFile]: ["obj-m := hello.o"],
};
const lineOf = (file: string, line: number): string | undefined => texts[file]?.[line - 1];
const uriOf = (file: string): string => `file://${file}`;

const message = (more: Partial<BuildMessage>): BuildMessage => ({
  tool: "compiler",
  severity: "error",
  text: "wrong",
  option: undefined,
  place: undefined,
  notes: [],
  raw: [],
  ...more,
});

const includedFrom = (file: string): BuildMessage =>
  message({
    place: { file: "/srv/hello/hello.c", line: 3, column: 5 },
    notes: [{ text: "in file included from here", place: { file, line: 1, column: undefined } }],
  });

const placed: PlacedMessage = {
  uri: "file:///srv/hello/hello.c",
  start: { line: 1, character: 1 },
  end: { line: 1, character: 8 },
  rule: "missing-symbol",
  message: "No module exports missing.",
  isLive: false,
};

const undefinedSymbol = message({ tool: "modpost", text: '"missing" [/srv/hello/hello.ko] undefined!' });

describe("a message", () => {
  it("with a place stands there", () => {
    const one = message({ place: { file: "/srv/hello/hello.c", line: 2, column: 9 } });
    const [problem] = problemsOf([one], [null], kbuildFile, lineOf);
    expect(problem).toMatchObject({
      file: "/srv/hello/hello.c",
      span: { start: { line: 1, character: 1 }, end: { line: 1, character: 8 } },
      message: "wrong",
    });
  });

  it("of modpost stands where the server places it, with the rule's words and the tool's own", () => {
    const [problem] = problemsOf([undefinedSymbol], [placed], kbuildFile, lineOf);
    expect(problem).toMatchObject({
      file: "/srv/hello/hello.c",
      span: { start: { line: 1, character: 1 }, end: { line: 1, character: 8 } },
      rule: "missing-symbol",
      message: 'No module exports missing.\n"missing" [/srv/hello/hello.ko] undefined!',
    });
  });

  it("that the server reports there itself is not said twice", () => {
    expect(problemsOf([undefinedSymbol], [{ ...placed, isLive: true }], kbuildFile, lineOf)).toEqual([]);
  });

  it("that nobody can place stands on the first line of the Kbuild file", () => {
    const [problem] = problemsOf([undefinedSymbol], [null], kbuildFile, lineOf);
    expect(problem).toMatchObject({
      file: kbuildFile,
      span: { start: { line: 0, character: 0 }, end: { line: 0, character: 16 } },
    });
  });

  it("at a line that cannot be read stands at that line all the same", () => {
    const one = message({ place: { file: "/gone.c", line: 7, column: 3 } });
    expect(problemsOf([one], [null], kbuildFile, lineOf)[0]?.span.start).toEqual({ line: 6, character: 2 });
  });

  it("of a header that several files include is shown once, with the notes of each", () => {
    const problems = problemsOf(
      [includedFrom("/a.c"), includedFrom("/b.c")],
      [null, null],
      kbuildFile,
      lineOf,
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]?.related.map(({ file }) => file)).toEqual(["/a.c", "/b.c"]);
  });

  it("keeps the words of notes that lead nowhere", () => {
    const one = message({ notes: [{ text: "did you mean missing2?", place: undefined }] });
    expect(problemsOf([one], [null], kbuildFile, lineOf)[0]?.message).toBe("wrong\ndid you mean missing2?");
  });
});

describe("the server is asked", () => {
  it("with zero-based characters, not with the columns of a screen", () => {
    const one = message({ place: { file: "/srv/hello/hello.c", line: 2, column: 9 } });
    expect(toolMessage(one, { lineOf, uriOf })).toEqual({
      tool: "compiler",
      severity: "error",
      text: "wrong",
      at: { uri: "file:///srv/hello/hello.c", line: 1, character: 1 },
    });
  });

  it("not about remarks", () => {
    expect(toolMessage(message({ severity: "info" }), { lineOf, uriOf })).toBeUndefined();
  });
});

it("a problem that only some kernels have names them, and offers no fix", () => {
  const fixed: PlacedMessage = { ...placed, fix: { title: "Fix", edits: [] } };
  const [both] = problemsOf([undefinedSymbol], [placed], kbuildFile, lineOf);
  const [one] = problemsOf(
    [message({})],
    [{ ...fixed, start: { line: 2, character: 0 } }],
    kbuildFile,
    lineOf,
  );
  if (both === undefined || one === undefined) throw new Error("each message is a problem");
  const merged = problemsOfKernels([
    { kernel: "6.12.1", problems: [both, one] },
    { kernel: "6.1.0", problems: [both] },
  ]);
  expect(merged.map((problem) => problem.message)).toEqual([
    both.message,
    `${one.message} (only with 6.12.1)`,
  ]);
  expect(merged[1]?.fix).toBeUndefined();
});
