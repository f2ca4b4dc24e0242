/**
 * Measures the dialect mask on the kernel's own sources: `node scripts/corpus.ts [--source DIR] [--wasm] [--breakers]
 * [--files LIST] [--workers N]`. Without --source, Debian's linux-source-6.1 is fetched once into .cache/.
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { loadParser } from "../server/src/host/parser/load.ts";
import { type Breaker, measure } from "../test/corpus/measure.ts";
import { fetchKernelSource } from "./kernel-source.ts";

const run = promisify(execFile);

interface Job {
  readonly source: string;
  readonly files: readonly (readonly [file: string, truth: readonly string[]])[];
  readonly wasm: boolean;
  readonly breakers: number;
}

interface Tally {
  files: number;
  units: number;
  erroneous: string[];
  truth: number;
  missed: string[];
  maskMs: number;
  parseMs: number;
  breakers: [file: string, breaker: Breaker][];
}

const emptyTally = (): Tally => ({
  files: 0,
  units: 0,
  erroneous: [],
  truth: 0,
  missed: [],
  maskMs: 0,
  parseMs: 0,
  breakers: [],
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      source: { type: "string" },
      files: { type: "string" },
      wasm: { type: "boolean", default: false },
      breakers: { type: "boolean", default: false },
      workers: { type: "string", default: "2" },
    },
  });
  const source = path.resolve(values.source ?? (await fetchKernelSource("6.1")));
  const files =
    values.files === undefined ? await moduleFiles(source) : linesOf(await readFile(values.files, "utf8"));
  const truth = await functionsByCtags(source, files);
  const workers = Number(values.workers);
  const breakers = values.breakers ? 4 : 0;
  const jobs = Array.from({ length: workers }, (_, index): Job => {
    const mine = files.filter((_file, at) => at % workers === index);
    return { source, wasm: values.wasm, breakers, files: mine.map((file) => [file, truth.get(file) ?? []]) };
  });
  const tallies = await Promise.all(jobs.map(async (job) => tallyOf(job)));
  print(source, tallies, values.breakers);
}

/** Every .c file that names MODULE_LICENSE, relative to `source`. */
async function moduleFiles(source: string): Promise<readonly string[]> {
  const { stdout } = await run("grep", ["-rlw", "--include=*.c", "MODULE_LICENSE", "."], {
    cwd: source,
    maxBuffer: 1e8,
  });
  return linesOf(stdout).toSorted();
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");

/** Names of the functions universal-ctags finds, by file. */
async function functionsByCtags(
  source: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const child = run(
    "ctags",
    ["--options=NONE", "--language-force=C", "--kinds-C=f", "-x", "--_xformat=%F\t%N", "-L", "-"],
    {
      cwd: source,
      maxBuffer: 1e9,
    },
  );
  child.child.stdin?.end(files.join("\n"));
  const { stdout } = await child;
  const names = new Map<string, string[]>();
  for (const line of linesOf(stdout)) {
    const [file, name] = line.split("\t");
    if (file === undefined || name === undefined) continue;
    const list = names.get(file) ?? [];
    list.push(name);
    names.set(file, list);
  }
  return names;
}

async function tallyOf(job: Job): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: job });
    worker.once("message", (tally: Tally) => resolve(tally));
    worker.once("error", reject);
  });
}

/** Trees of the native parser are freed only in turns of the event loop. */
const filesPerTurn = 20;

async function work(job: Job): Promise<Tally> {
  const parser = await loadParser({
    prefer: job.wasm ? "wasm" : "native",
    log: (message) => console.error(message),
  });
  const tally = emptyTally();
  for (const [file, truth] of job.files) {
    const text = await readFile(path.join(job.source, file), "utf8");
    const result = measure(parser, text, truth, job.breakers);
    tally.files++;
    tally.units += result.units;
    tally.truth += result.truth;
    tally.maskMs += result.maskMs;
    tally.parseMs += result.parseMs;
    if (result.hasError) tally.erroneous.push(file);
    for (const name of result.missed) tally.missed.push(`${file}: ${name}`);
    for (const breaker of result.breakers) tally.breakers.push([file, breaker]);
    if (tally.files % filesPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return tally;
}

function print(source: string, tallies: readonly Tally[], withBreakers: boolean): void {
  const sum = (of: (tally: Tally) => number): number =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  const files = sum((tally) => tally.files);
  const erroneous = sum((tally) => tally.erroneous.length);
  const truth = sum((tally) => tally.truth);
  const missed = sum((tally) => tally.missed.length);
  const megabytes = sum((tally) => tally.units) / 1e6;
  if (withBreakers) for (const line of breakerLines(tallies)) console.log(line);
  console.log(`source                      ${source}`);
  console.log(`files with MODULE_LICENSE   ${files} (${megabytes.toFixed(0)} MB)`);
  console.log(`files with ERROR/MISSING    ${erroneous} (${percent(erroneous, files, 2)})`);
  console.log(
    `functions found             ${truth - missed} of ${truth} (${percent(truth - missed, truth, 4)})`,
  );
  console.log(
    `mask                        ${(megabytes / (sum((tally) => tally.maskMs) / 1000)).toFixed(1)} MB/s a thread`,
  );
  console.log(
    `parse                       ${(megabytes / (sum((tally) => tally.parseMs) / 1000)).toFixed(1)} MB/s a thread`,
  );
}

const percent = (part: number, whole: number, digits: number): string =>
  `${((100 * part) / whole).toFixed(digits)} %`;

function breakerLines(tallies: readonly Tally[]): readonly string[] {
  const seen = new Set<string>();
  const lines = tallies.flatMap(({ breakers }) =>
    breakers.map(([file, breaker]) => {
      const first = seen.has(file) ? " " : "*";
      seen.add(file);
      return `${first} ${file}:${breaker.line} ${breaker.kind}\n    ${breaker.text}\n    ${breaker.masked}`;
    }),
  );
  return [...lines, ...tallies.flatMap(({ missed }) => missed.map((name) => `missed ${name}`))];
}

if (isMainThread) await main();
else {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this very file starts the worker
  const job = workerData as Job;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
  parentPort?.postMessage(await work(job));
}
