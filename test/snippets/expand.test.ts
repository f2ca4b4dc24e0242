import { expect, it } from "vitest";
import { choicesOf, expandSnippet, parseSnippet } from "./expand.ts";

const expanded = (body: string, stops: Readonly<Record<string, string>> = {}): string =>
  expandSnippet(parseSnippet(body), {
    stops: new Map(Object.entries(stops)),
    variables: { TM_FILENAME_BASE: "my-file.v2" },
  });

it("puts a stop's default wherever the stop stands", () => {
  expect(expanded("$1 ${1:name} ${1}_x")).toBe("name name name_x");
  expect(expanded("$1 ${1:name}", { 1: "other" })).toBe("other other");
  expect(expanded("a$0b$2")).toBe("ab");
});

it("expands defaults in defaults, and variables", () => {
  expect(expanded("${1:a${2:b}c} $2")).toBe("abc b");
  expect(expanded("${1:${TM_FILENAME_BASE/[^A-Za-z0-9_]+/_/g}}_init $1")).toBe("my_file_v2_init my_file_v2");
  expect(expanded("${UNKNOWN:text}")).toBe("text");
});

it("takes the first choice, or the one that was made", () => {
  const body = "${1|one,two\\, too,a\\|b|} $1";
  expect(expanded(body)).toBe("one one");
  expect([...choicesOf(parseSnippet(body)).values()]).toEqual([["one", "two, too", "a|b"]]);
  expect(expanded(body, { 1: "a|b" })).toBe("a|b a|b");
});

it("transforms what a stop holds", () => {
  expect(expanded("${1:METER} ${1/(.*)/${1:/downcase}/}")).toBe("METER meter");
  expect(expanded("${1:unsigned int} ${1/unsigned (.*)/u$1/}")).toBe("unsigned int uint");
  expect(expanded("${1:int} ${1/unsigned (.*)/u$1/}")).toBe("int int");
});

it("leaves what is no stop and no variable as it is", () => {
  expect(expanded("$(MAKE) $@ \\$1 \\n {x} \\}")).toBe("$(MAKE) $@ $1 \\n {x} }");
});

it.each(["${1:a", "${1|a,|}", "${}", "${1/a}", "${1|a"])("refuses %s", (body) => {
  expect(() => parseSnippet(body)).toThrow(/./u);
});
