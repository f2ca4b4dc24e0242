/** Asks before a machine is changed, where there is reason to: one question with all of it. */
import type { Warning } from "../kernel/kmod/diagnosis.ts";
import type { LoadStep } from "../kernel/kmod/operation.ts";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";
import { isProduction } from "./choose-target.ts";
import { type Change, changeQuestion } from "./confirmation.ts";
import type { Operations } from "./operations.ts";
import { strangersIn } from "./strangers.ts";

export interface Intention {
  readonly verb: Change["verb"];
  /** What was asked for. */
  readonly modules: readonly string[];
  /** Unloaded in this order, before anything is loaded. */
  readonly unloaded: readonly string[];
  readonly steps: readonly LoadStep[];
  readonly warnings: readonly Warning[];
  /** Another way that the question offers. */
  readonly alternative: string | undefined;
}

export type Agreement = "yes" | "left" | "alternative";

/** Rejects with TargetError where the machine cannot say what it would load. */
export async function agreementOn(
  operations: Operations,
  target: Target,
  { steps, ...intention }: Intention,
): Promise<Agreement> {
  const question = changeQuestion({
    ...intention,
    target: labelOf(target),
    isProduction: isProduction(target),
    loaded: steps.map(({ name }) => name),
    strangers: await strangersIn(operations, target, steps),
  });
  if (question === undefined) return "yes";
  const answer = await operations.context.prompts.choose(question);
  if (answer === undefined) return "left";
  return answer === intention.alternative ? "alternative" : "yes";
}
