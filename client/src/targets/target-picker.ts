/** Lists of targets to choose from. */
import * as l10n from "@vscode/l10n";
import type { KmodContext } from "../context.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { PickItem } from "../prompts.ts";
import { iconOf, kindWords, labelOf, stateWords } from "./target-words.ts";

export interface TargetQuestion {
  readonly title: string;
  readonly placeholder: string;
  /** Also where there is only one: what is chosen cannot be taken back. */
  readonly isAlwaysAsked?: boolean;
}

/** A line of a list: what it is and in what state. */
export function targetItem(target: Target, current: Target | undefined): PickItem<Target> {
  return {
    label: labelOf(target),
    icon: iconOf(target),
    description: [stateWords(target), ...(target === current ? [l10n.t("current")] : [])].join(" · "),
    detail: kindWords(target.spec),
    answer: target,
  };
}

/** Asks which; where there is only one, it is meant. @param eligible at least one */
export async function whichTarget(
  { prompts }: KmodContext,
  eligible: readonly Target[],
  { title, placeholder, isAlwaysAsked = false }: TargetQuestion,
): Promise<Target | undefined> {
  if (eligible.length === 1 && !isAlwaysAsked) return eligible[0];
  return prompts.pick({ title, placeholder, items: eligible.map((target) => targetItem(target, undefined)) });
}

/**
 * The target that a tree item or another feature hands to a command: `{ target }` or the target itself; undefined where
 * the command was started without one.
 */
export function givenTarget(given: unknown, all: readonly Target[]): Target | undefined {
  const inside: unknown =
    typeof given === "object" && given !== null ? Reflect.get(given, "target") : undefined;
  return all.find((target) => target === given || target === inside);
}
