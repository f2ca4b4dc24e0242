/** What one thread checks with: its own parser, one checker per kernel, its own view of the disk. */

import type { KernelFacts } from "../core/kernel/facts.ts";
import { type Checker, createChecker, type SeverityChoice } from "../core/lint/engine.ts";
import { createRelevance } from "../core/lint/relevance.ts";
import type { Disk } from "../core/text/disk.ts";
import { nodeDisk } from "../host/disk.ts";
import { createLoaders } from "./loader.ts";
import type { Notice } from "./report.ts";
import type { Scope } from "./targets.ts";
import type { TaskTools } from "./task.ts";
import type { Modeller, Toolkit } from "./toolkit.ts";

/** Plain data: what a worker is started with. */
export interface CheckSetup {
  readonly scope: Scope;
  readonly kernels: readonly KernelFacts[];
  readonly severities: ReadonlyMap<string, SeverityChoice>;
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

export const createTools = (
  setup: CheckSetup,
  rules: Toolkit["rules"],
  model: Modeller,
  { disk, takeRefusals }: TellingDisk,
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
  return {
    scope: setup.scope,
    checker: (kernel) => {
      const checker = checkers.get(kernel) ?? create(kernel);
      checkers.set(kernel, checker);
      return checker;
    },
    loader: createLoaders({ disk, model, takeRefusals }),
    takeRuleErrors: () => errors.splice(0),
  };
};
