/** "Show Parameters": those of loaded modules with their values, as a page to read. */
import * as l10n from "@vscode/l10n";
import { moduleInfos } from "../kernel/kmod/modinfo.ts";
import { snapshot } from "../kernel/kmod/snapshot.ts";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";
import { builtFor, sourceBeside } from "./built-choice.ts";
import { readyTarget, releaseOf } from "./choose-target.ts";
import { loadedNames } from "./loaded-names.ts";
import type { Operations } from "./operations.ts";
import { type FormParameter, formParameters } from "./parameter-form.ts";
import { type ModuleParameters, parametersPage } from "./parameters-page.ts";
import type { Given } from "./subjects.ts";
import { sourcesOf } from "./wanted.ts";

/**
 * Opens the page and gives what it shows, one entry for each module that is loaded. undefined: the user left, or was
 * told why there is nothing. Rejects with TargetError.
 */
export async function showParameters(
  operations: Operations,
  given: Given,
): Promise<readonly ModuleParameters[] | undefined> {
  const target = await readyTarget(operations, given);
  if (target === undefined) return undefined;
  const title = l10n.t`Show Parameters on ${labelOf(target)}`;
  const names = await loadedNames(operations, given.subjects, target, title);
  if (names === undefined || names.length === 0) return undefined;
  const { modules, details } = await target.run(snapshot(names));
  const loaded = names.filter((name) => modules.some((module) => module.name === name));
  if (loaded.length < names.length) {
    const missing = names.filter((name) => !loaded.includes(name)).join(", ");
    void operations.context.prompts.notify("warning", l10n.t`${missing}: not loaded on ${labelOf(target)}.`);
  }
  if (loaded.length === 0) return undefined;
  const known = await knownParameters(operations, target, loaded);
  const shown = loaded.map((module): ModuleParameters => {
    return { module, loaded: details.get(module)?.parameters ?? [], known: known.get(module) ?? [] };
  });
  await operations.documents.showPage(parametersPage(labelOf(target), shown));
  return shown;
}

/** From the workspace's files and sources, and for the others from the machine's own. */
async function knownParameters(
  operations: Operations,
  target: Target,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly FormParameter[]>> {
  const all = await operations.built.all();
  const sources = await sourcesOf(operations, names);
  const known = new Map<string, readonly FormParameter[]>();
  for (const name of names) {
    const [ko] = builtFor(all, name, releaseOf(target));
    const named = sources.filter((source) => source.name === name);
    if (ko !== undefined)
      known.set(name, formParameters(ko.parameters, sourceBeside(ko.file, named)?.parameters ?? []));
  }
  const others = names.filter((name) => !known.has(name));
  if (others.length === 0) return known;
  const infos = await target.run(moduleInfos(others));
  for (const [name, { parameters }] of infos) known.set(name, formParameters(parameters, []));
  return known;
}
