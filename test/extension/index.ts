/**
 * What VS Code's extension host runs: the suites that KMOD_TEST_SUITES names (of them the tests whose title has
 * KMOD_TEST_GREP in it), by mocha. What came of each test is written
 * as JSON to the file that KMOD_TEST_RESULTS names: the host's console also carries the editor's own lines.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import * as vscode from "vscode";

interface Outcome {
  readonly title: string;
  readonly state: "passed" | "failed" | "skipped";
  readonly error?: string;
}

/** Called by the host; a rejection makes its exit code 1. */
export async function run(): Promise<void> {
  checkInstallation();
  const outcomes: Outcome[] = [];
  await runMocha(outcomes);
  const results = process.env["KMOD_TEST_RESULTS"];
  if (results !== undefined) writeFileSync(results, JSON.stringify(outcomes));
  const failed = outcomes.filter(({ state }) => state === "failed").length;
  if (failed > 0) throw new Error(`${failed} extension tests failed`);
  if (outcomes.length === 0) throw new Error("no extension test ran");
}

/** What is tested is what VS Code made of the package: not the sources, and nothing that only these have. */
function checkInstallation(): void {
  const folder = vscode.extensions.getExtension("kmod.kmod")?.extensionPath;
  assert.ok(folder, "Kmod is installed in the host");
  const installed = process.env["KMOD_TEST_EXTENSION"];
  assert.ok(installed, "KMOD_TEST_EXTENSION names the folder of what was installed");
  assert.equal(realpathSync(folder), realpathSync(installed));
  for (const source of ["node_modules", "client", "server"])
    assert.ok(!existsSync(path.join(folder, source)), `${source} is in the installed extension`);
}

function runMocha(outcomes: Outcome[]): Promise<void> {
  const grep = process.env["KMOD_TEST_GREP"];
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 30_000,
    forbidOnly: true,
    reporter: Silent,
    ...(grep !== undefined && { grep }),
  });
  const wanted = (process.env["KMOD_TEST_SUITES"] ?? "").split(",");
  for (const file of readdirSync(__dirname).toSorted()) {
    if (wanted.some((suite) => file === `${suite}.test.cjs`)) mocha.addFile(path.join(__dirname, file));
  }
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on("pass", (test) => outcomes.push({ title: test.fullTitle(), state: "passed" }));
    runner.on("pending", (test) => outcomes.push({ title: test.fullTitle(), state: "skipped" }));
    runner.on("fail", (test, error: Error) =>
      outcomes.push({ title: test.fullTitle(), state: "failed", error: error.stack ?? error.message }),
    );
  });
}

class Silent extends Mocha.reporters.Base {}
