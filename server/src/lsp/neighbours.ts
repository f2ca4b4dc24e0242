/** What the modules of a project have for each other, kept the same object while nothing in it has changed. */
import type { KbuildModule } from "../core/kbuild/modules.ts";
import { type ForeignDefinition, type Neighbours, noNeighbours } from "../core/symbols/exported.ts";
import {
  createNeighbours,
  type ProjectExports,
  projectExports,
  sameExports,
} from "../core/symbols/neighbours.ts";
import { filesIn } from "../core/text/disk.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Project } from "./projects.ts";

/** Reads, without blocking, what the sources of a project export. The answer gives what it has for a module. */
export type NeighboursOf = (project: Project | undefined) => Promise<(module: KbuildModule) => Neighbours>;

/**
 * One for each kernel in use.
 *
 * @param onMissing told that a rule asks who defines a symbol: who asks for the neighbours again gets some that know
 */
export const createNeighboursOf = (knowledge: Knowledge, onMissing: () => void): NeighboursOf => {
  const before = new Map<string, ProjectExports>();
  const wanted = new WeakMap<ProjectExports, Map<string, Answer>>();
  const neighboursOf = createNeighbours((exports, others) => {
    const answers = wanted.get(exports) ?? new Map<string, Answer>();
    wanted.set(exports, answers);
    const paths = new Set(others.map(({ path }) => path));
    return {
      get(name) {
        const answer = answers.get(name);
        if (answer === undefined) {
          answers.set(name, "wanted");
          onMissing();
        }
        if (answer === undefined || answer === "wanted") return undefined;
        const found = answer.filter(({ path }) => paths.has(path));
        return found.length === 0 ? undefined : found;
      },
    };
  });
  /** Looks for what rules asked for. No turn of the event loop looks through more than one file. */
  const answered = async (exports: ProjectExports, asked: ReadonlyMap<string, Answer>) => {
    const answers = new Map<string, readonly ForeignDefinition[]>();
    for (const name of asked.keys()) {
      const found: ForeignDefinition[] = [];
      for (const source of exports.sources)
        found.push(...(await knowledge.learn(({ definitions }) => definitions(source, name))));
      answers.set(name, found);
    }
    return answers;
  };
  return async (project) => {
    // A module of the kernel's own tree is built with all the others: they are in the kernel's table.
    if (project?.kbuild.root.kind !== "external") return () => noNeighbours;
    const read = await knowledge.learn(({ disk, exports, symbols }) =>
      projectExports(project.kbuild, {
        exportsOf: exports,
        symbolsIn: symbols,
        filesIn: (folder) => filesIn(disk, folder),
      }),
    );
    const known = before.get(project.key);
    const asked = known && wanted.get(known);
    const answers = asked && (await answered(read, asked));
    const isSame =
      known !== undefined &&
      sameExports(known, read) &&
      JSON.stringify([...(asked ?? [])]) === JSON.stringify([...(answers ?? [])]);
    const current = isSame ? known : read;
    if (!isSame && answers) wanted.set(current, answers);
    before.set(project.key, current);
    return (module) => neighboursOf(current, module);
  };
};

type Answer = "wanted" | readonly ForeignDefinition[];
