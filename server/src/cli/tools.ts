/** What one thread checks with: its own parser, one checker per kernel, its own view of the disk. */

import type { KernelFacts } from "../core/kernel/facts.ts";
import { type Checker, createChecker, type SeverityChoice } from "../core/lint/engine.ts";
import { createRelevance } from "../core/lint/relevance.ts";
import type { FileModel } from "../core/model/file.ts";
import type { UnitScope } from "../core/preprocess/scope.ts";
import { foreignDefinitions } from "../core/symbols/foreign-definitions.ts";
import { createNeighbours } from "../core/symbols/neighbours.ts";
import type { Disk } from "../core/text/disk.ts";
import { nodeDisk } from "../host/disk.ts";
import { createScopeDesk, type ScopeDesk } from "../host/headers/scope-desk.ts";
import { unitOf, withScopes } from "../host/surroundings.ts";
import { createLoaders } from "./loader.ts";
import type { CheckPlan } from "./plan.ts";
import type { Notice } from "./report.ts";
import type { Scope } from "./targets.ts";
import type { TaskTools } from "./task.ts";
import type { Modeller, Toolkit } from "./toolkit.ts";

/** Plain data: what a worker is started with. */
export interface CheckSetup {
  readonly scope: Scope;
  readonly kernels: readonly KernelFacts[];
  readonly severities: ReadonlyMap<string, SeverityChoice>;
  /** As the plan has them. */
  readonly exports: CheckPlan["exports"];
  /** Where what is read of kernel headers is kept; undefined: nowhere. */
  readonly cacheFolder: string | undefined;
}

/** The real disk, and what it refused to read since it was last asked. */
export interface TellingDisk {
  readonly disk: Disk;
  readonly takeRefusals: () => readonly string[];
}

export const tellingDisk = (): TellingDisk => {
  const refusals: string[] = [];
  return {
    disk: nodeDisk({ log: (message) => refusals.push(message) }),
    takeRefusals: () => refusals.splice(0),
  };
};

/** Items of headers that a thread holds: those of the commonest units, within the memory that a worker has. */
const mostItems = 150_000;

/** The headers of the plan's kernels, for one thread. */
export const createDesk = ({ cacheFolder }: CheckSetup): ScopeDesk =>
  // That the cache cannot be written is no news to who runs a check: all is as right, and slower.
  createScopeDesk({ cacheFolder, log: () => undefined, mostItems, names: "now" });

export const createTools = (
  setup: CheckSetup,
  rules: Toolkit["rules"],
  model: Modeller,
  { disk, takeRefusals }: TellingDisk,
  desk: ScopeDesk = createDesk(setup),
): TaskTools => {
  const checkers = new Map<number, Checker>();
  const errors: Notice[] = [];
  const create = (index: number): Checker => {
    const kernel = setup.kernels[index];
    if (kernel === undefined) throw new Error(`there is no kernel ${index} in the plan`);
    return createChecker({
      rules,
      severities: setup.severities,
      kernel,
      isRelevant: createRelevance(kernel),
      onRuleError: (rule, path, error) => {
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
        errors.push({ kind: "internal", path, message: `rule ${rule} failed: ${reason}` });
      },
    });
  };
  const neighboursOf = createNeighbours((_exports, others) =>
    foreignDefinitions(others, (path) => disk.readText(path)),
  );
  return {
    scope: setup.scope,
    surround(module, { kernel: index, project }) {
      const kernel = setup.kernels[index];
      const exports = project === undefined ? undefined : setup.exports[project];
      const { kbuild } = module;
      if (kernel?.directory === undefined || exports === undefined || kbuild === undefined) return module;
      const { directory, config, version } = kernel;
      const scopeOf = (file: FileModel): UnitScope | undefined =>
        desk.scopeOf({ directory, config, version }, unitOf(file, kbuild));
      return withScopes({ ...module, neighbours: neighboursOf(exports, kbuild) }, scopeOf);
    },
    flush: () => desk.flush(),
    checker: (kernel) => {
      const checker = checkers.get(kernel) ?? create(kernel);
      checkers.set(kernel, checker);
      return checker;
    },
    loader: createLoaders({ disk, model, takeRefusals }),
    takeRuleErrors: () => errors.splice(0),
  };
};
