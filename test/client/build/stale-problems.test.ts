/** make compiles what has changed and says nothing of the rest: what was said of the rest still holds. */
import { describe, expect, it } from "vitest";
import type { Problem } from "../../../client/src/build/problem.ts";
import { staysAfter, staysFor } from "../../../client/src/build/stale-problems.ts";

const problem = (file: string, more: Partial<Problem> = {}): Problem => ({
  file,
  span: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
  severity: "warning",
  message: "wrong",
  tool: "compiler",
  option: undefined,
  rule: undefined,
  related: [],
  fix: undefined,
  ...more,
});

describe("when a build begins", () => {
  it("warnings of sources stay: their files may not be compiled again", () => {
    expect(staysFor({ kind: "modules" })(problem("/srv/a.c"))).toBe(true);
  });

  it("errors go, and what modpost said, and what was said of headers", () => {
    const stays = staysFor({ kind: "modules" });
    expect(stays(problem("/srv/a.c", { severity: "error" }))).toBe(false);
    expect(stays(problem("/srv/a.c", { tool: "modpost" }))).toBe(false);
    expect(stays(problem("/srv/a.h"))).toBe(false);
  });

  it("of one file, only its own go", () => {
    const stays = staysFor({ kind: "file", source: "/srv/a.c" });
    expect(stays(problem("/srv/a.c", { severity: "error" }))).toBe(false);
    expect(stays(problem("/srv/b.c", { severity: "error" }))).toBe(true);
  });

  it("that removes everything, all go", () => {
    expect(staysFor({ kind: "clean" })(problem("/srv/a.c"))).toBe(false);
  });
});

// Lines as make of 6.1 (absolute) and 6.13 (relative) says them.
it.each(["  CC [M]  /srv/hello/hello.o", "  CC [M]  hello.o", "  CHECK   /srv/hello/hello.c"])(
  "after %j, what was said of that file before is gone",
  (line) => {
    const stays = staysAfter([line, "  LD [M]  /srv/hello/other.ko"]);
    expect(stays(problem("/srv/hello/hello.c"))).toBe(false);
    expect(stays(problem("/srv/hello/other.c"))).toBe(true);
  },
);
