/** Which line an init function's error came from, as far as the source says it. */
import { expect, it } from "vitest";
import { likelyReturns } from "../../../client/src/operations/likely-returns.ts";
import type { ReturnSource } from "../../../server/src/protocol/messages.ts";

const returnOf = (line: number, text: string, ...errors: readonly string[]): ReturnSource => ({
  text,
  errors,
  place: { uri: "file:///w/h.c", line, character: 1 },
});
const lines = (returns: readonly ReturnSource[], errno: string): readonly number[] =>
  likelyReturns(returns, errno).map(({ place }) => place.line);

it("is one that names the error, the certain ones first", () => {
  const returns = [
    returnOf(1, "ret", "ENODEV", "ENOMEM"),
    returnOf(2, "-ENODEV", "ENODEV"),
    returnOf(3, "-EINVAL", "EINVAL"),
    returnOf(4, "0"),
  ];
  expect(lines(returns, "ENODEV")).toEqual([2, 1]);
  expect(lines(returns, "EINVAL")).toEqual([3]);
});

it("is one that returns what something else returned, where none names it", () => {
  const returns = [
    returnOf(1, "register_it()"),
    returnOf(2, "-EINVAL", "EINVAL"),
    returnOf(3, "0"),
    returnOf(4, "(0)"),
  ];
  expect(lines(returns, "EBUSY")).toEqual([1]);
});

it("is none where every return says another error", () => {
  expect(lines([returnOf(2, "-EINVAL", "EINVAL")], "EBUSY")).toEqual([]);
});
