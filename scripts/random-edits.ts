/**
 * `npm run random-edits [-- --source DIR] [--edits N] [--seed N]`: edits real drivers at random, as many times as asked,
 * with the model kept up edit by edit and all rules run on it. Fails when anything throws, or when a kept model is not
 * the model of a fresh read.
 */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { builtinEntryMacros } from "../server/src/core/kernel/builtin-entry-macros.ts";
import { createChecker } from "../server/src/core/lint/engine.ts";
import { editFile, type OpenFile, openFile } from "../server/src/core/model/extract.ts";
import type { FileModel } from "../server/src/core/model/file.ts";
import type { ModuleModel } from "../server/src/core/model/module.ts";
import { rules } from "../server/src/core/rules/index.ts";
import { noNeighbours } from "../server/src/core/symbols/exported.ts";
import { maskOf } from "../server/src/core/syntax/scan.ts";
import { loadParser } from "../server/src/host/parser/load.ts";
import { fetchKernelSource } from "./kernel-source.ts";

const { values } = parseArgs({
  options: {
    source: { type: "string" },
    edits: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    wasm: { type: "boolean", default: false },
  },
});

const source = values.source ?? (await fetchKernelSource("6.1"));
const random = randomNumbers(Number(values.seed));
const parser = await loadParser({ prefer: values.wasm ? "wasm" : "native", log: () => undefined });
const failures: string[] = [];
const checker = createChecker({
  rules,
  severities: new Map(),
  kernel: {
    directory: undefined,
    release: undefined,
    version: { major: 6, minor: 1 },
    entryMacros: builtinEntryMacros,
    config: undefined,
    symbols: undefined,
  },
  onRuleError: (rule, path, error) => failures.push(`${rule} threw on ${path}: ${String(error)}`),
});

const files = execFileSync("find", [`${source}/drivers`, "-name", "*.c", "-size", "-120k"], {
  encoding: "utf8",
  maxBuffer: 1 << 26,
})
  .trim()
  .split("\n")
  .toSorted();
const perFile = 250;
const wanted = Number(values.edits);
let done = 0;
let compared = 0;
while (done < wanted && failures.length < 10) {
  const path = files[random(files.length)] ?? "";
  const text = readFileSync(path, "utf8");
  try {
    editOneFile(path, text, Math.min(perFile, wanted - done));
  } catch (error) {
    failures.push(`${path}: ${error instanceof Error ? error.stack : String(error)}`);
  }
  done += perFile;
  if (process.stderr.isTTY) process.stderr.write(`\r${done} edits`);
  // Native trees are freed by finalizers, which need a turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
}
for (const failure of failures) console.error(failure);
console.log(
  `${Math.min(done, wanted)} edits, ${compared} comparisons with a fresh read, ${failures.length} failures (${parser.backend})`,
);
process.exit(failures.length > 0 ? 1 : 0);

function editOneFile(path: string, original: string, edits: number): void {
  let text = original;
  let open = openFile(parser, path, text);
  let around = random(text.length + 1);
  for (let edit = 0; edit < edits; edit++) {
    // People type where they typed last, and now and then elsewhere.
    around =
      random(8) === 0
        ? random(text.length + 1)
        : Math.min(text.length, Math.max(0, around + random(40) - 20));
    const end = Math.min(text.length, around + (random(3) === 0 ? random(random(10) === 0 ? 400 : 8) : 0));
    const inserted = insertion(original);
    text = text.slice(0, around) + inserted + text.slice(end);
    open = editFile(parser, open, { span: { start: around, end }, insertedLength: inserted.length }, text);
    if (edit % 10 === 0) checker.checkModules([moduleOf(open.model)]);
    if (edit % 25 === 24 || edit === edits - 1) {
      compared += 1;
      const difference = differenceOf(open, openFile(parser, path, text));
      if (difference !== undefined) {
        failures.push(`${path}: after ${edit + 1} edits the kept ${difference} differs from a fresh one`);
        return;
      }
    }
  }
}

function insertion(original: string): string {
  const kind = random(10);
  if (kind < 4) return "abcdefghijklmnopqrstuvwxyz_0123456789"[random(37)] ?? "";
  if (kind < 7) return "{}()[];,\"'/*\\#\n\t =<>&.:"[random(24)] ?? "";
  if (kind === 7)
    return (
      ["/*", "*/", "//", "#if 0\n", "#ifdef X\n", "#else\n", "#endif\n", "__init ", "\r\n", "\\\n", '"'][
        random(11)
      ] ?? ""
    );
  const start = random(original.length);
  return kind === 8 ? original.slice(start, start + random(200)) : "";
}

function moduleOf(file: FileModel): ModuleModel {
  return {
    name: "edited",
    kbuild: undefined,
    files: [file],
    isComplete: false,
    included: new Map(),
    scopes: new Map(),
    neighbours: noNeighbours,
  };
}

/** Models are data but for what answers `uses`: the same pieces of the same text answer the same. */
function differenceOf(kept: OpenFile, fresh: OpenFile): string | undefined {
  if (maskOf(kept.scan) !== maskOf(fresh.scan)) return "mask";
  return isDeepStrictEqual(plain(kept.model), plain(fresh.model)) ? undefined : "model";
}

function plain(model: FileModel): unknown {
  return JSON.parse(
    JSON.stringify(model, (key, value: unknown) => (key === "uses" || key === "text" ? undefined : value)),
  );
}

/** A small generator with a seed (mulberry32), so that a failure can be seen again. Gives integers below `limit`. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, limit);
  };
}
