/**
 * Which modules are measured: from every subsystem of drivers/, a like share of single and of composite modules, and a
 * share of those that import namespaces. The seed decides; whether a module builds out of tree is for the build to say.
 */
import { globSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { ModuleSource } from "./module-source.ts";
import { randomOf } from "./random.ts";

/** In bytes: builds of larger modules would take the time of many. */
const largestModule = 150_000;

/**
 * Takes a kernel source tree and a build folder of the same version, whose configuration has the modules. Gives at most
 * `count` modules in the order in which they should be tried.
 */
export const sampleModules = (
  source: string,
  build: string,
  count: number,
  seed: string,
): readonly ModuleSource[] => {
  const configuration = new Set(
    Array.from(
      readFileSync(path.join(build, "include/config/auto.conf"), "utf8").matchAll(/^(CONFIG_\w+)=[ym]$/gm),
      (match) => match[1] ?? "",
    ),
  );
  const random = randomOf("sample", seed);
  const bySubsystem = new Map<string, ModuleSource[]>();
  for (const makefile of globSync("drivers/**/Makefile", { cwd: source }).toSorted()) {
    const subsystem = subsystemOf(makefile);
    const list = bySubsystem.get(subsystem) ?? [];
    list.push(...modulesOf(source, makefile, configuration));
    bySubsystem.set(subsystem, list);
  }
  const lists = [...bySubsystem.values()].map((list) => random.shuffled(list));
  const importing = random.shuffled(lists.flat().filter((module) => isImporting(module)));
  const queues = lists.map((list) => alternating(list));
  const ordered = new Set<ModuleSource>();
  for (let round = 0; ordered.size < count && queues.some((queue) => queue.length > round); round++) {
    for (const queue of queues) for (const module of queue.slice(round, round + 1)) ordered.add(module);
    for (const module of importing.splice(0, importingEachRound)) ordered.add(module);
  }
  return [...ordered].slice(0, count);
};

/** Few drivers import a namespace; without this share of them the sample would hold next to none. */
const importingEachRound = 12;

const isImporting = (module: ModuleSource): boolean =>
  [...module.files.values()].some((text) => text.includes("MODULE_IMPORT_NS"));

/** drivers/net and kin are as large as ten others: their folders count as subsystems. */
const subsystemOf = (makefile: string): string => {
  const parts = makefile.split("/");
  return parts.slice(0, /^(?:net|media|iio|usb|platform|gpu|input)$/.test(parts[1] ?? "") ? 3 : 2).join("/");
};

/** Single and composite modules in turns, as long as there are any of each. */
const alternating = (modules: readonly ModuleSource[]): readonly ModuleSource[] => {
  const single = modules.filter(({ objects }) => objects.length === 1);
  const composite = modules.filter(({ objects }) => objects.length > 1);
  return modules.flatMap((_, at) => [...single.slice(at, at + 1), ...composite.slice(at, at + 1)]);
};

const modulesOf = (
  source: string,
  makefile: string,
  configuration: ReadonlySet<string>,
): readonly ModuleSource[] => {
  const folder = path.join(source, path.dirname(makefile));
  const lists = listsOf(readFileSync(path.join(source, makefile), "utf8"), configuration);
  const names = new Set(
    [...lists].filter(([key]) => key === "obj").flatMap(([, objects]) => objects.map(withoutEnding)),
  );
  return [...names].flatMap((name) => {
    const members = lists.get(name)?.map((object) => `${withoutEnding(object)}.c`) ?? [`${name}.c`];
    const files = readClosure(folder, members);
    if (files === undefined || /[^\w-]/.test(name)) return [];
    return [{ origin: path.join(path.dirname(makefile), name), name, objects: members, files }];
  });
};

const withoutEnding = (object: string): string => object.replace(/\.o$/, "");

/** Objects by module, those of `obj-...` under "obj"; what the configuration leaves out is left out. */
const listsOf = (
  makefile: string,
  configuration: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> => {
  const lists = new Map<string, string[]>();
  const text = makefile.replaceAll(/\\\n/g, " ").replaceAll(/#[^\n]*/g, "");
  const assignment = /^([\w-]+?)-(?:\$\((CONFIG_\w+)\)|objs|y|m)\s*[+:]?=\s*([^\n]*)/gm;
  for (const [, key = "", option, words = ""] of text.matchAll(assignment)) {
    if (option === undefined ? key === "obj" : !configuration.has(option)) continue;
    const objects = words.split(/\s+/).filter((word) => /^[\w/-]+\.o$/.test(word));
    if (objects.length > 0) lists.set(key, [...new Set([...(lists.get(key) ?? []), ...objects])]);
  }
  return lists;
};

/** The files and what they include by quotes from their own folders; undefined where something lies elsewhere. */
const readClosure = (folder: string, members: readonly string[]): ReadonlyMap<string, string> | undefined => {
  const files = new Map<string, string>();
  const queue = [...members];
  let bytes = 0;
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file)) continue;
    const full = path.join(folder, file);
    const size = statSync(full, { throwIfNoEntry: false })?.size;
    if (size === undefined || file.startsWith("..")) return undefined;
    bytes += size;
    if (bytes > largestModule) return undefined;
    const text = readFileSync(full, "utf8");
    files.set(file, text);
    for (const [, name = ""] of text.matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"]+)"/gm))
      queue.push(path.join(path.dirname(file), name));
  }
  return files;
};
