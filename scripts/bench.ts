/**
 * `npm run bench [-- edit | lint | symbols | headers | machines | run | log | activation] [--source DIR]`: speed against peers on the same machine in the same run, as ratios.
 *
 * - edit: one character typed to diagnostics published, in the largest C files of drivers/ (bench-edit.ts)
 * - lint: `kmod-lint check drivers` with two workers against universal-ctags over the same .c files, and its peak memory
 * - symbols: the index of exported symbols, cold and warm (bench-symbols.ts)
 * - headers: what headers say, cold and warm, and editing while they are read (bench-headers.ts)
 * - machines: reading a machine's modules, and starting one, against ssh and QEMU by hand (bench-machines.ts)
 * - run: Build and Reload against make and ssh by hand (bench-run.ts)
 * - log: how late a kernel's line comes, and a flood of lines (bench-log.ts)
 * - activation: what Kmod costs a window, with and without a kernel module in it (bench-activation.ts)
 */
import { globSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { benchActivation } from "./bench-activation.ts";
import { benchHeaders } from "./bench-headers.ts";
import { benchLog } from "./bench-log.ts";
import { benchMachines } from "./bench-machines.ts";
import { benchRun } from "./bench-run.ts";
import { benchSymbols } from "./bench-symbols.ts";
import { buildAll } from "./build.ts";
import { fetchKernelSource } from "./kernel-source.ts";
import { cacheFolder, distFolder, nodeExecutable, repository } from "./paths.ts";
import { timed } from "./timing.ts";

const { values, positionals } = parseArgs({
  options: {
    source: { type: "string" },
    runs: { type: "string", default: "3" },
    edits: { type: "string", default: "1000" },
  },
  allowPositionals: true,
});
const wanted =
  positionals.length > 0
    ? positionals
    : ["edit", "lint", "symbols", "headers", "machines", "run", "log", "activation"];
const needsSource = wanted.some((figure) => !["machines", "run", "log", "activation"].includes(figure));
const source = values.source ?? (needsSource ? await fetchKernelSource("6.1") : "");
await buildAll();
let isWithin = true;
if (wanted.includes("edit")) isWithin = (await benchEdit()) && isWithin;
if (wanted.includes("lint")) isWithin = (await benchLint(Number(values.runs))) && isWithin;
if (wanted.includes("symbols")) isWithin = (await benchSymbols(source, Number(values.runs))) && isWithin;
if (wanted.includes("headers")) isWithin = (await benchHeaders(source, values.edits)) && isWithin;
if (wanted.includes("machines")) isWithin = (await benchMachines()) && isWithin;
if (wanted.includes("run")) isWithin = (await benchRun()) && isWithin;
if (wanted.includes("activation")) isWithin = (await benchActivation()) && isWithin;
if (wanted.includes("log")) isWithin = (await benchLog()) && isWithin;
process.exit(isWithin ? 0 : 1);

async function benchEdit(): Promise<boolean> {
  const script = path.join(repository, "scripts/bench-edit.ts");
  const { code } = await timed(
    nodeExecutable,
    [script, "--source", source, "--edits", values.edits],
    "inherit",
  );
  return code === 0;
}

/** The runs alternate, so that a machine that slows down slows both. */
async function benchLint(runs: number): Promise<boolean> {
  const list = path.join(cacheFolder, "bench-files.txt");
  writeFileSync(
    list,
    globSync("drivers/**/*.c", { cwd: source })
      .map((file) => path.join(source, file))
      .join("\n"),
  );
  const ratios: number[] = [];
  let peak = 0;
  for (let run = 0; run < runs; run++) {
    const ctags = await timed("ctags", ["-o", "/dev/null", "-L", list]);
    const lint = await timed(nodeExecutable, [
      path.join(distFolder, "kmod-lint.cjs"),
      "check",
      path.join(source, "drivers"),
      "--jobs",
      "2",
      "--format",
      "json",
    ]);
    if (lint.code > 1) throw new Error(`kmod-lint ended with ${lint.code}`);
    ratios.push(lint.seconds / ctags.seconds);
    peak = Math.max(peak, lint.peakMegabytes);
    console.log(
      `kmod-lint ${lint.seconds.toFixed(1)} s, ctags ${ctags.seconds.toFixed(1)} s: ${(lint.seconds / ctags.seconds).toFixed(2)}x; peak ${lint.peakMegabytes.toFixed(0)} MB`,
    );
  }
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN;
  console.log(
    `kmod-lint check drivers: ${median.toFixed(2)}x universal-ctags (limit 1.00x), peak ${peak.toFixed(0)} MB (limit 400 MB)`,
  );
  return median <= 1 && peak <= 400;
}
