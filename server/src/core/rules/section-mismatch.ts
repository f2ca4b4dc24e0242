/** Warns of references to __init and __exit code and data from where they may be gone, as modpost does. */
import type { KernelFacts } from "../kernel/facts.ts";
import { isMismatch, type Side } from "../kernel/section-checks.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { entryPointsOf } from "../model/entry-points.ts";
import type { FileModel, FunctionDefinition, Variable } from "../model/file.ts";
import { isCallKept } from "../model/inlining.ts";
import { isKept, landsAtHome } from "../model/reached.ts";
import { type Reference, referencesFrom, referencesIn } from "../model/references.ts";
import { type SectionTarget, targetsOf, usersOf } from "../model/section-targets.ts";
import { belongingOf } from "../model/sides.ts";
import { type Unit, unitOf } from "../model/unit.ts";

export const sectionMismatch = defineRule({
  id: "section-mismatch",
  group: "sections",
  severity: "warning",
  scope: "file",
  page: {
    what: "Code and data that stay refer to nothing marked __init or __exit, and __init and __exit do not refer to each other.",
    why: "What is marked __init is freed once the module is loaded, and __exit code is left out where the driver is built in: a call that comes later runs into freed memory. Where gcc puts a function in the place of its call nothing is wrong and modpost is silent; Kmod then is silent as well.",
    predicts: [
      {
        tool: "modpost",
        message:
          "section mismatch in reference: sample_run (section: .text) -> sample_setup (section: .init.text)",
      },
    ],
    bad: `#include <linux/module.h>

static int __init sample_setup(void)
{
	return 0;
}

struct sample_hooks {
	int (*setup)(void);
};

extern struct sample_hooks sample_hooks;
struct sample_hooks sample_hooks = {
	.setup = sample_setup,
};

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int sample_setup(void)
{
	return 0;
}

struct sample_hooks {
	int (*setup)(void);
};

extern struct sample_hooks sample_hooks;
struct sample_hooks sample_hooks = {
	.setup = sample_setup,
};

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    if (module.kbuild?.build === "builtin") return;
    const unit = unitOf(file, module);
    for (const { target, user } of usersOf(targetsOf(file, module, unit), file)) {
      if (user.kind === "function") yield* checkFunction(user, target, unit, kernel);
      else yield* checkVariable(user, target, unit, kernel);
    }
    yield* checkEntryPoints(unit, kernel);
  },
});

function* checkFunction(
  user: FunctionDefinition,
  target: SectionTarget,
  unit: Unit,
  kernel: KernelFacts,
): Generator<Report> {
  const { file } = unit;
  const side = sideOf(user, unit);
  if (side === undefined || !isMismatch({ kind: "code", side, name: user.name }, target.side, kernel)) return;
  const references = referencesIn(user, target, file).filter(
    ({ certainty }) => certainty === "certain" || isCallKept(user, target, file, kernel),
  );
  if (references.length === 0 || !landsAtHome(user, file, target.side)) return;
  for (const reference of references) yield report(user, target, reference, file);
}

function* checkVariable(
  user: Variable,
  target: SectionTarget,
  unit: Unit,
  kernel: KernelFacts,
): Generator<Report> {
  const { file } = unit;
  const side = isConstant(user, file) ? undefined : sideOf(user, unit);
  if (side === undefined || !isMismatch({ kind: "data", side, name: user.name }, target.side, kernel)) return;
  const references = referencesFrom(user, target, file);
  if (references.length === 0 || !isKept(user, file)) return;
  for (const reference of references) yield report(user, target, reference, file);
}

/** module_exit() of an __init function: the pointer to it is kept in .exit.data. */
function* checkEntryPoints({ file }: Unit, kernel: KernelFacts): Generator<Report> {
  for (const { call, init, exit } of entryPointsOf(file, kernel)) {
    for (const [argument, right, wrong] of [
      [init, "init", "exit"],
      [exit, "exit", "init"],
    ] as const) {
      const [definition, second] = file.functions.filter((one) => one.name === argument?.text);
      if (!argument || !definition || second || belongingOf(definition, file) !== wrong) continue;
      yield {
        span: argument.span,
        message: `'${definition.name}' is marked __${wrong}, but ${call.name}() makes it run when the module is ${right === "init" ? "loaded" : "unloaded"}: modpost warns of a section mismatch; mark it __${right}`,
        fixes: annotationFix(definition, `__${right}`),
        related: [
          { path: file.path, span: definition.nameSpan, message: `'${definition.name}' is defined here` },
        ],
      };
    }
  }
}

const sideOf = (one: FunctionDefinition | Variable, { file, files }: Unit): Side | undefined => {
  const belonging = belongingOf(
    one,
    file,
    files.flatMap((other) => other.prototypes.filter(({ name }) => name === one.name)),
  );
  return belonging === "ref" || belonging === "unknown" ? undefined : belonging;
};

/** Constants lie in .rodata, which modpost does not look into. */
const isConstant = ({ isConst, pointers, span, nameSpan }: Variable, { text }: FileModel): boolean =>
  pointers === 0 ? isConst : /\*\s*const\b/.test(text.slice(span.start, nameSpan.start));

function report(
  user: FunctionDefinition | Variable,
  target: SectionTarget,
  { span }: Reference,
  file: FileModel,
): Report {
  const word = target.annotation;
  const verb =
    user.kind === "function" && target.kind === "function" && /^\s*\(/.test(file.text.slice(span.end))
      ? "calls"
      : "refers to";
  const loss =
    target.side === "init"
      ? "is freed once the module is loaded"
      : user.section === "init"
        ? "may be left out where the driver is built in"
        : "is left out where the driver is built in";
  const { definition, home } = target;
  return {
    span,
    message: `'${user.name}' ${verb} '${target.name}', which is marked ${word} and ${loss}: modpost warns of a section mismatch; remove ${word} there or mark '${user.name}' the same way`,
    fixes: home === file ? removalOfAnnotation(definition, word) : [],
    related: [
      { path: home.path, span: definition.nameSpan, message: `'${target.name}' is marked ${word} here` },
    ],
  };
}

/** @param word the annotation as written: `__init` */
export function removalOfAnnotation(
  { annotations, name }: FunctionDefinition | Variable,
  word: string,
): readonly Fix[] {
  const found = annotations.find((annotation) => annotation.name === word);
  if (!found) return [];
  return [
    {
      title: `Remove ${word} from '${name}'`,
      edits: [{ span: { start: found.span.start, end: found.span.end + 1 }, text: "" }],
      isSafe: false,
    },
  ];
}

function annotationFix({ annotations, name }: FunctionDefinition, word: string): readonly Fix[] {
  const found = annotations.find((annotation) => /^__(?:init|exit)$/.test(annotation.name));
  return found
    ? [{ title: `Mark '${name}' ${word}`, edits: [{ span: found.span, text: word }], isSafe: false }]
    : [];
}
