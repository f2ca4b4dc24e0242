/** `kmod-lint symbols`: what each module exports and imports. */
import { createProviders, type ProvidersOf, type SourceModule } from "../core/symbols/dependencies.ts";
import { type Paint, painter, plural, visible } from "./format/paint.ts";
import type { SymbolsOptions } from "./inspect-options.ts";
import { compareText } from "./located.ts";
import { createPlacer, type Placer, writtenPlace } from "./places.ts";
import type { ExitStatus } from "./report.ts";
import { chooseModules, type ReadModules, readModules, type SymbolContext } from "./symbol-reading.ts";

/** @throws UsageError */
export const symbols = async (options: SymbolsOptions, context: SymbolContext): Promise<ExitStatus> => {
  const { io } = context;
  const read = await readModules(options, context);
  const shown = chooseModules(read.modules, options.modules);
  const told: Told = {
    read,
    shown,
    providersOf: createProviders(read.modules, read.kernelSymbols),
    options,
    placeOf: createPlacer(io.workingDirectory),
  };
  const notices = shown.length === 0 ? [...read.notices, "no module here"] : read.notices;
  await io.stderr.write(notices.map((line) => `kmod-lint: ${line}\n`).join(""));
  await io.stdout.write(
    options.format === "json" ? symbolsJson(told) : symbolsText(told, painter(options.color, io)),
  );
  return 0;
};

interface Told {
  readonly read: ReadModules;
  readonly shown: readonly SourceModule[];
  readonly providersOf: ProvidersOf;
  readonly options: SymbolsOptions;
  readonly placeOf: Placer;
}

interface ToldImport {
  readonly name: string;
  readonly certainty: string;
  readonly place: SourceModule["symbols"]["imports"][number]["place"];
  readonly providers: ReturnType<ProvidersOf>;
}

/** Without the kernel's table nobody can be said to export nothing. */
const importsOf = (
  { symbols: { imports }, id }: SourceModule,
  { providersOf, read }: Told,
): readonly ToldImport[] =>
  imports
    .map(({ name, certainty, place }) => ({
      name,
      certainty,
      place,
      providers: providersOf(name).filter((provider) => provider.module !== id),
    }))
    .filter(({ providers }) => providers.length > 0 || read.kernelSymbols !== undefined)
    .toSorted((a, b) => rank(a) - rank(b) || compareText(from(a), from(b)) || compareText(a.name, b.name));

/** What needs a look first: nobody's, then modules', then the kernel's own. */
const rank = ({ providers: [first] }: ToldImport): number => {
  switch (first?.kind) {
    case undefined:
      return 0;
    case "module":
      return 1;
    case "kernel-module":
      return 2;
    case "vmlinux":
      return 3;
  }
};

const from = ({ providers }: ToldImport): string => providers.map(({ module }) => module).join(", ");

const symbolsJson = (told: Told): string => {
  const { read, shown, options, placeOf } = told;
  const modules = shown.map((module) => ({
    id: module.id,
    name: module.name,
    kbuild: placeOf(module.listed),
    complete: module.symbols.isWhole,
    ...(options.exports && {
      exports: module.symbols.exports.map(({ name, isGplOnly, namespace, place }) => ({
        name,
        gplOnly: isGplOnly,
        namespace: namespace ?? null,
        ...placeOf(place),
      })),
    }),
    ...(options.imports && {
      imports: importsOf(module, told).map(({ name, certainty, place, providers }) => ({
        name,
        certainty,
        ...placeOf(place),
        providers: providers.map(({ kind, module: provider, isGplOnly, namespace }) => ({
          kind,
          module: provider,
          gplOnly: isGplOnly,
          namespace: namespace ?? null,
        })),
      })),
    }),
  }));
  return `${JSON.stringify({ version: 1, kernel: kernelJson(read), modules }, null, 1)}\n`;
};

export const kernelJson = ({ kernel }: ReadModules) =>
  kernel?.directory === undefined ? null : { directory: kernel.directory, release: kernel.release ?? null };

const symbolsText = (told: Told, paint: Paint): string => {
  const parts = told.shown.map((module) => moduleText(module, told, paint));
  const total = plural(told.shown.length, "module");
  return told.shown.length === 0 ? "" : `${parts.join("\n")}\n${total}\n`;
};

const moduleText = (module: SourceModule, told: Told, paint: Paint): string => {
  const { options, placeOf } = told;
  const lines = [`${paint(["bold"], module.name)} ${paint(["dim"], writtenPlace(placeOf(module.listed)))}`];
  if (options.exports) {
    const rows = module.symbols.exports.map(
      (one): Row => [
        one.name,
        one.isGplOnly ? "GPL only" : "",
        one.namespace ?? "",
        writtenPlace(placeOf(one.place)),
      ],
    );
    lines.push(...table("exports", rows, paint));
  }
  if (options.imports) {
    const rows = importsOf(module, told).map(
      (one): Row => [
        one.name,
        one.providers.length === 0 ? "nobody" : from(one),
        one.providers.some(({ isGplOnly }) => isGplOnly) ? "GPL only" : "",
        writtenPlace(placeOf(one.place)),
      ],
    );
    lines.push(...table("imports", rows, paint));
  }
  return `${lines.join("\n")}\n`;
};

type Row = readonly [name: string, second: string, third: string, place: string];

/** Columns as wide as what stands in them, but for single long words: they push the rest aside. */
const table = (title: string, rows: readonly Row[], paint: Paint): readonly string[] => {
  if (rows.length === 0) return [`  no ${title}`];
  const width = (at: 0 | 1 | 2): number =>
    Math.max(0, ...rows.map((row) => visible(row[at]).length).filter((length) => length <= widestColumn));
  const widths = [width(0), width(1), width(2)];
  const cell = (text: string, at: number): string => visible(text).padEnd(widths[at] ?? 0);
  return [
    `  ${title} (${rows.length})`,
    ...rows.map(([name, second, third, place]) => {
      const owner = second === "nobody" ? paint(["red"], cell(second, 1)) : cell(second, 1);
      const access = third === "GPL only" ? paint(["yellow"], cell(third, 2)) : cell(third, 2);
      const columns = [cell(name, 0), ...(widths[1] ? [owner] : []), ...(widths[2] ? [access] : [])];
      return `    ${columns.join("  ")}  ${paint(["dim"], place)}`;
    }),
  ];
};

const widestColumn = 36;
