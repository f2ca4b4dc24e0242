/** The workflows of .github: what they call exists, and nothing of a token or of a name from outside reaches a shell. */
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { repository } from "../../scripts/paths.ts";
import { releaseNotes } from "../../scripts/release-notes.ts";

// Source: the workflow syntax of GitHub Actions; a key that stands in none of these is a slip of the pen.
const step = v.strictObject({
  name: v.optional(v.string()),
  if: v.optional(v.string()),
  uses: v.optional(v.pipe(v.string(), v.regex(/^actions\/[\w-]+@v\d+$/u))),
  with: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  env: v.optional(v.record(v.string(), v.string())),
  run: v.optional(v.string()),
});
const permissions = v.record(v.string(), v.picklist(["read", "write"]));
const job = v.strictObject({
  "runs-on": v.string(),
  container: v.optional(v.string()),
  needs: v.optional(v.string()),
  environment: v.optional(v.string()),
  "timeout-minutes": v.number(),
  permissions: v.optional(permissions),
  steps: v.array(step),
});
const workflow = v.strictObject({
  name: v.string(),
  on: v.record(v.string(), v.nullable(v.record(v.string(), v.array(v.string())))),
  permissions,
  concurrency: v.optional(v.record(v.string(), v.union([v.string(), v.boolean()]))),
  jobs: v.record(v.string(), job),
});
const yaml = v.parse(
  v.object({ load: v.function() }),
  // mocha's own: a development dependency for one test is not worth it.
  createRequire(createRequire(import.meta.url).resolve("mocha"))("js-yaml"),
);
const scripts = v.parse(
  v.object({ scripts: v.record(v.string(), v.string()) }),
  JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")),
).scripts;

const files = globSync(".github/workflows/*.yml", { cwd: repository });

test("there is one for every push and one for releases", () => {
  expect(files.map((file) => path.basename(file)).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "ci.yml",
    "release.yml",
  ]);
});

describe.each(files)("%s", (file) => {
  const { jobs, permissions: granted } = v.parse(
    workflow,
    yaml.load(readFileSync(path.join(repository, file), "utf8")),
  );
  const steps = Object.values(jobs).flatMap((each) => each.steps);
  const runs = steps.map(({ run }) => run).filter((run) => run !== undefined);

  test("each step either uses an action or runs something", () => {
    for (const { uses, run } of steps) expect([uses, run].filter((way) => way !== undefined)).toHaveLength(1);
  });

  test("each job needs one that is there", () => {
    for (const { needs } of Object.values(jobs))
      if (needs !== undefined) expect(Object.keys(jobs)).toContain(needs);
  });

  test("what runs is correct for a shell, and every script and file of ours that it names exists", () => {
    for (const run of runs) {
      execFileSync("sh", ["-n"], { input: run });
      for (const [, name = ""] of run.matchAll(/\bnpm run ([\w-]+)/gu))
        expect(scripts).toHaveProperty([name]);
      for (const [, name = ""] of run.matchAll(/(?<![\w/.])((?:\.ci|scripts)\/[\w./-]+)/gu))
        expect(existsSync(path.join(repository, name)), name).toBe(true);
    }
    expect(runs.join("\n")).toContain(".ci/run");
  });

  test("no text from outside becomes part of a shell's text", () => {
    // A branch or tag may be named `$(...)`: values come as variables of the environment.
    for (const run of runs) expect(run).not.toContain("${{");
  });

  test("a token goes from the secrets into the environment of the one step that needs it, and is never printed", () => {
    for (const { env = {}, run = "", with: given = {} } of steps) {
      expect(JSON.stringify(given)).not.toContain("secrets.");
      expect(run).not.toMatch(/\bset\s+-\w*x|\bprintenv\b|\benv\s*(?:$|\|)|--pat\b|\s-p\s/mu);
      for (const [name, value] of Object.entries(env)) {
        if (!/secrets\.|github\.token/u.test(value)) continue;
        expect(value).toMatch(/^\$\{\{ (?:secrets\.\w+|github\.token) \}\}$/u);
        expect(run).not.toContain(name);
      }
    }
  });

  test("only a job that publishes may write, and only releases", () => {
    expect(granted).toEqual({ contents: "read" });
    const writing = Object.entries(jobs).filter(([, { permissions: own }]) => own !== undefined);
    for (const [name, { permissions: own }] of writing) {
      expect(name).toBe("publish");
      expect(own).toEqual({ contents: "write" });
    }
  });
});

describe("the notes of a release", () => {
  test("are what the changelog says of the version", () => {
    const { version } = v.parse(
      v.object({ version: v.string() }),
      JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")),
    );
    const notes = releaseNotes(`v${version}`);
    expect(readFileSync(path.join(repository, "CHANGELOG.md"), "utf8")).toContain(notes.trim());
    expect(notes).not.toContain("## ");
  });

  test("refuse a tag that is not the version's", () => {
    expect(() => releaseNotes("v999.0.0")).toThrow(/the tag is v999/u);
  });
});

test("the store's program is the one that packs", () => {
  const release = readFileSync(path.join(repository, ".github", "workflows", "release.yml"), "utf8");
  const installed = v.parse(
    v.object({ devDependencies: v.object({ "@vscode/vsce": v.string() }) }),
    JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")),
  ).devDependencies["@vscode/vsce"];
  expect(release).toContain(`@vscode/vsce@${installed} publish`);
});
