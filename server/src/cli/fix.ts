/** `--fix`: makes the safe fixes in the files in scope, writes what changed, and says what is left. */
import { evaluateProject } from "../core/kbuild/evaluate.ts";
import type { Finding } from "../core/lint/finding.ts";
import { fixUntilStable, onlySafe } from "../core/lint/fixes.ts";
import type { Disk } from "../core/text/disk.ts";
import { cachedDisk, overlayDisk } from "../host/disk.ts";
import { type LocatedFinding, locate } from "./located.ts";
import type { CheckPlan, PlannedProject } from "./plan.ts";
import { sayOnce } from "./several-kernels.ts";
import { isInScope } from "./targets.ts";
import { type CheckTask, lineIndexes } from "./task.ts";
import type { Modeller, Toolkit } from "./toolkit.ts";
import { type CheckSetup, createDesk, createTools, tellingDisk } from "./tools.ts";
import { replaceText } from "./write.ts";

export interface FixReport {
  /** What is found now, in place of `replaces`. */
  readonly findings: readonly LocatedFinding[];
  /** The findings given that are no longer true. */
  readonly replaces: ReadonlySet<LocatedFinding>;
  readonly applied: readonly { readonly path: string; readonly rule: string; readonly title: string }[];
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/** What is checked together: modules that share files, a file on its own, or the Kbuild files of a project. */
interface Unit {
  readonly kernel: number;
  readonly check: (disk: Disk) => readonly Finding[];
  readonly covers: (finding: LocatedFinding) => boolean;
}

/**
 * @param findings of the check just made; where nothing safe can be done, nothing is read again
 * @param isJoint whether every file is checked against all the plan's kernels
 */
export const applyFixes = async (
  findings: readonly LocatedFinding[],
  plan: CheckPlan,
  setup: CheckSetup,
  toolkit: Toolkit,
  isJoint = false,
): Promise<FixReport> => {
  const fixable = findings.filter((finding) => finding.fixes.some((fix) => fix.isSafe));
  const nothing: FixReport = { findings: [], replaces: new Set(), applied: [], refused: [] };
  if (fixable.length === 0) return nothing;
  const model = await toolkit.loadModeller();
  const concerned = unitsOf(plan, setup, toolkit, model).filter((unit) => fixable.some(unit.covers));
  const units = isJoint ? [jointUnit(concerned, plan)] : concerned;
  const before = cachedDisk(tellingDisk().disk);
  const texts = new Map<string, string>();
  const applied: FixReport["applied"][number][] = [];
  for (const unit of units) {
    const base = overlayDisk(before, new Map(texts));
    const outcome = fixUntilStable(
      (path) => base.readText(path),
      (changed) => unit.check(overlayDisk(base, changed)),
      (finding, fix) => onlySafe(finding, fix) && isInScope(setup.scope, finding.path),
    );
    for (const [path, text] of outcome.texts) texts.set(path, text);
    applied.push(
      ...outcome.applied.map(({ finding, fix }) => ({
        path: finding.path,
        rule: finding.rule,
        title: fix.title,
      })),
    );
  }
  const refused: FixReport["refused"][number][] = [];
  for (const [path, text] of texts) {
    const outcome = replaceText(path, before.readText(path) ?? "", text);
    if (outcome.kind === "refused") refused.push({ path, reason: outcome.reason });
  }
  const isRefused = new Set(refused.map(({ path }) => path));
  const now = cachedDisk(tellingDisk().disk);
  const linesOf = lineIndexes((path) => now.readText(path) ?? "");
  const left = units
    .flatMap((unit) => unit.check(now))
    .filter((finding) => isInScope(setup.scope, finding.path));
  return {
    findings: left.map((finding) => locate(finding, linesOf)),
    replaces: new Set(findings.filter((finding) => units.some((unit) => unit.covers(finding)))),
    applied: applied.filter(({ path }) => !isRefused.has(path)),
    refused,
  };
};

/** What all kernels have to say: which fix is safe shows only then. */
const jointUnit = (units: readonly Unit[], plan: CheckPlan): Unit => ({
  kernel: 0,
  covers: (finding) => units.some((unit) => unit.covers(finding)),
  check: (disk) => {
    const found = units.flatMap((unit) =>
      unit.check(disk).map((finding) => ({ kernel: unit.kernel, finding })),
    );
    return sayOnce(found, plan.kernels, true);
  },
});

const unitsOf = (plan: CheckPlan, setup: CheckSetup, toolkit: Toolkit, model: Modeller): readonly Unit[] => {
  const desk = createDesk(setup);
  const toolsOver = (disk: Disk) =>
    createTools(setup, toolkit.rules, model, { disk, takeRefusals: () => [] }, desk);
  const ofTask = (task: CheckTask): readonly Unit[] => [
    ...task.groups.map((group): Unit => {
      const sources = new Set(group.flatMap((module) => module.objects.map((object) => object.source)));
      return {
        kernel: task.kernel,
        covers: (finding) => sources.has(finding.path),
        check: (disk) => {
          const tools = toolsOver(disk);
          const loader = tools.loader();
          return [
            ...tools
              .checker(task.kernel)
              .checkModules(group.map((module) => tools.surround(loader.module(module), task)))
              .values(),
          ].flat();
        },
      };
    }),
    ...task.alone.map(
      (path): Unit => ({
        kernel: task.kernel,
        covers: (finding) => finding.path === path,
        check: (disk) => {
          const tools = toolsOver(disk);
          const module = tools.loader().alone(path);
          return module === undefined
            ? []
            : [...tools.checker(task.kernel).checkModules([module]).values()].flat();
        },
      }),
    ),
  ];
  const ofProject = ({ project, kernel, options }: PlannedProject): Unit => ({
    kernel,
    covers: (finding) => project.files.has(finding.path),
    check: (disk) =>
      [
        ...toolsOver(disk)
          .checker(kernel)
          .checkKbuild(evaluateProject(disk, project.root, options))
          .values(),
      ].flat(),
  });
  return [...plan.tasks.flatMap(ofTask), ...plan.projects.map(ofProject)];
};
