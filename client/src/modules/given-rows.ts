/** Rows as commands get them: from the tree as they are, from elsewhere (a key binding, another extension) anything. */
import type { ModuleNode } from "./modules.ts";
import type { ParameterRow, SourceRow } from "./nodes.ts";

/** undefined: the command was called without a row of a loaded module. */
export const givenModule = (given: unknown): ModuleNode | undefined =>
  isModuleNode(given) ? given : undefined;

export const givenParameter = (given: unknown): ParameterRow | undefined =>
  isParameterRow(given) ? given : undefined;

export const givenSource = (given: unknown): SourceRow | undefined =>
  isSourceRow(given) ? given : undefined;

// Rows come from this extension's own views: what looks like one is one.
const isModuleNode = (given: unknown): given is ModuleNode =>
  isObject(given) && isObject(given["module"]) && isObject(given["target"]);

const isParameterRow = (given: unknown): given is ParameterRow =>
  isObject(given) && given["kind"] === "parameter";

const isSourceRow = (given: unknown): given is SourceRow => isObject(given) && given["kind"] === "source";

const isObject = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === "object" && given !== null;
