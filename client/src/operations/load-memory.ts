/** What modules were last loaded from and with, kept with the workspace: per machine and module. */
import * as v from "valibot";
import type { LoadStep, ParameterValue } from "../kernel/kmod/operation.ts";

export interface LoadMemory {
  /** How a module was last loaded there. */
  last(targetId: string, module: string): LastLoad | undefined;
  remember(targetId: string, module: string, load: LastLoad): Promise<void>;
  /** Paths of .ko files, the last loaded first. */
  recentFiles(): readonly string[];
}

export interface LastLoad {
  /** Path of the .ko file of this machine; undefined: one of the machine's own modules. */
  readonly file: string | undefined;
  readonly values: readonly ParameterValue[];
}

/**
 * Steps with the values that their modules were last loaded with there; those of what was asked for are known. A module
 * that was never loaded keeps what the plan gives it.
 */
export const withLastValues = (
  memory: Pick<LoadMemory, "last">,
  targetId: string,
  steps: readonly LoadStep[],
  asked: { readonly name: string; readonly parameters: readonly ParameterValue[] } | undefined,
): readonly LoadStep[] =>
  steps.map((step) => {
    const last = step.name === asked?.name ? asked.parameters : memory.last(targetId, step.name)?.values;
    return last === undefined ? step : { ...step, parameters: last };
  });

/** What keeps it: `vscode.Memento`, or a map in tests. */
export interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const key = "kmod.lastLoads";
const mostEntries = 200;

/** The last entry is the latest. */
const stored = v.array(
  v.object({
    target: v.string(),
    module: v.string(),
    file: v.optional(v.string()),
    values: v.array(v.object({ name: v.string(), value: v.string() })),
  }),
);

/** What cannot be read (an older version wrote it) counts as nothing. */
export function createLoadMemory(store: Store): LoadMemory {
  const entries = (): v.InferOutput<typeof stored> => {
    const read = v.safeParse(stored, store.get(key) ?? []);
    return read.success ? read.output : [];
  };
  return {
    last(targetId, module) {
      const found = entries().findLast((entry) => entry.target === targetId && entry.module === module);
      return found && { file: found.file, values: found.values };
    },
    async remember(targetId, module, { file, values }) {
      const others = entries().filter((entry) => entry.target !== targetId || entry.module !== module);
      const entry = { target: targetId, module, ...(file !== undefined && { file }), values };
      await store.update(key, [...others.slice(1 - mostEntries), entry]);
    },
    recentFiles: () => [
      ...new Set(
        entries()
          .toReversed()
          .flatMap(({ file }) => (file === undefined ? [] : [file])),
      ),
    ],
  };
}
