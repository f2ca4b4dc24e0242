/**
 * Runs test/extension in a real VS Code extension host, with Kmod packed and installed as users have it. Which VS Code: the executable that KMOD_VSCODE names, else a
 * VS Code that @vscode/test-electron downloads, else (no network) the code-server host. The same suite on each.
 */
import { spawn } from "node:child_process";
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Writable } from "node:stream";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import * as v from "valibot";
import { bundleOptions } from "./build.ts";
import { clangdProgram } from "./clangd.ts";
import { type Installation, install, packedExtension, packedFixture } from "./installed-extension.ts";
import { makeMachineWorkspace } from "./machine-workspace.ts";
import { cacheFolder, isMain, repository } from "./paths.ts";
import { chooseVSCode } from "./vscode-host/choose.ts";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Suites that one host runs, one after the other. */
interface Session {
  readonly name: string;
  /** Names of the files below test/extension, without `.test.ts`. */
  readonly suites: readonly string[];
  /** Whether VS Code asks for trust: Restricted Mode, until the folder is trusted. */
  readonly isRestricted: boolean;
  /** Beside clangd, by an extension of the same id as clangd's own. */
  readonly hasClangd: boolean;
  /** On virtual machines with real kernels: another workspace, and targets in its settings. */
  readonly hasMachines: boolean;
  /** In a C project that has nothing of the kernel, instead of in the sample module. */
  readonly isOrdinary?: true;
}

/** What test/extension/index.ts writes of each test. */
const outcomes = v.array(
  v.object({
    title: v.string(),
    state: v.picklist(["passed", "failed", "skipped"]),
    error: v.optional(v.string()),
  }),
);

const marks = { passed: "✓", failed: "✗", skipped: "-" } as const;
const logs = path.join(cacheFolder, "extension-tests");
const bundles = path.join(repository, "out", "extension-tests");
const sources = path.join(repository, "test", "extension");
const fixtures = path.join(sources, "fixtures");
const clangdFixture = path.join(repository, "out", "extension-fixtures", "vscode-clangd");
const sample = path.join(repository, "samples", "hello");
const ordinary = path.join(sources, "fixtures", "ordinary");

/**
 * Packs and installs what was built, bundles the suites and runs them (all, or the named ones) over fresh copies of the
 * sample project.
 */
