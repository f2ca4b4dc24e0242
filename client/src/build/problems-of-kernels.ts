/** What builds for several kernels found, each problem once: one that not all of them have names those that do. Pure. */
import * as l10n from "@vscode/l10n";
import { type Problem, problemKey } from "./problem.ts";

export interface KernelProblems {
  /** As a message names it: its release. */
  readonly kernel: string;
  readonly problems: readonly Problem[];
}

export function problemsOfKernels(all: readonly KernelProblems[]): readonly Problem[] {
  const held = new Map<string, { readonly problem: Problem; readonly kernels: Set<string> }>();
  for (const { kernel, problems } of all) {
    for (const problem of problems) {
      const known = held.get(problemKey(problem));
      if (known === undefined) held.set(problemKey(problem), { problem, kernels: new Set([kernel]) });
      else known.kernels.add(kernel);
    }
  }
  return [...held.values()].map(({ problem, kernels }) =>
    kernels.size === all.length
      ? problem
      : // What mends it for one kernel may break it for another.
        {
          ...problem,
          message: l10n.t`${problem.message} (only with ${[...kernels].join(", ")})`,
          fix: undefined,
        },
  );
}
