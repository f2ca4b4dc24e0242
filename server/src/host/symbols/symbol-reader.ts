/**
 * What the server asks of a disk about symbols, answered on threads of its own: the exports of a folder, where headers
 * declare a kernel's exports, where words stand.
 */
import type { ExportMacros } from "../../core/symbols/export-macros.ts";
import type { SourceExport } from "../../core/symbols/source-exports.ts";
import type { DeclaredJob, DeclaredSymbols } from "./declared-symbols.ts";
import type { ListedFolder } from "./folder-listing.ts";
import type { IndexAnswer, IndexJob } from "./index-jobs.ts";
import { openThreads } from "./index-threads.ts";
import type { SourceEntry, WordUse } from "./word-jobs.ts";

export interface SymbolReader {
  /** Every source of a folder that exports something, and all its sources. Empty for a folder that is none. */
  exportsBelow(folder: string): Promise<FolderExports>;
  /** @param names what the kernel exports */
  declared(
    kernel: { readonly directory: string; readonly config: ReadonlyMap<string, string> | undefined },
    names: readonly string[],
  ): Promise<DeclaredSymbols>;
  /** Where files spell words in code. */
  uses(paths: readonly string[], words: readonly string[]): Promise<readonly WordUse[]>;
  /** What macros such as module_init() name in files. */
  entries(paths: readonly string[], macros: readonly string[]): Promise<readonly SourceEntry[]>;
}

export interface FolderExports {
  readonly files: readonly { readonly path: string; readonly exports: readonly SourceExport[] }[];
  readonly macros: ExportMacros;
  readonly folders: readonly ListedFolder[];
}

export interface BuildJob {
  readonly kind: "build";
  readonly folder: string;
  readonly cacheFolder: string | undefined;
}

export type ReaderJob = IndexJob | BuildJob | DeclaredJob;
export type ReaderAnswer =
  | IndexAnswer
  | ({ readonly kind: "build" } & FolderExports)
  | ({ readonly kind: "declared" } & DeclaredSymbols);

/** @param cacheFolder undefined: nothing is kept between starts */
export function createSymbolReader(cacheFolder: string | undefined): SymbolReader {
  return {
    async exportsBelow(folder) {
      const [answer] = await ask([{ kind: "build", folder, cacheFolder }], 1);
      if (answer?.kind !== "build") throw new Error("the export index gave no answer");
      return answer;
    },
    async declared({ directory, config }, names) {
      const [answer] = await ask([{ kind: "declared", directory, config, names, cacheFolder }], 1);
      if (answer?.kind !== "declared") throw new Error("the headers gave no answer");
      return answer;
    },
    async uses(paths, words) {
      const jobs = inParts(paths).map((part): ReaderJob => ({ kind: "uses", paths: part, words }));
      const answers = await ask(jobs, Math.min(2, jobs.length));
      return answers.flatMap((answer) => (answer.kind === "uses" ? answer.uses : []));
    },
    async entries(paths, macros) {
      const jobs = inParts(paths).map((part): ReaderJob => ({ kind: "entries", paths: part, macros }));
      const answers = await ask(jobs, Math.min(2, jobs.length));
      return answers.flatMap((answer) => (answer.kind === "entries" ? answer.entries : []));
    },
  };
}

const ask = async (jobs: readonly ReaderJob[], count: number): Promise<readonly ReaderAnswer[]> => {
  const threads = openThreads<ReaderJob, ReaderAnswer>({ count, limits: {} });
  try {
    return await threads.run(jobs);
  } finally {
    await threads.close();
  }
};

const pathsPerJob = 1000;

function inParts(paths: readonly string[]): readonly (readonly string[])[] {
  const parts: (readonly string[])[] = [];
  for (let at = 0; at < paths.length; at += pathsPerJob) parts.push(paths.slice(at, at + pathsPerJob));
  return parts;
}
