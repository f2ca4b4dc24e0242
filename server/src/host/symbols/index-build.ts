/**
 * Indexes what a tree of sources exports, on threads beside the one that asks. What was read is kept on the disk by
 * path, size and time, so that the next start reads only what has changed.
 */
import { availableParallelism } from "node:os";
import { createExportIndex, type ExportIndex } from "../../core/symbols/export-index.ts";
import {
  basicExportMacros,
  type ExportMacros,
  exportMacrosFrom,
  type TextMacro,
} from "../../core/symbols/export-macros.ts";
import type { ListedFolder } from "./folder-listing.ts";
import { type CachedTree, loadTree, saveTree, stampOf } from "./index-cache.ts";
import { createIndexJobs, type IndexAnswer, type IndexJob, type ReadFile } from "./index-jobs.ts";
import { openThreads, type Threads } from "./index-threads.ts";

export interface IndexOptions {
  /** Where the index is kept between starts; undefined: nowhere. */
  readonly cacheFolder?: string | undefined;
  /** 2 unless told: the machine is the author's. */
  readonly workers?: number | undefined;
}

export interface BuiltExports {
  readonly index: ExportIndex;
  /** The macros of the tree's headers that export. */
  readonly macros: ExportMacros;
  /** Every source of the tree: what a search for uses looks through. */
  readonly folders: readonly ListedFolder[];
  /** How many files were read now, because the disk held nothing of them or they have changed. */
  readonly read: number;
}

/** @param folder absolute, without a slash at its end; a folder that is none gives an empty index */
export async function buildExportIndex(folder: string, options: IndexOptions = {}): Promise<BuiltExports> {
  const workers = options.workers ?? Math.min(2, availableParallelism());
  const jobs = createIndexJobs();
  const threads = openThreads<IndexJob, IndexAnswer>({ count: workers, here: (job) => jobs.run(job) });
  try {
    const [kept, folders] = await Promise.all([
      options.cacheFolder === undefined ? undefined : loadTree(options.cacheFolder, folder),
      listTree(folder, threads),
    ]);
    const read = await readTree(folder, folders, kept, threads);
    if (options.cacheFolder !== undefined && (read.count > 0 || read.isLess))
      await saveTree(options.cacheFolder, folder, { folders, files: [...read.files.values()] });
    const index = createExportIndex();
    for (const { path, exports } of read.files.values()) index.set(path, exports);
    return { index, macros: read.macros, folders, read: read.count };
  } finally {
    await threads.close();
  }
}

const lists = (answers: readonly IndexAnswer[]) =>
  answers.flatMap((answer) => (answer.kind === "list" ? [answer] : []));

async function listTree(
  folder: string,
  threads: Threads<IndexJob, IndexAnswer>,
): Promise<readonly ListedFolder[]> {
  const top = lists(await threads.run([{ kind: "list", folder, levels: 1 }], 1));
  const rest = lists(
    await threads.run(
      top.flatMap(({ below }) => below.map((path): IndexJob => ({ kind: "list", folder: path, levels: 99 }))),
      fewFolders,
    ),
  );
  return [...top, ...rest].flatMap(({ folders }) => folders);
}

interface ReadTree {
  readonly files: ReadonlyMap<string, ReadFile>;
  readonly macros: ExportMacros;
  /** Files read now. */
  readonly count: number;
  /** A file that was kept is gone. */
  readonly isLess: boolean;
}

async function readTree(
  folder: string,
  folders: readonly ListedFolder[],
  kept: CachedTree | undefined,
  threads: Threads<IndexJob, IndexAnswer>,
): Promise<ReadTree> {
  const { headers, sources, all } = changedFiles(folders, kept);
  const files = new Map<string, ReadFile>();
  for (const file of kept?.files ?? []) {
    if (all.unchanged.has(file.path)) files.set(file.path, file);
  }
  const read = await filesOf(threads, headers, (paths) => ({ kind: "headers", paths }));
  for (const file of read) files.set(file.path, file);
  const definitions = definitionsOf(files.values());
  const before = kept === undefined ? undefined : JSON.stringify(definitionsOf(kept.files));
  // Another macro may make exports of what any source says.
  const isNew = before !== JSON.stringify(definitions);
  const wanted = isNew ? [...sources, ...all.sources.filter((path) => all.unchanged.has(path))] : sources;
  const roots = [`${folder}/include`, `${folder}/arch/x86/include`];
  for (const path of wanted) files.delete(path);
  for (const file of await filesOf(threads, wanted, (paths) => ({
    kind: "sources",
    paths,
    definitions,
    roots,
  })))
    files.set(file.path, file);
  return {
    files,
    macros: exportMacrosFrom(definitions, basicExportMacros()),
    count: headers.length + wanted.length,
    isLess: kept !== undefined && kept.paths > all.unchanged.size,
  };
}

interface ChangedFiles {
  readonly headers: readonly string[];
  readonly sources: readonly string[];
  readonly all: { readonly sources: readonly string[]; readonly unchanged: ReadonlySet<string> };
}

function changedFiles(folders: readonly ListedFolder[], kept: CachedTree | undefined): ChangedFiles {
  const headers: string[] = [];
  const sources: string[] = [];
  const all: string[] = [];
  const unchanged = new Set<string>();
  for (const { path, names, sizes, times } of folders) {
    const known = kept?.stampsOf(path);
    names.forEach((name, at) => {
      const full = `${path}/${name}`;
      const isHeader = name.endsWith(".h");
      if (!isHeader) all.push(full);
      if (known?.get(name) === stampOf(sizes[at], times[at])) unchanged.add(full);
      else (isHeader ? headers : sources).push(full);
    });
  }
  return { headers, sources, all: { sources: all, unchanged } };
}

/** In a fixed order, so that two readings of one tree are the same. */
const definitionsOf = (files: Iterable<ReadFile>): readonly TextMacro[] =>
  [...files]
    .filter(({ definitions }) => definitions.length > 0)
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ definitions }) => definitions);

const fewFolders = 16;

/** Small enough that the threads end together, large enough that a message costs nothing. */
const filesPerJob = 400;

async function filesOf(
  threads: Threads<IndexJob, IndexAnswer>,
  paths: readonly string[],
  jobOf: (paths: readonly string[]) => IndexJob,
): Promise<readonly ReadFile[]> {
  const jobs: IndexJob[] = [];
  for (let at = 0; at < paths.length; at += filesPerJob) jobs.push(jobOf(paths.slice(at, at + filesPerJob)));
  return (await threads.run(jobs, 1)).flatMap((answer) => (answer.kind === "files" ? answer.files : []));
}
