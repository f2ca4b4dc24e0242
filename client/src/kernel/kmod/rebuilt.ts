/** A plan that was made for a module's last build, for its next one: a build mostly changes only code. */
import { isDeepStrictEqual } from "node:util";
import type { KoFile } from "./module-info.ts";
import type { ReloadPlan } from "./reload.ts";

/**
 * The same plan with the new file in place of the old one; undefined where the new one asks something else of a machine,
 * so that it has to be compared anew.
 */
export function planForRebuilt(plan: ReloadPlan, before: KoFile, after: KoFile): ReloadPlan | undefined {
  if (!isDeepStrictEqual(demands(before), demands(after))) return undefined;
  const exchanged = (ko: KoFile): KoFile => (ko.file === before.file ? after : ko);
  return {
    ...plan,
    load: {
      ...plan.load,
      built: plan.load.built.map(exchanged),
      steps: plan.load.steps.map((step) =>
        step.module.kind === "built"
          ? { ...step, module: { kind: "built", ko: exchanged(step.module.ko) } }
          : step,
      ),
    },
  };
}

/** What is the same as long as a machine would take both: all but the hash of the sources. */
const demands = (ko: KoFile): KoFile => ({ ...ko, srcversion: undefined });
