/** The machine that a command goes to. */
import * as l10n from "@vscode/l10n";
import type { Target } from "../kernel/targets/target.ts";
import { localNames } from "../targets/target-settings.ts";
import type { Operations } from "./operations.ts";
import type { Given } from "./subjects.ts";

/** The one that the command names, else the current one, connected or not. undefined: there is none of that name. */
export async function chosenTarget(
  { targets, context }: Operations,
  { target }: Given,
): Promise<Target | undefined> {
  if (target === undefined) return targets.current();
  if (target.kind === "target") return target.target;
  const all = targets.all();
  const found = all.find(({ id, spec }) => id === target.name || isNamed(spec, target.name));
  if (found === undefined) {
    const known = all.map(({ spec }) => spec.name).join(", ");
    void context.prompts.notify(
      "error",
      l10n.t`There is no target called ${target.name}. There are: ${known}.`,
    );
  }
  return found;
}

/** Whoever wrote a key binding may have had the editor in another language: this machine has names in several. */
const isNamed = (spec: Target["spec"], name: string): boolean =>
  spec.name === name || (spec.kind === "local" && localNames.includes(name.toLowerCase()));

/** The same, connected. undefined: it is not, and the user has been told. */
export async function readyTarget(operations: Operations, given: Given): Promise<Target | undefined> {
  const target = await chosenTarget(operations, given);
  return target && operations.targets.ready(target);
}

/** Whether every change there is asked for first. */
export const isProduction = ({ spec }: Pick<Target, "spec">): boolean =>
  spec.kind !== "vm" && spec.isProduction;

/** Release of its kernel; empty where it is not connected. */
export const releaseOf = ({ state }: Pick<Target, "state">): string =>
  state.kind === "connected" ? state.machine.release : "";
