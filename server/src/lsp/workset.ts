/**
 * The modules that the open files concern, with the models of all their files. `resolve` finds them and reads what is
 * missing, without blocking; `edited` puts an edit into them from memory alone.
 */
import type { FileModel } from "../core/model/file.ts";
import type { ModuleModel } from "../core/model/module.ts";
import { noNeighbours } from "../core/symbols/exported.ts";
import { loadAlone, loadModule, type SourceReader } from "../host/load-module.ts";
import type { Documents, OpenDocument } from "./documents.ts";
import type { KernelInUse } from "./kernels-in-use.ts";
import type { Knowledge, Known } from "./knowledge.ts";
import type { NeighboursOf } from "./neighbours.ts";
import type { ModuleGroup, Project, Projects } from "./projects.ts";

/** Modules that are checked together. */
export interface Concern {
  /** Tells it from every other concern, of any kernel. */
  readonly key: string;
  /** The kernel that it is read for and checked against. */
  readonly kernel: KernelInUse;
  /** undefined for a file that no Kbuild file reaches. */
  readonly group: ModuleGroup | undefined;
  readonly models: readonly ModuleModel[];
  /** Only the open file, while the others are still read: nothing can be concluded from what is absent. */
  readonly isPartial: boolean;
}

export interface Resolved {
  readonly concerns: readonly Concern[];
  /** The projects whose Kbuild files are looked at, and which of these. */
  readonly kbuild: ReadonlyMap<Project, ReadonlySet<string>>;
}

export interface ResolveOptions {
  readonly documents: Documents;
  readonly kernel: KernelInUse;
  /** Those of the kernel. */
  readonly projects: Projects;
  readonly knowledge: Knowledge;
  /** Those of the kernel. */
  readonly neighboursOf: NeighboursOf;
  /** Told of a large module before it is read, with the open file's model alone. */
  readonly foretell: (concern: Concern) => void;
}

/** Takes the open files and gives the modules concerned as they are built for one kernel, read whole. */
export async function resolve(options: ResolveOptions): Promise<Resolved> {
  const { documents, projects } = options;
  const concerns = new Map<string, Concern>();
  const kbuild = new Map<Project, Set<string>>();
  const speakOf = (project: Project, paths: Iterable<string>): void => {
    const known = kbuild.get(project) ?? new Set<string>();
    for (const path of paths) known.add(path);
    kbuild.set(project, known);
  };
  for (const document of documents.all()) {
    if (!document.isReadable) continue;
    if (document.kind === "kbuild") {
      const project = await projects.ofKbuildFile(document.path);
      if (project) speakOf(project, [document.path]);
    } else if (document.kind === "c") {
      for (const concern of await concernsOf(document, { ...options, known: concerns })) {
        concerns.set(concern.key, concern);
        if (concern.group?.project) speakOf(concern.group.project, kbuildFilesOf(concern.group));
      }
    }
  }
  return { concerns: [...concerns.values()], kbuild };
}

/** The concern with the model of one of its files replaced; itself where it does not have the file. */
export function edited(concern: Concern, file: FileModel): Concern {
  if (!concern.models.some((module) => has(module, file.path))) return concern;
  return { ...concern, models: concern.models.map((module) => withFile(module, file)) };
}

/** Every path whose text the concern's findings depend on. */
export const pathsOf = (concern: Concern): readonly string[] =>
  concern.models.flatMap((module) => [...module.files.map((file) => file.path), ...module.included.keys()]);

/** Do both include the same files by quotes? Only then is the rest of the module as it was. */
export const includesSame = (a: FileModel, b: FileModel): boolean => {
  if (a.includes === b.includes) return true;
  const [before, after] = [quoted(a), quoted(b)];
  return before.length === after.length && before.every((path, index) => path === after[index]);
};

/** Do both export the same? Only then do the project's other modules know what they knew. */
export const exportsSame = (a: FileModel, b: FileModel): boolean =>
  a.signature === b.signature || exportsIn(a) === exportsIn(b);

const exportsIn = (file: FileModel): string =>
  file.macroCalls
    .filter(({ name }) => name.includes("EXPORT"))
    .map((call) => `${call.name}(${call.arguments.map(({ text }) => text).join()})`)
    .join();

const quoted = (file: FileModel): readonly string[] =>
  file.includes.flatMap((include) => (include.isSystem ? [] : [include.path]));

