import { expect, test } from "vitest";
import { moduleTaintFlags, taintFlags } from "../../../client/src/kernel/kmod/taint.ts";

const letters = (taint: number): string =>
  taintFlags(taint)
    .map(({ letter }) => letter)
    .join("");

test("each bit has the letter of kernel/panic.c, the lowest first", () => {
  expect(letters(0)).toBe("");
  expect(letters(4096 + 8192)).toBe("OE");
  expect(letters(2 ** 19 - 1)).toBe("PFSRMBUDAWCIOELKXTN");
});

test("a bit of a newer kernel is named by its number, also beyond 32", () => {
  expect(taintFlags(2 ** 40)).toEqual([
    { letter: "?", short: "bit 40", words: "Bit 40, which Kmod does not know." },
  ]);
});

test("the letters of a module speak of the module", () => {
  expect(moduleTaintFlags("OE").map(({ short }) => short)).toEqual(["out of tree", "unsigned"]);
  expect(moduleTaintFlags("P")[0]?.words).toBe("Its licence is not compatible with the GPL.");
  expect(moduleTaintFlags("")).toEqual([]);
  expect(moduleTaintFlags("Z")[0]).toMatchObject({ letter: "Z", short: "taint Z" });
});
