/**
 * The index of exported symbols of a kernel's source: cold and warm, against `rg -l EXPORT_SYMBOL` over the same files plus
 * the parse of the files that it names (two threads each), and against universal-ctags over all .c files. Part of
 * `npm run bench`, also `node scripts/bench-symbols.ts DIR`; `... parse LIST` is a process that it times. The index is
 * timed as it is shipped, in a bundle.
 */
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { maskOf, scan } from "../server/src/core/syntax/scan.ts";
import { loadParser } from "../server/src/host/parser/load.ts";
import { bundle } from "./build.ts";
import { cacheFolder, isMain, nodeExecutable } from "./paths.ts";
import { timed } from "./timing.ts";

/** From issue B: times of the peers, seconds, megabytes. */
const limits = { search: 1.3, ctags: 1 / 8, warm: 1, memory: 200 } as const;

const script = import.meta.filename;

/** Prints a line for each limit; whether all hold. The runs alternate: a machine that slows down slows all. */
export async function benchSymbols(source: string, runs = 3): Promise<boolean> {
  const folder = mkdtempSync(path.join(cacheFolder, "bench-symbols-"));
  try {
    const files = writeList(folder, "all", globSync("**/*.[chS]", { cwd: source }), source);
    const sources = writeList(folder, "c", globSync("**/*.c", { cwd: source }), source);
    const program = { source: "scripts/bench-index.ts", bundle: "bench-index.cjs", isExecutable: false };
    const worker = {
      source: "server/src/host/symbols/index-worker.ts",
      bundle: "export-worker.cjs",
      isExecutable: false,
    };
    await Promise.all([bundle(program, folder), bundle(worker, folder)]);
    const samples = [];
    for (let run = 0; run < runs; run++) {
      const sample = await measure(source, { folder, run, files, sources });
      console.log(
        `index cold ${sample.cold.toFixed(1)} s, warm ${sample.warm.toFixed(2)} s, peak ${sample.peak.toFixed(0)} MB; ` +
          `rg and parse ${sample.search.toFixed(1)} s, ctags ${sample.ctags.toFixed(1)} s`,
      );
      samples.push(sample);
    }
    return judge(samples);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Sample {
  /** Seconds. */
  readonly cold: number;
  readonly warm: number;
  readonly search: number;
  readonly ctags: number;
  /** Megabytes, of the whole process. */
  readonly peak: number;
}

interface Run {
  readonly folder: string;
  readonly run: number;
  /** Lists of paths. */
  readonly files: string;
  readonly sources: string;
}

async function measure(source: string, { folder, run, files, sources }: Run): Promise<Sample> {
  const index = [path.join(folder, "bench-index.cjs"), source, path.join(folder, `cache-${run}`)];
  const cold = await timed(nodeExecutable, index);
  const warm = await timed(nodeExecutable, index);
  if (cold.code !== 0 || warm.code !== 0) throw new Error("the index was not built");
  const started = performance.now();
  // The same two threads; the list of files is given to it, where the index finds its own.
  const named = `${files}.named`;
  spawnSync("sh", ["-c", `tr '\\n' '\\0' <"${files}" | xargs -0 rg -l -j2 EXPORT_SYMBOL >"${named}"`]);
  const searched = (performance.now() - started) / 1000;
  const parse = await timed(nodeExecutable, [script, "parse", named]);
  const ctags = await timed("ctags", ["-o", "/dev/null", "-L", sources]);
  return {
    cold: cold.seconds,
    warm: warm.seconds,
    search: searched + parse.seconds,
    ctags: ctags.seconds,
    peak: Math.max(cold.peakMegabytes, warm.peakMegabytes),
  };
}

function judge(samples: readonly Sample[]): boolean {
  const median = (of: (sample: Sample) => number): number =>
    samples.map(of).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
  const rows = [
    ["index cold / (rg + parse)", median(({ cold, search }) => cold / search), limits.search, "x"],
    ["index cold / universal-ctags", median(({ cold, ctags }) => cold / ctags), limits.ctags, "x"],
    ["index warm", median(({ warm }) => warm), limits.warm, " s"],
    ["index peak memory", Math.max(...samples.map(({ peak }) => peak)), limits.memory, " MB"],
  ] as const;
  for (const [name, value, limit, unit] of rows)
    console.log(`${name}: ${value.toFixed(2)}${unit} (limit ${limit}${unit})`);
  return rows.every(([, value, limit]) => value <= limit);
}

function writeList(folder: string, name: string, files: readonly string[], source: string): string {
  const list = path.join(folder, name);
  writeFileSync(list, files.map((file) => `${path.join(source, file)}\n`).join(""));
  return list;
}

/** Trees of the native parser are freed only in turns of the event loop. */
const filesPerTurn = 20;

async function parseAll(files: readonly string[]): Promise<void> {
  const parser = await loadParser({ log: (message) => console.error(message) });
  for (const [at, file] of files.entries()) {
    parser.parse(maskOf(scan(readFileSync(file, "utf8")))).dispose();
    if (at % filesPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function parseInTwo(list: string): Promise<void> {
  const files = readFileSync(list, "utf8")
    .split("\n")
    .filter((line) => line.endsWith(".c"));
  const halves = [0, 1].map((half) => files.filter((_, at) => at % 2 === half));
  await Promise.all(
    halves.map(
      (half) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: half });
          worker.once("error", reject);
          worker.once("exit", () => resolve());
        }),
    ),
  );
}

if (!isMainThread && parentPort !== null) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this very file starts the worker
  await parseAll(workerData as readonly string[]);
} else if (isMain(import.meta)) {
  const [what, first = ""] = process.argv.slice(2);
  if (what === "parse") await parseInTwo(first);
  else process.exitCode = (await benchSymbols(what ?? "", 1)) ? 0 : 1;
}
