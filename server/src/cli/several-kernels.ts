/** `--kernel` given several times: one plan that checks everything against each of them, and what they find said once. */
import type { Finding } from "../core/lint/finding.ts";
import { kernelNames, mergeKernels } from "../core/lint/several-kernels.ts";
import { grouped } from "../core/text/grouped.ts";
import type { LocatedFinding } from "./located.ts";
import type { CheckPlan } from "./plan.ts";
import { cSourcesOf } from "./task.ts";

/** One plan made of those of each kernel, in the order of the command line. */
export const joinPlans = (plans: readonly CheckPlan[]): CheckPlan => {
  const [only, ...others] = plans;
  if (only !== undefined && others.length === 0) return only;
  const parts = plans.map((plan, at) => {
    const before = plans.slice(0, at);
    const kernels = count(before, (one) => one.kernels.length);
    const projects = count(before, (one) => one.projects.length);
    return {
      projects: plan.projects.map((project) => ({ ...project, kernel: project.kernel + kernels })),
      tasks: plan.tasks.map((task) => ({
        ...task,
        kernel: task.kernel + kernels,
        project: task.project === undefined ? undefined : task.project + projects,
      })),
    };
  });
  return {
    scope: {
      folders: [...new Set(plans.flatMap(({ scope }) => scope.folders))],
      files: [...new Set(plans.flatMap(({ scope }) => scope.files))],
    },
    kernels: plans.flatMap(({ kernels }) => kernels),
    projects: parts.flatMap(({ projects }) => projects),
    exports: plans.flatMap(({ exports }) => exports),
    tasks: parts.flatMap(({ tasks }) => tasks),
    modules: modulesOf(plans),
    notices: plans.flatMap(({ notices }) => notices),
  };
};

/** A finding and the kernel, by its index in the plan, that it was found with. */
export interface FoundWith<F> {
  readonly kernel: number;
  readonly finding: F;
}

/** What is left to say of findings: with several kernels each once, and with which it holds. */
export const sayOnce = <F extends Finding | LocatedFinding>(
  found: readonly FoundWith<F>[],
  kernels: CheckPlan["kernels"],
  isJoint: boolean,
): readonly F[] => {
  if (!isJoint) return found.map(({ finding }) => finding);
  const byKernel = grouped(found, ({ kernel }) => kernel);
  const names = kernelNames(kernels);
  return mergeKernels(
    names.map((kernel, index) => ({
      kernel,
      findings: (byKernel.get(index) ?? []).map(({ finding }) => finding),
    })),
    placeOf,
  );
};

const placeOf = (finding: Finding | LocatedFinding): string =>
  "span" in finding
    ? `${finding.path}\0${finding.span.start}\0${finding.span.end}`
    : `${finding.path}\0${finding.offset}\0${finding.endLine}\0${finding.endColumn}`;

const count = (plans: readonly CheckPlan[], of: (plan: CheckPlan) => number): number =>
  plans.reduce((sum, plan) => sum + of(plan), 0);

/** Each kernel's configuration may build others. */
const modulesOf = (plans: readonly CheckPlan[]): number =>
  new Set(
    plans.flatMap(({ tasks }) =>
      tasks.flatMap(({ groups }) =>
        groups.flatMap((group) =>
          group.map((module) => [module.file, module.name, ...cSourcesOf(module)].join("\0")),
        ),
      ),
    ),
  ).size;
