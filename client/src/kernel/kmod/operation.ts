/** Loading and unloading: what is asked for, the steps that it takes, and what came of them. Types only. */
import type { Diagnosis, Warning } from "./diagnosis.ts";
import type { KoFile } from "./module-info.ts";

export interface LoadRequest {
  readonly module: ModuleSource;
  /** As given to insmod, in this order. */
  readonly parameters: readonly ParameterValue[];
  /** Load what it needs first: modules of the workspace in their order, the machine's own by modprobe. */
  readonly withDependencies: boolean;
  /** The modules that the workspace has built: dependencies are looked for here first. */
  readonly built: readonly KoFile[];
}

export type ModuleSource =
  /** A .ko file of this machine (already read: `file` is its path); it is copied there. */
  | { readonly kind: "built"; readonly ko: KoFile }
  /** A module below /lib/modules of the machine, by its name. */
  | { readonly kind: "installed"; readonly name: string };

export interface ParameterValue {
  readonly name: string;
  readonly value: string;
}

export interface LoadPlan {
  /** In this order; the last is what was asked for (a reload has what used it after it). */
  readonly steps: readonly LoadStep[];
  /** What speaks against it; empty: nothing is known to. */
  readonly warnings: readonly Warning[];
  /** As in the request: an explanation looks here for who provides a symbol. */
  readonly built: readonly KoFile[];
}

export interface LoadStep {
  readonly name: string;
  readonly module: ModuleSource;
  readonly parameters: readonly ParameterValue[];
}

export interface UnloadPlan {
  /** Names, in the order in which they can be unloaded; the last is what was asked for. */
  readonly modules: readonly string[];
}

/** What came of the steps. Those before a failed one stay done: `done` names them. */
export type Report =
  | { readonly kind: "done"; readonly done: readonly string[]; readonly kernelLines: readonly string[] }
  | {
      readonly kind: "failed";
      readonly done: readonly string[];
      readonly failed: string;
      readonly diagnosis: Diagnosis;
    };
