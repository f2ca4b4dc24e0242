import { describe, expect, it } from "vitest";
import { type CliCommand, readCommandLine } from "../../server/src/cli/options.ts";
import { nearest } from "../../server/src/cli/usage.ts";

const rules = ["missing-license", "missing-exit", "init-signature"];

const read = (...words: readonly string[]): CliCommand => readCommandLine(words, rules, "1.2.3");
const refusal = (...words: readonly string[]): string => {
  try {
    read(...words);
  } catch (error) {
    if (error instanceof Error && error.name === "UsageError") return error.message;
    throw error;
  }
  return "accepted";
};

describe("the command line", () => {
  it("checks the current folder unless told otherwise", () => {
    expect(read("check")).toEqual({
      kind: "check",
      options: {
        paths: ["."],
        kernels: [],
        format: "text",
        severities: new Map(),
        maxWarnings: undefined,
        fix: false,
        jobs: undefined,
        color: undefined,
      },
    });
  });

  it("takes every option, --rule repeatedly with the last word on a rule", () => {
    const words =
      "check a b --kernel /k --kernel ../k2 --format sarif --rule missing-exit=off --rule missing-exit=hint --max-warnings 0 --fix --jobs 3 --color";
    expect(read(...words.split(" "))).toEqual({
      kind: "check",
      options: {
        paths: ["a", "b"],
        kernels: ["/k", "../k2"],
        format: "sarif",
        severities: new Map([["missing-exit", "hint"]]),
        maxWarnings: 0,
        fix: true,
        jobs: 3,
        color: true,
      },
    });
  });

  it("prints its version and its help", () => {
    expect(read("--version")).toEqual({ kind: "print", text: "1.2.3\n" });
    expect(read("--help")).toMatchObject({
      kind: "print",
      text: expect.stringContaining("check [options] [PATH...]"),
    });
    expect(read("check", "--help")).toMatchObject({
      text: expect.stringMatching(/UTF-16 code units(.|\n)*Exit status/),
    });
  });

  it("takes list-rules and explain", () => {
    expect(read("list-rules", "--format", "json")).toEqual({ kind: "list-rules", format: "json" });
    expect(read("explain", "missing-exit")).toEqual({ kind: "explain", rule: "missing-exit" });
  });

  it.each([
    [["chek"], "unknown command 'chek' (did you mean 'check'?)"],
    [["check", "--formt", "json"], "unknown option '--formt' (did you mean '--format'?)"],
    [
      ["check", "--format", "jsn"],
      /^option '--format <FORMAT>' argument 'jsn' is invalid.*\(did you mean 'json'\?\)$/,
    ],
    [
      ["check", "--rule", "nope=error"],
      /^--rule nope=error: there is no rule 'nope' \(see kmod-lint list-rules\)$/,
    ],
    [
      ["check", "--rule", "missing-licence=off"],
      /there is no rule 'missing-licence' \(did you mean 'missing-license'\?\)$/,
    ],
    [
      ["check", "--rule", "missing-exit=eror"],
      /'eror' is no severity \(did you mean 'error'\?\); one of off, error,/,
    ],
    [["check", "--rule", "missing-exit"], "--rule takes ID=SEVERITY, not 'missing-exit'"],
    [["check", "--max-warnings", "-1"], /--max-warnings <N>.*a whole number, 0 or more$/],
    [["check", "--jobs", "0"], /--jobs <N>.*a whole number from 1 to 999$/],
    [["check", "--kernel"], "option '--kernel <BUILD_DIR>' argument missing"],
    [["explain", "init-sig"], "there is no rule 'init-sig' (did you mean 'init-signature'?)"],
    [["explain"], "missing required argument 'ID'"],
    [[], /^nothing to do: try 'kmod-lint check'/],
  ])("refuses %j in one line", (words, message) => {
    expect(refusal(...words)).toMatch(message);
    expect(refusal(...words)).not.toContain("\n");
  });
});

describe("the nearest known word", () => {
  it("is found over typing slips, parts and letter case", () => {
    expect(nearest("misisng-exit", rules)).toBe("missing-exit");
    expect(nearest("LICENSE", rules)).toBe("missing-license");
  });

  it("is none when nothing is near", () => {
    expect(nearest("banana", rules)).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });
});
