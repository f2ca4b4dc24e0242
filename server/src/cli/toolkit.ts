/** What kmod-lint takes from the layers below it; a test brings its own. */
import type { KernelFacts } from "../core/kernel/facts.ts";
import type { Rule } from "../core/lint/rule.ts";
import type { FileModel } from "../core/model/file.ts";

export interface FoundKernel {
  readonly facts: KernelFacts;
  /** Why the folder cannot serve and what to do, in one line; the facts are then the built-in ones. */
  readonly problem: string | undefined;
}

export interface Toolkit {
  readonly rules: readonly Rule[];
  /** The facts of the kernel in a folder, or the built-in ones. Never throws. */
  readonly findKernel: (directory: string | undefined) => FoundKernel;
  /** Loads the parser of this thread. */
  readonly loadModeller: () => Promise<Modeller>;
}

/** Gives the model of a file, whose text it reads when something is first asked of it. */
export type Modeller = (path: string, readText: () => string) => FileModel;
