/** What is different between two readings of the same machine, in words. Pure. */
import * as l10n from "@vscode/l10n";
import type { LoadedModule, Snapshot } from "../kernel/kmod/loaded.ts";
import { sizeInWords } from "./words.ts";

export type Change =
  | { readonly kind: "new" }
  | { readonly kind: "removed"; readonly module: LoadedModule }
  /** `words`: a line for each thing that is different: `use count 1, was 0`. */
  | { readonly kind: "changed"; readonly words: readonly string[] };

/** By the name of the module. */
export type Changes = ReadonlyMap<string, Change>;

/**
 * @param before undefined: nothing was read before, so nothing is new
 * @returns one entry for each module that appeared, went away or looks different; none after a reboot of the machine,
 * where everything is new and nothing is worth a highlight
 */
export function compareSnapshots(before: Snapshot | undefined, after: Snapshot): Changes {
  const changes = new Map<string, Change>();
  if (before === undefined || wasRestarted(before, after)) return changes;
  const old = new Map(before.modules.map((module) => [module.name, module]));
  for (const module of after.modules) {
    const previous = old.get(module.name);
    old.delete(module.name);
    if (previous === undefined) changes.set(module.name, { kind: "new" });
    else {
      const words = [...differences(previous, module), ...parameterDifferences(module.name, before, after)];
      if (words.length > 0) changes.set(module.name, { kind: "changed", words });
    }
  }
  for (const [name, module] of old) changes.set(name, { kind: "removed", module });
  return changes;
}

const wasRestarted = (before: Snapshot, after: Snapshot): boolean =>
  after.uptimeSeconds < before.uptimeSeconds || after.release !== before.release;

function* differences(before: LoadedModule, after: LoadedModule): Iterable<string> {
  if (before.srcversion !== after.srcversion) yield l10n.t("loaded again from other sources");
  if (before.state !== after.state) yield l10n.t`${after.state}, was ${before.state}`;
  if (before.useCount !== after.useCount)
    yield l10n.t`use count ${after.useCount ?? l10n.t("unknown")}, was ${before.useCount ?? l10n.t("unknown")}`;
  if (usersOf(before) !== usersOf(after)) yield l10n.t`used by ${usersOf(after)}, was ${usersOf(before)}`;
  if (before.size !== after.size)
    yield l10n.t`size ${sizeInWords(after.size)}, was ${sizeInWords(before.size)}`;
  if (before.taint !== after.taint)
    yield l10n.t`taint ${after.taint || l10n.t("none")}, was ${before.taint || l10n.t("none")}`;
}

const usersOf = ({ usedBy }: LoadedModule): string => usedBy.join(", ") || "nothing";

function* parameterDifferences(name: string, before: Snapshot, after: Snapshot): Iterable<string> {
  const old = new Map(
    before.details.get(name)?.parameters.map((parameter) => [parameter.name, parameter.value]),
  );
  for (const { name: parameter, value } of after.details.get(name)?.parameters ?? []) {
    if (old.has(parameter) && old.get(parameter) !== value)
      yield l10n.t`${parameter} = ${value ?? l10n.t("unreadable")}, was ${old.get(parameter) ?? l10n.t("unreadable")}`;
  }
}
