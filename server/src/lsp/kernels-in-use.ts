/** The kernels that everything is checked against, the main one first: what each is called where findings name it. */
import type { KernelFacts } from "../core/kernel/facts.ts";
import { kernelNames } from "../core/lint/several-kernels.ts";

/** The same object for as long as its facts are the same. */
export interface KernelInUse {
  /** 0: the main one, whose facts hover and completion show. */
  readonly index: number;
  /** Its release; with the folder where another kernel in use has the same. */
  readonly name: string;
  readonly facts: KernelFacts;
}

/**
 * Takes facts in the order of use; a folder that comes twice counts once.
 * @param before what was in use until now: what is the same among it stays the same object
 */
export function inUse(found: readonly KernelFacts[], before: readonly KernelInUse[]): readonly KernelInUse[] {
  const isNew = (facts: KernelFacts, at: number): boolean =>
    found.findIndex(({ directory }) => directory === facts.directory) === at;
  const kept = found.filter(isNew);
  const names = kernelNames(kept);
  return kept.map((facts, index) => {
    const name = names[index] ?? "";
    const same = before.find(
      (kernel) => kernel.facts === facts && kernel.index === index && kernel.name === name,
    );
    return same ?? { index, name, facts };
  });
}
