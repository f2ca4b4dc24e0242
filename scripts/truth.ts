/**
 * `npm run truth [-- --kernel 6.1] [--modules 220] [--each 110] [--seed 1] [--source DIR] [--only KINDS]
 * [--build-only] [--compare-only] [--rebuild]`: makes mistakes in real drivers, builds them with real Kbuild, and compares
 * what gcc and modpost said with what kmod-lint says of the same files. Prints the table and writes docs/truth.md. Every
 * mistake is made in at most --each modules, drawn anew for each. What builds said is recorded below .cache/truth and not
 * asked again: --compare-only repeats the comparison alone, --rebuild forgets the record.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { fetchKernelSource } from "./kernel-source.ts";
import { cacheFolder, repository } from "./paths.ts";
import { type Builder, createBuilder, type InstalledKernel, installedKernel } from "./truth/build.ts";
import type { Verdict } from "./truth/compare.ts";
import { compareAll, findingLine } from "./truth/comparison.ts";
import { kernelContext } from "./truth/kernel-context.ts";
import type { ModuleSource, Mutant } from "./truth/module-source.ts";
import type { KernelContext, Mutation } from "./truth/mutation.ts";
import { mutations, original } from "./truth/mutations.ts";
import type { Outcome } from "./truth/outcome.ts";
import { randomOf } from "./truth/random.ts";
import { type Record, recordIn } from "./truth/record.ts";
import { document, type Result } from "./truth/report.ts";
import { sampleModules } from "./truth/sample.ts";

const { values } = parseArgs({
  options: {
    kernel: { type: "string", default: "6.1" },
    modules: { type: "string", default: "220" },
    each: { type: "string", default: "110" },
    seed: { type: "string", default: "1" },
    source: { type: "string" },
    only: { type: "string" },
    "build-only": { type: "boolean", default: false },
    "compare-only": { type: "boolean", default: false },
    rebuild: { type: "boolean", default: false },
  },
});

const truthFolder = path.join(cacheFolder, "truth");

await main();

async function main(): Promise<void> {
  const kernel = await installedKernel(values.kernel);
  const record = recordIn(path.join(truthFolder, values.kernel));
  if (!values["compare-only"]) await buildAll(kernel, record);
  if (values["build-only"]) return;
  const only = new RegExp(values.only ?? "");
  const { result, verdicts } = await compareAll(kernel, record, values.seed, only);
  await writeFile(path.join(truthFolder, `${values.kernel}.misses.txt`), missLines(verdicts).join("\n"));
  // A part of the kinds makes no document.
  if (values.only === undefined)
    await writeFile(path.join(truthFolder, `${values.kernel}.result.json`), JSON.stringify(result, null, 1));
  const text = values.only === undefined ? document(await recordedResults()) : document([result]);
  if (values.only === undefined) await writeFile(path.join(repository, "docs/truth.md"), text);
  console.log(text);
}

/** One line for each failing build that is not explained, with what both sides said. */
function missLines(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts
    .filter(({ outcome, right }) => !outcome.builds && right.length === 0)
    .map(({ outcome, errors }) => {
      const places = outcome.places.map(({ file, line }) => `${file}:${line}`).join(" ");
      const build = outcome.messages.slice(0, 2).join(" / ");
      const ours = errors.map((finding) => findingLine(finding)).join(" / ");
      return `${outcome.kind}/${outcome.id} ${outcome.origin} ${outcome.detail} @ ${places}: ${build} -- ${ours || "nothing"}`;
    });
}

/** Of every kernel that was measured on this machine. */
async function recordedResults(): Promise<readonly Result[]> {
  const files = (await readdir(truthFolder)).filter((name) => name.endsWith(".result.json"));
  const names = files.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return Promise.all(
    names.map(
      async (name): Promise<Result> => JSON.parse(await readFile(path.join(truthFolder, name), "utf8")),
    ),
  );
}

async function buildAll(kernel: InstalledKernel, record: Record): Promise<void> {
  const source = values.source ?? (await fetchKernelSource(values.kernel));
  const wanted = Number(values.modules);
  // Not every driver builds out of tree: it may include what is in no header package.
  const candidates = new Map(
    sampleModules(source, kernel.build, Math.ceil(wanted * 1.5), values.seed).map((module, at) => [
      idOf(at),
      module,
    ]),
  );
  const builder = await createBuilder(kernel, path.join(truthFolder, values.kernel, "build"));
  const accepted = await acceptedModules(candidates, wanted, builder, record);
  console.log(`${accepted.size} modules build out of tree`);
  const context = kernelContext(kernel.build);
  for (const mutation of mutations) {
    if (mutation === original || !new RegExp(values.only ?? "").test(mutation.kind)) continue;
    await buildKind(mutation, accepted, context, builder, record);
  }
}

function idOf(at: number): string {
  return `m${String(at).padStart(3, "0")}`;
}

/** The first of the candidates that build as they are, in parts: no more are built than needed. */
async function acceptedModules(
  candidates: ReadonlyMap<string, ModuleSource>,
  wanted: number,
  builder: Builder,
  record: Record,
): Promise<ReadonlyMap<string, ModuleSource>> {
  let outcomes = (await record.outcomes(original.kind)) ?? [];
  if (outcomes.length === 0 || values.rebuild) {
    const mutants = new Map([...candidates].map(([id, module]) => [id, { module, places: [], detail: "" }]));
    outcomes = await buildMutants(original.kind, mutants, builder);
    await record.save(original.kind, candidates, outcomes);
  }
  const building = outcomes.filter(({ builds }) => builds).slice(0, wanted);
  return new Map(
    building.flatMap(({ id }) => {
      const module = candidates.get(id);
      return module === undefined ? [] : [[id, module] as const];
    }),
  );
}

async function buildKind(
  mutation: Mutation,
  modules: ReadonlyMap<string, ModuleSource>,
  context: KernelContext,
  builder: Builder,
  record: Record,
): Promise<void> {
  const known = values.rebuild ? [] : ((await record.outcomes(mutation.kind)) ?? []);
  const isKnown = new Set(known.map(({ id }) => id));
  const mutants = new Map<string, Mutant>();
  for (const [id, module] of randomOf(values.seed, mutation.kind).shuffled([...modules])) {
    if (mutants.size >= Number(values.each)) break;
    const random = randomOf(values.seed, mutation.kind, module.origin);
    const mutant = mutation.mutate(module, random, context);
    if (mutant !== undefined) mutants.set(id, mutant);
  }
  const wanted = new Map([...mutants].filter(([id]) => !isKnown.has(id)));
  if (wanted.size === 0 && known.length > 0) return;
  const outcomes = await buildMutants(mutation.kind, wanted, builder);
  const sources = new Map([...wanted].map(([id, mutant]) => [id, mutant.module]));
  await record.save(mutation.kind, sources, [...known, ...outcomes]);
}

async function buildMutants(
  kind: string,
  mutants: ReadonlyMap<string, Mutant>,
  builder: Builder,
): Promise<readonly Outcome[]> {
  const started = performance.now();
  const said = await builder.build(new Map([...mutants].map(([id, { module }]) => [id, module])));
  const outcomes = [...mutants].flatMap(([id, { module, places, detail }]) => {
    const one = said.get(id);
    return one === undefined ? [] : [{ id, kind, origin: module.origin, detail, places, ...one }];
  });
  const failing = outcomes.filter(({ builds }) => !builds).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${kind}: ${outcomes.length} built in ${seconds} s, ${failing} fail`);
  return outcomes;
}
