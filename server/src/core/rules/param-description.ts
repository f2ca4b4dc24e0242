/** Tells of parameters that modinfo cannot explain, and of explanations for parameters that do not exist. */
import { defineRule, type Report } from "../lint/rule.ts";
import type { FileModel, MacroCall } from "../model/file.ts";
import type { ModuleModel } from "../model/module.ts";
import { declaresParameter, type ModuleParameter, parametersOf } from "../model/parameters.ts";
import { remembered } from "../model/remembered.ts";
import { isIdentifier, isNoMacro, type Unit, unitOf } from "../model/unit.ts";
import { closestWord } from "../text/closest-word.ts";

export const paramDescription = defineRule({
  id: "param-description",
  group: "parameters",
  severity: "info",
  scope: "file",
  page: {
    what: "Every module parameter has a MODULE_PARM_DESC, and every MODULE_PARM_DESC a parameter.",
    why: "modinfo shows the description to whoever loads the module; one with a misspelt name describes nothing, and no tool says so.",
    predicts: [{ tool: "convention", message: "modinfo: parm: level (int)" }],
    bad: `#include <linux/module.h>

static int level;
module_param(level, int, 0644);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int level;
module_param(level, int, 0644);
MODULE_PARM_DESC(level, "How much to log");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    if (!module.isComplete) return;
    const unit = unitOf(file, module);
    const parameters = parametersOf(file, unit);
    const descriptions = file.macroCalls.filter((call) => call.name === describe);
    if (parameters.length + descriptions.length === 0 || mayBeDescribedElsewhere(module)) return;
    const described = new Set(
      callsIn(filesOf(module).filter(({ isRead, text }) => isRead || text.includes(describe))).flatMap(
        (call) => (call.name === describe ? (call.arguments[0]?.text ?? []) : []),
      ),
    );
    for (const parameter of parameters) {
      if (!described.has(parameter.name.text) && isPlain(parameter.name.text, unit))
        yield undescribed(parameter, file.text);
    }
    if (descriptions.length === 0) return;
    const known = new Set(
      callsIn(filesOf(module)).flatMap((call) =>
        call.name === describe ? [] : call.arguments.map(({ text }) => text),
      ),
    );
    for (const call of descriptions) yield* checkDescription(call, parameters, known, unit, module);
  },
});

const describe = "MODULE_PARM_DESC";

const isPlain = (name: string, unit: Unit): boolean => isIdentifier(name) && isNoMacro(name, unit);

const callsIn = (files: readonly FileModel[]): readonly MacroCall[] =>
  files.flatMap((file) => file.macroCalls);
const filesOf = (module: ModuleModel) => [...module.files, ...module.included.values()];

/** A macro of the project's own that declares or describes parameters may do it for any name. */
const mayBeDescribedElsewhere = (module: ModuleModel): boolean => filesOf(module).some(definesParameterMacro);

const definesParameterMacro = remembered(
  (file: FileModel): boolean =>
    (file.isRead || /param|MODULE_PARM_DESC|__MODULE_INFO/i.test(file.text)) &&
    file.macroDefinitions.some(
      ({ name, body }) =>
        body.includes("_param") ||
        body.includes("MODULE_PARM_DESC") ||
        body.includes("__MODULE_INFO") ||
        name === describe ||
        declaresParameter(name),
    ),
);

function undescribed({ name, call }: ModuleParameter, text: string): Report {
  const indent = /[ \t]*$/.exec(text.slice(0, call.span.start))?.[0] ?? "";
  return {
    span: name.span,
    message: `Parameter '${name.text}' has no MODULE_PARM_DESC: modinfo cannot tell what it is for`,
    fixes: [
      {
        title: "Add MODULE_PARM_DESC",
        edits: [
          {
            span: { start: call.span.end, end: call.span.end },
            text: `${call.hasSemicolon ? "" : ";"}\n${indent}${describe}(${name.text}, "TODO: what ${name.text} does");`,
          },
        ],
        isSafe: false,
      },
    ],
  };
}

function* checkDescription(
  call: MacroCall,
  parameters: readonly ModuleParameter[],
  known: ReadonlySet<string>,
  unit: Unit,
  module: ModuleModel,
): Generator<Report> {
  const name = call.arguments[0];
  if (!name || !isPlain(name.text, unit) || known.has(name.text)) return;
  // A macro of the kernel's headers may declare parameters of a name that it builds.
  const isBuilt = callsIn(filesOf(module)).some(
    (other) => /param/i.test(other.name) && !declaresParameter(other.name) && other.name !== describe,
  );
  if (isBuilt) return;
  const described = new Set(
    unit.file.macroCalls.flatMap((other) =>
      other.name === describe ? (other.arguments[0]?.text ?? []) : [],
    ),
  );
  const candidates = parameters
    .map((parameter) => parameter.name.text)
    .filter((other) => !described.has(other));
  const closest = closestWord(name.text, candidates);
  yield {
    span: name.span,
    severity: "warning",
    message: `There is no parameter '${name.text}' in this module, so this describes nothing${closest === undefined ? ": add module_param() or remove the description" : `: did you mean '${closest}'?`}`,
    fixes:
      closest === undefined
        ? []
        : [{ title: `Change to '${closest}'`, edits: [{ span: name.span, text: closest }], isSafe: false }],
  };
}
