/**
 * `npm test [-- WORD...]`: checks, build, the tests outside VS Code, the tests inside it; ends with one line that adds
 * them all up, each check counted as one. A word narrows: the name of a step (types, lint, format, build, unit,
 * extension, or extension:SUITE), else a part of a test file's path.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import * as v from "valibot";
import { buildAll } from "./build.ts";
import { type Counts, runExtensionTests } from "./extension-tests.ts";
import { cacheFolder, nodeExecutable, repository } from "./paths.ts";

interface Step {
  readonly name: string;
  run(): Promise<Counts>;
}

const words = process.argv.slice(2);
const suites = words
  .filter((word) => word.startsWith("extension:"))
  .map((word) => word.slice("extension:".length));

const steps: readonly Step[] = [
  { name: "types", run: () => check("tsc", ["-b"]) },
  { name: "lint", run: () => check("oxlint", ["--type-aware"]) },
  { name: "format", run: () => check("biome", ["check"]) },
  { name: "build", run: runBuild },
  { name: "unit", run: runVitest },
  { name: "extension", run: () => runExtensionTests(suites) },
];

const vitestReport = v.object({
  testResults: v.array(
    v.object({ status: v.string(), assertionResults: v.array(v.object({ status: v.string() })) }),
  ),
});

const total = { passed: 0, failed: 0, skipped: 0 };
for (const step of chosenSteps()) {
  const started = performance.now();
  console.log(`\n> ${step.name}`);
  const counts = await attempt(step);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`> ${step.name}: ${describe(counts)} (${seconds} s)`);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
const isSkippingFailure = process.env["CI"] === "true" && total.skipped > 0;
if (isSkippingFailure) console.log("\nSkipped tests count as failures where CI=true.");
console.log(`\n${describe(total)}`);
process.exit(total.failed > 0 || isSkippingFailure ? 1 : 0);

/** All steps; with words only those that they name, and for a part of a path the tests outside VS Code. */
function chosenSteps(): readonly Step[] {
  if (words.length === 0) return steps;
  const wanted = new Set(words.map((word) => (word.startsWith("extension:") ? "extension" : word)));
  if (vitestFilters().length > 0) wanted.add("unit");
  // The extension tests, and those of test/package, run what was built.
  if (wanted.has("extension") || wanted.has("unit")) wanted.add("build");
  return steps.filter((step) => wanted.has(step.name));
}

function vitestFilters(): string[] {
  const names = new Set(steps.map((step) => step.name));
  return words.filter((word) => !names.has(word) && !word.startsWith("extension:"));
}

async function attempt(step: Step): Promise<Counts> {
  try {
    return await step.run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function runBuild(): Promise<Counts> {
  await buildAll();
  return { passed: 1, failed: 0, skipped: 0 };
}

/** A command that says by its exit code whether all is well. */
async function check(command: string, args: readonly string[]): Promise<Counts> {
  const code = await run(path.join(repository, "node_modules", ".bin", command), args);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

async function runVitest(): Promise<Counts> {
  mkdirSync(cacheFolder, { recursive: true });
  const report = path.join(cacheFolder, "vitest.json");
  rmSync(report, { force: true });
  const vitest = path.join(repository, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run(nodeExecutable, [vitest, "run", ...reporters, ...vitestFilters()]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { testResults: files } = v.parse(vitestReport, JSON.parse(readFileSync(report, "utf8")));
  const tests = files.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const passed = tests.filter((status) => status === "passed").length;
  // A file that does not load has no tests to fail: it counts as one.
  const unloaded = files.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = tests.filter((status) => status === "failed").length + unloaded;
  // An error outside any test fails the run without failing a test.
  return {
    passed,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: tests.length + unloaded - passed - failed,
  };
}

function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: repository, stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

function describe(counts: Counts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}