export async function runExtensionTests(only: readonly string[]): Promise<Counts> {
  await bundleTests();
  const home = mkdtempSync(path.join(tmpdir(), "kmod-installed-"));
  const executable = await chooseVSCode(console.log);
  const total = { passed: 0, failed: 0, skipped: 0 };
  try {
    const installations = installer(executable, home);
    for (const session of sessions(only)) {
      console.log(`${session.suites.join(", ")}, in ${path.basename(executable)}:`);
      const counts = await runSession(executable, session, await installations(session.hasClangd));
      total.passed += counts.passed;
      total.failed += counts.failed;
      total.skipped += counts.skipped;
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  return total;
}

/** Installs Kmod alone, and Kmod beside clangd's extension: each once, when a session first needs it. */
function installer(executable: string, home: string): (hasClangd: boolean) => Promise<Installation> {
  const packed = packedExtension(home);
  const made = new Map<boolean, Promise<Installation>>();
  const make = async (hasClangd: boolean): Promise<Installation> => {
    const beside = hasClangd ? [await packedFixture(await bundleClangd())] : [];
    return install(executable, path.join(home, hasClangd ? "clangd" : "plain"), [await packed, ...beside]);
  };
  return (hasClangd) => {
    const installation = made.get(hasClangd) ?? make(hasClangd);
    made.set(hasClangd, installation);
    return installation;
  };
}

/** One host for the suites of trusted folders, and one for each kind that needs something else. */
function sessions(only: readonly string[]): readonly Session[] {
  const names = readdirSync(sources)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => name.slice(0, -".test.ts".length))
    .filter((name) => only.length === 0 || only.includes(name));
  const plain = { isRestricted: false, hasClangd: false, hasMachines: false };
  const special = (name: string) =>
    isRestricted(name) || isBesideClangd(name) || isOnMachines(name) || isOrdinary(name);
  return [
    { ...plain, name: "trusted", suites: names.filter((name) => !special(name)) },
    { ...plain, name: "restricted", suites: names.filter(isRestricted), isRestricted: true },
    // clangd remembers for half a minute which commands there are, and guesses those of other files from them.
    ...names.filter(isBesideClangd).map((name) => ({ ...plain, name, suites: [name], hasClangd: true })),
    // Kmod wakes once in a window: each suite has its own.
    ...names
      .filter(isOrdinary)
      .map((name) => ({ ...plain, name, suites: [name], isOrdinary: true as const })),
    { ...plain, name: "machines", suites: names.filter(isOnMachines), hasMachines: true },
  ].filter(({ suites }) => suites.length > 0);
}

const isOrdinary = (name: string): boolean => name.startsWith("ordinary");

const isRestricted = (name: string): boolean => name.startsWith("restricted");

const isBesideClangd = (name: string): boolean => name.startsWith("clangd");

const isOnMachines = (name: string): boolean => name.startsWith("machine-");

async function bundleTests(): Promise<void> {
  rmSync(bundles, { recursive: true, force: true });
  await build({
    ...bundleOptions,
    entryPoints: readdirSync(sources)
      .filter((name) => name === "index.ts" || name.endsWith(".test.ts"))
      .map((name) => path.join(sources, name)),
    outdir: bundles,
    outExtension: { ".js": ".cjs" },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    external: ["vscode", "mocha"],
  });
  // VS Code runs tests only where an extension is under development: the bundles themselves are.
  cpSync(path.join(fixtures, "tests", "package.json"), path.join(bundles, "package.json"));
}

/** Gives the folder of what stands for clangd's own extension. */
async function bundleClangd(): Promise<string> {
  await build({
    ...bundleOptions,
    entryPoints: [path.join(fixtures, "clangd-extension.ts")],
    outfile: path.join(clangdFixture, "extension.cjs"),
    sourcemap: false,
  });
  cpSync(path.join(fixtures, "vscode-clangd", "package.json"), path.join(clangdFixture, "package.json"));
  return clangdFixture;
}

async function runSession(
  executable: string,
  session: Session,
  { extensions, extension }: Installation,
): Promise<Counts> {
  const room = mkdtempSync(path.join(tmpdir(), "kmod-test-"));
  const workspace = path.join(room, "hello");
  const results = path.join(room, "results.json");
  const log = path.join(logs, `${session.name}.log`);
  mkdirSync(logs, { recursive: true });
  if (session.hasMachines) await makeMachineWorkspace(workspace);
  else cpSync(session.isOrdinary ? ordinary : sample, workspace, { recursive: true });
  const run: HostRun = {
    executable,
    env: {
      KMOD_TEST_SUITES: session.suites.join(","),
      KMOD_TEST_RESULTS: results,
      KMOD_TEST_EXTENSION: extension,
      ...(session.hasClangd && { KMOD_CLANGD: clangdProgram() }),
    },
    args: [workspace, `--user-data-dir=${path.join(room, "profile")}`, `--extensions-dir=${extensions}`],
    output: createWriteStream(log),
  };
  const problem = await runHost(run, session.isRestricted);
  await new Promise<void>((resolve) => run.output.end(resolve));
  const counts = report(results, problem, log);
  rmSync(room, { recursive: true, force: true });
  return counts;
}

interface HostRun {
  readonly executable: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  /** Takes the host's console. */
  readonly output: Writable;
}

const extensionTestsPath = path.join(bundles, "index.cjs");

/** Runs the host to its end. Gives what went wrong outside the tests' own results, if anything did. */
async function runHost(run: HostRun, isUntrusted: boolean): Promise<string | undefined> {
  try {
    if (isUntrusted) await runUntrusted(run);
    else {
      await runTests({
        vscodeExecutablePath: run.executable,
        extensionDevelopmentPath: bundles,
        extensionTestsPath,
        extensionTestsEnv: run.env,
        launchArgs: run.args,
        stdout: run.output,
        stderr: run.output,
      });
    }
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** What runTests does, without its `--disable-workspace-trust`. */
async function runUntrusted({ executable, args, env, output }: HostRun): Promise<void> {
  const child = spawn(
    executable,
    [
      ...args,
      "--no-sandbox",
      "--disable-gpu-sandbox",
      "--disable-updates",
      "--skip-welcome",
      "--skip-release-notes",
      `--extensionTestsPath=${extensionTestsPath}`,
      `--extensionDevelopmentPath=${bundles}`,
    ],
    { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  child.stdout.on("data", (data: Buffer) => output.write(data));
  child.stderr.on("data", (data: Buffer) => output.write(data));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`Test run failed with code ${code}`);
}

/** Prints what came of each test and adds it up; a host that ended without results is one failure. */
function report(results: string, problem: string | undefined, log: string): Counts {
  if (!existsSync(results)) {
    console.log(`  ${problem ?? "no results"}; the host said (${path.relative(repository, log)}):`);
    console.log(readFileSync(log, "utf8").split("\n").slice(-30).join("\n"));
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { title, state, error } of v.parse(outcomes, JSON.parse(readFileSync(results, "utf8")))) {
    counts[state]++;
    console.log(`  ${marks[state]} ${title}`);
    if (error !== undefined) console.log(error.replaceAll(/^/gmu, "      "));
  }
  if (problem !== undefined && counts.failed === 0) {
    console.log(`  ${problem}, though no test failed`);
    counts.failed++;
  }
  return counts;
}

if (isMain(import.meta)) {
  mkdirSync(cacheFolder, { recursive: true });
  const counts = await runExtensionTests(process.argv.slice(2));
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}
