/**
 * Builds every case of test/build-truth/sources with real Kbuild and records what it said.
 *
 *     node scripts/truth-cases.ts [--only PATTERN] [--changed] [--until-modpost] [--jobs 2]
 *
 * Writes test/build-truth/more-cases.json. --only rebuilds the cases whose name matches and keeps the rest;
 * --changed rebuilds the cases whose files or arguments are not those recorded; --until-modpost leaves out the final
 * link, which takes half the time and seldom has more to say (the record then says so). Each build runs in a fresh folder
 * under .cache/, removed afterwards. Needs the headers of 6.1 and 6.12 under /lib/modules.
 */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { type BuildMessages, extractMessages } from "../test/build-truth/messages.ts";
import { parseSources, type SourceCase } from "../test/build-truth/source-format.ts";

interface Kernel {
  readonly version: string;
  readonly build: string;
  readonly common: string;
}

interface BuildOutcome extends BuildMessages {
  readonly builds: boolean;
}

interface RecordedCase extends SourceCase {
  /** Present when the build was stopped before the final link. */
  readonly until?: "modpost";
  readonly kernels: Readonly<Record<string, BuildOutcome>>;
}

const ROOT = join(import.meta.dirname, "..");
const SOURCES = join(ROOT, "test/build-truth/sources");
const RECORD = join(ROOT, "test/build-truth/more-cases.json");
const CACHE = join(ROOT, ".cache");
const VERSIONS = ["6.1", "6.12"];
/** A run of all cases takes long; an interrupted one keeps what it has. */
const FLUSH_EVERY = 20;

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      changed: { type: "boolean", default: false },
      "until-modpost": { type: "boolean", default: false },
      jobs: { type: "string", default: "2" },
    },
  });
  const cases = await readSources();
  const recorded = await readRecorded();
  const pattern = new RegExp(values.only ?? "");
  const todo = cases.filter((c) => pattern.test(c.name) && !(values.changed && isRecorded(recorded, c)));
  const kernels = await findKernels();
  await mkdir(CACHE, { recursive: true });
  const done = new Map(recorded);
  let finished = 0;
  await inParallel(todo, Number(values.jobs), async (source) => {
    done.set(source.name, await buildCase(source, kernels, values["until-modpost"]));
    finished += 1;
    if (finished % FLUSH_EVERY === 0) await writeRecord(cases, done);
  });
  await writeRecord(cases, done);
  console.log(`built ${todo.length} of ${cases.length} cases on ${kernels.map((k) => k.version).join(", ")}`);
}

async function readSources(): Promise<readonly SourceCase[]> {
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith(".txt")).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(SOURCES, name), "utf8")));
  const cases = texts.flatMap(parseSources);
  const seen = new Set<string>();
  for (const { name } of cases) {
    if (seen.has(name)) throw new Error(`two cases are named ${name}`);
    seen.add(name);
  }
  return cases;
}

async function readRecorded(): Promise<ReadonlyMap<string, RecordedCase>> {
  if (!existsSync(RECORD)) return new Map();
  const list: readonly RecordedCase[] = JSON.parse(await readFile(RECORD, "utf8"));
  return new Map(list.map((c) => [c.name, c]));
}

function isRecorded(recorded: ReadonlyMap<string, RecordedCase>, source: SourceCase): boolean {
  const known = recorded.get(source.name);
  return known !== undefined && identity(known) === identity(source);
}

function identity({ files, makeArguments }: SourceCase): string {
  return JSON.stringify([files, makeArguments]);
}

/** Gives the installed headers, one kernel per version; throws when one is not installed. */
async function findKernels(): Promise<readonly Kernel[]> {
  const names = await readdir("/lib/modules");
  return Promise.all(
    VERSIONS.map(async (version) => {
      const name = names.find((n) => n.startsWith(`${version}.`) && existsSync(`/lib/modules/${n}/build`));
      if (name === undefined) throw new Error(`no headers of ${version} under /lib/modules`);
      const build = await realpath(`/lib/modules/${name}/build`);
      return { version, build, common: await commonFolder(build) };
    }),
  );
}

/** Debian splits the headers: the build folder's Makefile includes the common one. Elsewhere they are one folder. */
async function commonFolder(build: string): Promise<string> {
  const makefile = await readFile(join(build, "Makefile"), "utf8");
  const included = /^include (\S+\/Makefile)$/m.exec(makefile.slice(0, 200))?.[1];
  return included === undefined ? build : dirname(included);
}

async function buildCase(
  source: SourceCase,
  kernels: readonly Kernel[],
  untilModpost: boolean,
): Promise<RecordedCase> {
  const outcomes: Record<string, BuildOutcome> = {};
  const extra = untilModpost ? ["KBUILD_MODPOST_NOFINAL=1"] : [];
  for (const kernel of kernels) outcomes[kernel.version] = await buildOn(source, kernel, extra);
  const summary = Object.entries(outcomes).map(([v, o]) => `${v}:${o.builds ? "ok" : "FAILS"}`);
  console.log(source.name, ...summary);
  return { ...source, ...(untilModpost ? { until: "modpost" } : {}), kernels: outcomes };
}

async function buildOn(
  source: SourceCase,
  kernel: Kernel,
  extraArguments: readonly string[],
): Promise<BuildOutcome> {
  const module = await mkdtemp(join(CACHE, "truth-"));
  try {
    for (const [path, text] of Object.entries(source.files)) {
      await mkdir(dirname(join(module, path)), { recursive: true });
      await writeFile(join(module, path), text);
    }
    const argv = ["-C", kernel.build, `M=${module}`, ...source.makeArguments, ...extraArguments, "modules"];
    const { status, output } = await run("make", argv);
    const folders = { module, build: kernel.build, common: kernel.common };
    return { builds: status === 0, ...extractMessages(output, folders) };
  } finally {
    await rm(module, { recursive: true, force: true });
  }
}

async function run(
  command: string,
  argv: readonly string[],
): Promise<{ status: number | null; output: string }> {
  const child = spawn(command, argv, {
    env: { ...process.env, LC_ALL: "C.UTF-8", MAKEFLAGS: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output }));
  });
}

async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
}

/** One case per line: a changed outcome shows as one changed line. Readers never see half a file. */
async function writeRecord(
  cases: readonly SourceCase[],
  done: ReadonlyMap<string, RecordedCase>,
): Promise<void> {
  const lines = cases.flatMap(({ name, rule }) => {
    const known = done.get(name);
    return known ? [JSON.stringify({ ...known, rule })] : [];
  });
  await writeFile(`${RECORD}.new`, `[\n${lines.join(",\n")}\n]\n`);
  await rename(`${RECORD}.new`, RECORD);
}
