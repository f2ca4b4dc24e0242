/** Outcomes and mutated sources on disk, so that a comparison needs no build. All below the ignored cache folder. */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { kbuildOf, type ModuleSource } from "./module-source.ts";
import type { Outcome } from "./outcome.ts";

export interface Record {
  /** The mutated sources of a kind: a folder for each module. */
  sources(kind: string): string;
  outcomes(kind: string): Promise<readonly Outcome[] | undefined>;
  /** Takes all outcomes of a kind, and the sources of those that are new. */
  save(kind: string, mutants: ReadonlyMap<string, ModuleSource>, outcomes: readonly Outcome[]): Promise<void>;
}

export const recordIn = (folder: string): Record => {
  const sources = (kind: string): string => path.join(folder, "sources", kind);
  const file = (kind: string): string => path.join(folder, "outcomes", `${kind}.json`);
  return {
    sources,
    outcomes: async (kind) => {
      if (!existsSync(file(kind))) return undefined;
      const list: readonly Outcome[] = JSON.parse(await readFile(file(kind), "utf8"));
      return list;
    },
    save: async (kind, mutants, outcomes) => {
      for (const [id, module] of mutants) {
        await rm(path.join(sources(kind), id), { recursive: true, force: true });
        await writeModule(path.join(sources(kind), id), module);
      }
      await mkdir(path.dirname(file(kind)), { recursive: true });
      const lines = outcomes.map((outcome) => JSON.stringify(outcome));
      await writeFile(`${file(kind)}.new`, `[\n${lines.join(",\n")}\n]\n`);
      await rename(`${file(kind)}.new`, file(kind));
    },
  };
};

const writeModule = async (folder: string, module: ModuleSource): Promise<void> => {
  for (const [name, text] of [["Kbuild", kbuildOf(module)] as const, ...module.files]) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
};
