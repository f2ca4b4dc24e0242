/** Questions about modules that requests ask: which ones link a file, what their sources say. */
import { type DescribedModule, describeModule, type Place } from "../core/features/module-sources.ts";
import { printCallsOf } from "../core/features/print-calls.ts";
import { discoverRoots } from "../core/kbuild/discover.ts";
import type { KbuildModule } from "../core/kbuild/modules.ts";
import type { FileModel } from "../core/model/file.ts";
import { loadedName } from "../core/symbols/dependencies.ts";
import { lineIndex, positionAt } from "../core/text/lines.ts";
import { loadModule } from "../host/load-module.ts";
import type { ModuleSources, PrintCallsResult, SourcePlace } from "../protocol/messages.ts";
import { uriOfPath } from "./convert.ts";
import type { Engine } from "./engine.ts";
import { readerOf } from "./workset.ts";

/** The modules of the main kernel's build that link a source's object; none where no Kbuild file says so. */
export async function modulesOf(engine: Engine | undefined, path: string): Promise<readonly KbuildModule[]> {
  const group = await engine?.lanes()[0]?.projects.ofSource(path);
  return (group?.modules ?? []).filter(({ objects }) => objects.some(({ source }) => source === path));
}

/** The source of the object whose name stands at an offset of a Kbuild file. */
export async function sourceAt(
  engine: Engine | undefined,
  path: string,
  offset: number,
): Promise<string | undefined> {
  const project = await engine?.lanes()[0]?.projects.ofKbuildFile(path);
  const objects = (project?.kbuild.modules ?? []).flatMap((module) => module.objects);
  return objects.find(({ file, span }) => file === path && span.start <= offset && offset <= span.end)
    ?.source;
}

/** More than a workspace of drivers has; a list is for people to look at. */
const mostModules = 1000;

/**
 * What the sources of the workspace's modules say. Of a kernel tree only those modules that an open file belongs to:
 * all of them would be thousands of Kbuild files.
 *
 * @param names with underscores; undefined: all
 * @param openFiles paths
 */
export async function moduleSources(
  engine: Engine,
  folders: readonly string[],
  names: ReadonlySet<string> | undefined,
  openFiles: readonly string[],
): Promise<readonly ModuleSources[]> {
  const told: ModuleSources[] = [];
  for (const module of await wantedModules(engine, folders, names, openFiles))
    told.push(await tell(engine, module));
  return told;
}

/**
 * How the workspace's modules print into the kernel's log: of the same modules as `moduleSources`, with the headers that
 * they include by quotes.
 */
export async function printCalls(
  engine: Engine,
  folders: readonly string[],
  names: ReadonlySet<string> | undefined,
  openFiles: readonly string[],
): Promise<PrintCallsResult["modules"]> {
  const told: PrintCallsResult["modules"][number][] = [];
  for (const module of await wantedModules(engine, folders, names, openFiles)) {
    const model = await engine.knowledge.learn((known) => loadModule(module, readerOf(known)));
    const placeOf = placesIn([...model.files, ...model.included.values()]);
    const calls = printCallsOf(model).map(({ file, offset, ...call }) => ({
      ...call,
      place: placeOf({ file, offset }),
    }));
    told.push({ name: loadedName(module.name), calls });
  }
  return told;
}

async function wantedModules(
  engine: Engine,
  folders: readonly string[],
  names: ReadonlySet<string> | undefined,
  openFiles: readonly string[],
): Promise<readonly KbuildModule[]> {
  const built = [...(await modulesBelow(engine, folders)), ...(await modulesOfFiles(engine, openFiles))];
  const wanted = new Map<string, KbuildModule>();
  for (const module of built) {
    const isWanted = names === undefined || names.has(loadedName(module.name));
    if (isWanted && module.build !== "builtin") wanted.set(`${module.directory}/${module.name}`, module);
  }
  return [...wanted.values()].slice(0, mostModules);
}

async function modulesBelow(engine: Engine, folders: readonly string[]): Promise<readonly KbuildModule[]> {
  const { knowledge } = engine;
  const found: KbuildModule[] = [];
  for (const folder of folders) {
    for (const { kind, directory } of await knowledge.learn(({ disk }) => discoverRoots(disk, folder))) {
      if (kind === "kernel-tree") continue;
      const kbuild = await knowledge.learn(({ disk }) =>
        ["Kbuild", "Makefile"].map((name) => `${directory}/${name}`).find((path) => disk.kindOf(path)),
      );
      const project =
        kbuild === undefined ? undefined : await engine.lanes()[0]?.projects.ofKbuildFile(kbuild);
      found.push(...(project?.kbuild.modules ?? []));
    }
  }
  return found;
}

async function modulesOfFiles(engine: Engine, files: readonly string[]): Promise<readonly KbuildModule[]> {
  const found: KbuildModule[] = [];
  for (const path of files) found.push(...(await modulesOf(engine, path)));
  return found;
}

async function tell(engine: Engine, module: KbuildModule): Promise<ModuleSources> {
  const paths = module.objects.flatMap(({ source, language }) =>
    source !== undefined && language === "c" ? [source] : [],
  );
  const kernel = engine.lanes()[0]?.kernel.facts;
  const files = await engine.knowledge.learn((known) => paths.flatMap((path) => known.model(path) ?? []));
  const described = kernel && describeModule(module, files, kernel);
  return {
    name: loadedName(module.name),
    folder: uriOfPath(module.directory),
    ...written(described),
  };
}

const written = (
  described: DescribedModule | undefined,
): Pick<ModuleSources, "sources" | "parameters" | "init"> => {
  const { files = [], parameters = [], init } = described ?? {};
  const placeOf = placesIn(files);
  return {
    sources: files.map(({ path }) => uriOfPath(path)),
    parameters: parameters.map(({ at, ...parameter }) => ({ ...parameter, place: placeOf(at) })),
    init: init && {
      name: init.name,
      place: placeOf(init.at),
      returns: init.returns.map(({ at, ...one }) => ({ ...one, place: placeOf(at) })),
    },
  };
};

function placesIn(files: readonly FileModel[]): (place: Place) => SourcePlace {
  const indexes = new Map(files.map((file) => [file, lineIndex(file.text)]));
  return ({ file, offset }) => {
    const { line, column } = positionAt(indexes.get(file) ?? lineIndex(file.text), offset);
    return { uri: uriOfPath(file.path), line, character: column };
  };
}
