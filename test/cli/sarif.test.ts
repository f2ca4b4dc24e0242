/** The schema is the one of Microsoft's SARIF SDK for JavaScript (@microsoft/jest-sarif, MIT). */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { formatSarif } from "../../server/src/cli/format/sarif.ts";
import type { LocatedFinding } from "../../server/src/cli/located.ts";
import type { CheckReport } from "../../server/src/cli/report.ts";
import { findingOf, reportOf } from "./report-of.ts";

const schemaFile = createRequire(import.meta.url).resolve(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);
// It calls itself draft 4 and uses nothing that later drafts read otherwise, but for the name of its id.
const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(schemaFile, "utf8"));
const ajv = new Ajv.default({ strict: false, unicodeRegExp: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

const problemsOf = (log: unknown): unknown => (validate(log) ? [] : validate.errors);

/** As much of a log as the tests look at. */
interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly originalUriBaseIds: unknown;
      readonly invocations: readonly unknown[];
      readonly results: readonly Result[];
    },
  ];
}

interface Result {
  readonly ruleIndex: number;
  level: string;
  readonly fixes: unknown;
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: unknown } }[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
}

const write = (findings: readonly LocatedFinding[], more: Partial<CheckReport> = {}): Log["runs"][0] =>
  logOf(findings, more).runs[0];

const logOf = (findings: readonly LocatedFinding[], more: Partial<CheckReport> = {}): Log =>
  JSON.parse(formatSarif(reportOf(findings, more)));

const rich = findingOf({
  related: [{ path: "/elsewhere/b.c", message: "also here", line: 1, column: 1, endLine: 1, endColumn: 2 }],
  fixes: [
    {
      title: "Make it right",
      isSafe: true,
      edits: [
        { line: 2, column: 5, endLine: 2, endColumn: 8, text: "bar" },
        { line: 3, column: 1, endLine: 3, endColumn: 2, text: "" },
      ],
    },
  ],
});

const prints = (findings: readonly LocatedFinding[]): readonly string[] =>
  write(findings).results.map((result) => result.partialFingerprints.primaryLocationLineHash);

describe("the sarif format", () => {
  it("validates against the 2.1.0 schema, with and without findings", () => {
    expect(problemsOf(logOf([]))).toEqual([]);
    expect(problemsOf(logOf([rich, findingOf({ severity: "hint", path: "/project/a b/ü#?.c" })]))).toEqual(
      [],
    );
  });

  it("fails that schema when a member is wrong, so that the test above means something", () => {
    const log = logOf([rich]);
    for (const result of log.runs[0].results) result.level = "fatal";
    expect(problemsOf(log)).not.toEqual([]);
  });

  it("names files relative to the working folder by a base, and others by absolute URI", () => {
    const run = write([findingOf({ path: "/project/a b/ü#?.c" }), findingOf({ path: "/elsewhere/b.c" })]);
    const places = run.results.map((result) => result.locations[0]?.physicalLocation.artifactLocation);
    expect(places).toEqual([
      { uri: "a%20b/%C3%BC%23%3F.c", uriBaseId: "WORKDIR" },
      { uri: "file:///elsewhere/b.c" },
    ]);
    expect(run.originalUriBaseIds).toEqual({ WORKDIR: { uri: "file:///project/" } });
  });

  it("describes every rule with its page, and points each result at its rule", () => {
    const { tool, results } = write([findingOf()]);
    expect(tool.driver.rules.map((rule) => rule.id)).toEqual(["other-rule", "some-rule"]);
    expect(tool.driver.rules[results[0]?.ruleIndex ?? -1]).toMatchObject({
      id: "some-rule",
      defaultConfiguration: { level: "error" },
    });
  });

  it("gives a fix as replacements of regions", () => {
    expect(write([rich]).results[0]?.fixes).toEqual([
      {
        description: { text: "Make it right" },
        artifactChanges: [
          {
            artifactLocation: { uri: "a.c", uriBaseId: "WORKDIR" },
            replacements: [
              {
                deletedRegion: { startLine: 2, startColumn: 5, endLine: 2, endColumn: 8 },
                insertedContent: { text: "bar" },
              },
              { deletedRegion: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 2 } },
            ],
          },
        ],
      },
    ]);
  });

  it("keeps a fingerprint when lines move, and tells equal findings apart", () => {
    const [first, second] = prints([findingOf(), findingOf({ line: 9 })]);
    expect(prints([findingOf({ line: 40, sourceLine: "  int  foo;" })])).toEqual([first]);
    expect(second).not.toBe(first);
    expect(prints([findingOf({ rule: "other-rule" })])).not.toEqual([first]);
  });

  it("says how the run ended, what was skipped and what failed inside", () => {
    const clean = write([], { exitCode: 0 }).invocations[0];
    expect(clean).toMatchObject({ executionSuccessful: true, exitCode: 0, toolExecutionNotifications: [] });
    const notices = [
      { kind: "skipped" as const, path: "/project/x.c", message: "not read: a binary file" },
      { kind: "internal" as const, path: "/project/y.c", message: "rule some-rule failed" },
    ];
    const log = logOf([], { notices });
    expect(problemsOf(log)).toEqual([]);
    expect(log.runs[0].invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: "warning" }, { level: "error" }],
    });
  });
});
