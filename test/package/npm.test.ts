/** The npm package, for those who want the checks without VS Code: its programs run from it alone. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../../scripts/paths.ts";
import { greetServer, lint } from "./run.ts";

const home = mkdtempSync(path.join(tmpdir(), "kmod-npm-"));
const folder = path.join(home, "package");
const manifest = v.object({ bin: v.record(v.string(), v.string()) });

beforeAll(async () => {
  const run = promisify(execFile);
  const words = ["pack", "--ignore-scripts", "--loglevel=error", `--pack-destination=${home}`];
  const { stdout } = await run("npm", words, { cwd: repository });
  mkdirSync(folder, { recursive: true });
  await run("tar", ["xzf", path.join(home, stdout.trim().split("\n").at(-1) ?? ""), "-C", home]);
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("each of its programs is there and can be started by its name", () => {
  const { bin } = v.parse(manifest, JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")));
  expect(Object.keys(bin).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "kmod-language-server",
    "kmod-lint",
  ]);
  for (const file of Object.values(bin)) {
    const program = path.join(folder, file);
    expect(readFileSync(program, "utf8").split("\n", 1)[0]).toBe("#!/usr/bin/env node");
    expect(statSync(program).mode & 0o111, file).not.toBe(0);
  }
});

test("kmod-lint checks a module from it, without its dependencies", async () => {
  const sample = path.join(repository, "samples", "hello");
  const { stdout, code } = await lint(path.join(folder, "dist", "kmod-lint.cjs"), ["check", sample]);
  expect(stdout).toContain("missing-license");
  expect(code).toBe(1);
});

test("the language server answers from it, for Neovim and others", async () => {
  const { answer, code } = await greetServer(path.join(folder, "dist", "server.cjs"), "auto");
  expect(answer).toHaveProperty("capabilities.completionProvider");
  expect(code).toBe(0);
});
