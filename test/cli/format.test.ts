import { describe, expect, it } from "vitest";
import { formatGithub } from "../../server/src/cli/format/github.ts";
import { formatJson } from "../../server/src/cli/format/json.ts";
import { formatText } from "../../server/src/cli/format/text.ts";
import { findingOf, reportOf } from "./report-of.ts";

describe("the json format", () => {
  it("is one array of 1-based places with exactly these members", () => {
    expect(JSON.parse(formatJson(reportOf([findingOf()])))).toEqual([
      {
        file: "a.c",
        line: 2,
        column: 5,
        endLine: 2,
        endColumn: 8,
        rule: "some-rule",
        severity: "error",
        message: "it is wrong",
      },
    ]);
  });

  it("is an empty array without findings", () => {
    expect(JSON.parse(formatJson(reportOf([])))).toEqual([]);
  });

  it("names a file outside the current folder by its absolute path", () => {
    const outside = formatJson(
      reportOf([findingOf({ path: "/project-b/a.c" }), findingOf({ path: "/project/sub/..c" })]),
    );
    expect(JSON.parse(outside)).toMatchObject([{ file: "/project-b/a.c" }, { file: "sub/..c" }]);
  });
});

describe("the github format", () => {
  it("writes one workflow command per finding, with the column after the end made the last one", () => {
    expect(formatGithub(reportOf([findingOf()]))).toBe(
      "::error file=a.c,line=2,endLine=2,col=5,endColumn=7,title=some-rule::it is wrong\n",
    );
  });

  it("escapes what would end a property, a message or a line", () => {
    const odd = findingOf({
      path: "/project/a,b:100%\n.c",
      message: "50% of\r\n::error::this",
      severity: "warning",
    });
    expect(formatGithub(reportOf([odd]))).toBe(
      "::warning file=a%2Cb%3A100%25%0A.c,line=2,endLine=2,col=5,endColumn=7,title=some-rule::50%25 of%0D%0A::error::this\n",
    );
  });

  it("gives no columns for a place of several lines, which the runner would refuse", () => {
    expect(formatGithub(reportOf([findingOf({ endLine: 4, severity: "hint" })]))).toBe(
      "::notice file=a.c,line=2,endLine=4,title=some-rule::it is wrong\n",
    );
  });
});

describe("the text format", () => {
  it("reads like gcc: place, severity, message, rule, then the line with a marker, then a summary", () => {
    expect(formatText(reportOf([findingOf()]), false)).toBe(
      [
        "a.c:2:5: error: it is wrong [some-rule]",
        "    2 | int foo;",
        "      |     ^~~",
        "1 error in 1 module, 3 files",
        "",
      ].join("\n"),
    );
  });

  it("keeps tabs before the marker and gives wide characters two columns", () => {
    const shown = formatText(
      reportOf([findingOf({ sourceLine: "\t/* 漢 */ x", column: 10, endColumn: 11 })]),
      false,
    );
    expect(shown.split("\n").slice(1, 3)).toEqual(["    2 | \t/* 漢 */ x", "      | \t         ^"]);
  });

  it("marks to the end of the line where the place goes on below", () => {
    const shown = formatText(reportOf([findingOf({ endLine: 3, endColumn: 2 })]), false);
    expect(shown.split("\n")[2]).toBe("      |     ^~~~");
  });

  it("lists related places as notes", () => {
    const related = [
      { path: "/other/b.c", message: "first here", line: 7, column: 1, endLine: 7, endColumn: 4 },
    ];
    expect(formatText(reportOf([findingOf({ related })]), false)).toContain(
      "/other/b.c:7:1: note: first here\n",
    );
  });

  it("lets no control character of a checked file reach the terminal", () => {
    const shown = formatText(
      reportOf([findingOf({ sourceLine: "int \u001b[2J\u202efoo;", message: "a\u001b]0;b" })]),
      false,
    );
    expect(shown).not.toContain("\u001b");
    expect(shown).not.toContain("\u202e");
  });

  it("colours only when told to", () => {
    const escape = "\u001b[";
    expect(formatText(reportOf([findingOf()]), true)).toContain(escape);
    expect(formatText(reportOf([findingOf()]), false)).not.toContain(escape);
  });

  it("counts by severity, and says when there is nothing", () => {
    const several = (["error", "warning", "warning", "info", "info", "hint"] as const).map((severity) =>
      findingOf({ severity }),
    );
    expect(formatText(reportOf(several), false)).toMatch(
      /\n1 error, 2 warnings, 2 info, 1 hint in 1 module, 3 files\n$/,
    );
    expect(formatText(reportOf([], { modulesChecked: 0, filesChecked: 1 }), false)).toBe(
      "no findings in 0 modules, 1 file\n",
    );
    expect(formatText(reportOf([]), false, 2)).toBe("2 fixes applied; no findings in 1 module, 3 files\n");
  });
});
