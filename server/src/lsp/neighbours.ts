/** What the modules of a project have for each other, kept the same object while nothing in it has changed. */
import type { KbuildModule } from "../core/kbuild/modules.ts";
import { type Neighbours, noNeighbours } from "../core/symbols/exported.ts";
import {
  createNeighbours,
  type ProjectExports,
  projectExports,
  sameExports,
} from "../core/symbols/neighbours.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Project } from "./projects.ts";

/** Reads, without blocking, what the sources of a project export. The answer gives what it has for a module. */
export type NeighboursOf = (project: Project | undefined) => Promise<(module: KbuildModule) => Neighbours>;

/** One for each kernel in use. */
export const createNeighboursOf = (knowledge: Knowledge): NeighboursOf => {
  const before = new Map<string, ProjectExports>();
  const neighboursOf = createNeighbours();
  return async (project) => {
    // A module of the kernel's own tree is built with all the others: they are in the kernel's table.
    if (project?.kbuild.root.kind !== "external") return () => noNeighbours;
    const read = await knowledge.learn(({ exports, symbols }) =>
      projectExports(project.kbuild, { exportsOf: exports, symbolsIn: symbols }),
    );
    const known = before.get(project.key);
    const current = known && sameExports(known, read) ? known : read;
    before.set(project.key, current);
    return (module) => neighboursOf(current, module);
  };
};
