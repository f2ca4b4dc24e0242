import { expect, test } from "vitest";
import { renderPage } from "../../../client/src/operations/page.ts";
import { tracePage } from "../../../client/src/traces/trace-page.ts";
import { calls, decodedTrace, isOwn, recordedTrace } from "./samples.ts";

const shortPath = (file: string): string => file.replace(/^\/w\//u, "");

const page = () => {
  const trace = recordedTrace("BUG: kernel NULL pointer dereference");
  const decoded = {
    ...decodedTrace(trace, {
      deeper_sum: calls("item_value /w/deeper.h:11", "deeper_sum /w/deeper.c:19"),
      crashes_write: calls("crashes_write /w/main.c:82"),
    }),
    disassembly: [
      { offset: 0xe, text: "jle 584", isFault: false },
      { offset: 0x10, text: "mov 0x8(%rdi),%edi", isFault: true },
    ],
    problems: ["other.ko is not known"],
  };
  return { trace, rendered: renderPage(tracePage({ decoded, number: 3 }, "vm-6.1", { isOwn, shortPath })) };
};

test("the page tells what happened, where, to whom, and what could not be done", () => {
  const { text } = page().rendered;
  expect(text).toContain("# oops: kernel NULL pointer dereference, address: 0x8\n");
  expect(text).toMatch(/\| Task +\| sh, process 170 +\|/u);
  expect(text).toMatch(/\| Kernel +\| 6\.12\.111\+deb12-amd64 +\|/u);
  expect(text).toMatch(/\| Place +\| deeper\.h:11.*item_value/u);
  expect(text).toContain("- other.ko is not known");
});

test("each line of the author's sources leads there, inlined functions above the function they are in", () => {
  const { text, links } = page().rendered;
  const lines = text.split("\n");
  const linked = links.map(({ line, start, end, link }) => [
    lines[line]?.slice(start, end),
    link.kind === "uri" ? `${link.uri}:${link.line}` : "",
  ]);
  expect(linked).toEqual([
    ["deeper.h:11", "file:///w/deeper.h:10"],
    ["deeper.h:11", "file:///w/deeper.h:10"],
    ["deeper.c:19", "file:///w/deeper.c:18"],
    ["main.c:82", "file:///w/main.c:81"],
  ]);
  const at = (word: string): number => lines.findIndex((line) => line.includes(word));
  expect(at("item_value (inlined)")).toBe(at("deeper_sum+0x10/0x40") - 1);
});

test("the failing instruction is marked, registers stand in columns, and the kernel's own words at the end", () => {
  const { trace, rendered } = page();
  expect(rendered.text).toContain("   +0xe   jle 584\n=> +0x10  mov 0x8(%rdi),%edi\n");
  expect(rendered.text).toMatch(/ RSP: 0018:ff\w+ +EFLAGS: 00000202 +RAX: 0000000000000000\n/u);
  for (const { text } of trace.records) expect(rendered.text).toContain(text);
});
