/** What is kept of a header is what was read of it. */
import { array, assert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { readHeader } from "../../../server/src/core/preprocess/header-reader.ts";
import { decodeItems, encodeItems } from "../../../server/src/host/headers/items-codec.ts";

const header = `#pragma once
#include <linux/types.h>
#include "own.h"
#include_next <asm/a.h>
#include NAMED
#if defined(A) && \\
	B > 1
#define EMPTY
#define ONE 1
#define CALL(a, b...) f(a, ## b)
#elif C
#undef ONE
#else
extern int variable;
int function(int a, ...);
static inline int short_one(void) { return ONE; }
struct tag { int member; };
enum { FIRST, SECOND };
typedef unsigned int type;
PAGEFLAG(Locked, locked, "a string, with \\"quotes\\"")
#endif
`;

test("every kind of item comes back as it was", () => {
  const items = readHeader(header);
  expect(new Set(items.items.map(({ kind }) => kind)).size).toBe(9);
  expect(decodeItems(encodeItems(items))).toEqual(items);
  expect(encodeItems(items)).not.toContain("\n");
});

test("any text's items come back, too", () => {
  assert(
    property(array(constantFrom(...header.split(/(?<=[\s()])/), "\0", "é", "\u{1F600}")), (parts) => {
      const items = readHeader(parts.join(""));
      expect(decodeItems(encodeItems(items))).toEqual(items);
    }),
  );
});

test.each(["", "{}", "[", "[0,5]", '[0,5,0,"A"]', "[0,99,0]", '["x"]', "[1,7,0,3]", "null"])(
  "what is no such line is refused: %j",
  (line) => {
    expect(decodeItems(line)).toBeUndefined();
  },
);