const has = (module: ModuleModel, path: string): boolean =>
  module.included.has(path) || module.files.some((file) => file.path === path);

function withFile(module: ModuleModel, file: FileModel): ModuleModel {
  if (!has(module, file.path)) return module;
  const files = module.files.map((other) => (other.path === file.path ? file : other));
  const included = module.included.has(file.path)
    ? new Map(module.included).set(file.path, file)
    : module.included;
  return { ...module, files, included };
}

interface Resolving extends Omit<ResolveOptions, "documents"> {
  /** What was read already, by key. */
  readonly known: ReadonlyMap<string, Concern>;
}

async function concernsOf(document: OpenDocument, resolving: Resolving): Promise<readonly Concern[]> {
  const { kernel, projects, knowledge, known } = resolving;
  const { path } = document;
  if (path.endsWith(".h")) return includersOf(path, resolving);
  const group = await projects.ofSource(path);
  const ready = group && known.get(keyOf(kernel, group.key));
  if (ready) return [ready];
  if (group) {
    if (group.sources.size > mostReadAtOnce) resolving.foretell(foretold(group, path, resolving));
    return [await loadGroup(group, resolving)];
  }
  if (!document.looksLikeKernel) return [];
  const alone = await knowledge.learn((asked) => loadAlone(path, readerOf(asked)));
  if (alone === undefined) return [];
  const key = keyOf(kernel, `alone|${path}`);
  return [{ key, kernel, group: undefined, models: [alone], isPartial: false }];
}

const keyOf = (kernel: KernelInUse, key: string): string => `${kernel.index}|${key}`;

/** A header concerns the modules that include it. Only modules of folders above it are asked, and not too many. */
async function includersOf(path: string, resolving: Resolving): Promise<readonly Concern[]> {
  const { kernel, projects, known } = resolving;
  const project = await projects.ofOther(path);
  const found: Concern[] = [];
  let asked = 0;
  for (const group of project?.groups ?? []) {
    const isNear = group.modules.some((module) => path.startsWith(`${module.directory}/`));
    if (!isNear || (asked += group.sources.size) > mostAskedSources) continue;
    const concern = known.get(keyOf(kernel, group.key)) ?? (await loadGroup(group, resolving));
    if (concern.models.some((module) => module.included.has(path))) found.push(concern);
  }
  return found;
}

const mostAskedSources = 200;

/** Read within a time that an author hardly notices. */
const mostReadAtOnce = 8;

function foretold(group: ModuleGroup, path: string, { kernel, knowledge }: Resolving): Concern {
  const file = knowledge.modelOf(path);
  const models = group.modules
    .filter((module) => module.objects.some(({ source }) => source === path))
    .map((kbuild) => ({
      name: kbuild.name,
      kbuild,
      files: file ? [file] : [],
      isComplete: false,
      included: new Map<string, FileModel>(),
      scopes: new Map(),
      neighbours: noNeighbours,
    }));
  return { key: keyOf(kernel, group.key), kernel, group, models, isPartial: true };
}

/** Reads the modules of a group whole. */
export const loadGroup = async (
  group: ModuleGroup,
  { kernel, knowledge, neighboursOf }: Pick<ResolveOptions, "kernel" | "knowledge" | "neighboursOf">,
): Promise<Concern> => {
  const models = await knowledge.learn((known) =>
    group.modules.map((kbuild) => ({ kbuild, model: loadModule(kbuild, readerOf(known)) })),
  );
  // After the models: an edit meanwhile shows as a model that is old, and everything is read again.
  const neighbours = await neighboursOf(group.project);
  return {
    key: keyOf(kernel, group.key),
    kernel,
    group,
    isPartial: false,
    models: models.map(({ kbuild, model }) => ({ ...model, neighbours: neighbours(kbuild) })),
  };
};

/** Reads sources from memory; what is not there yet is asked for. */
export const readerOf = (known: Known): SourceReader => ({
  model: (path) => known.model(path),
  isFile: (path) => known.disk.kindOf(path) === "file",
  outline: (path) => known.outline(path),
});

const kbuildFilesOf = (group: ModuleGroup): ReadonlySet<string> =>
  new Set(group.modules.flatMap((module) => [module.file, ...module.objects.map((object) => object.file)]));
