/** What every command about loading is given: the machines, what is known of modules, and where to say something. */
import type { KmodContext } from "../context.ts";
import { createTakenBuilds, type TakenBuilds } from "../kernel/kmod/taken-builds.ts";
import type { Language } from "../language/language.ts";
import type { BuiltModules, LoadedModules } from "../modules/modules.ts";
import type { Targets } from "../targets/targets.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { createLoadMemory, type LoadMemory } from "./load-memory.ts";

export interface Operations {
  readonly context: KmodContext;
  readonly targets: Targets;
  readonly loaded: LoadedModules;
  readonly built: BuiltModules;
  readonly language: Pick<Language, "moduleSources">;
  readonly documents: Documents;
  readonly memory: LoadMemory;
  readonly taken: TakenBuilds;
}

export type OperationSources = Pick<Operations, "context" | "targets" | "loaded" | "built" | "language">;

/** Disposing of it closes the pages' provider, not what it was given. */
export function createOperations(sources: OperationSources): Operations & { dispose(): void } {
  const documents = createDocuments();
  return {
    ...sources,
    documents,
    memory: createLoadMemory(sources.context.extension.workspaceState),
    taken: createTakenBuilds(),
    dispose: () => documents.dispose(),
  };
}
