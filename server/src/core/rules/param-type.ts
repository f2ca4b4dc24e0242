/** Reports parameters whose type is not one that the kernel knows, or does not fit the variable. */
import type { KernelFacts } from "../kernel/facts.ts";
import { closestParameterType, parameterTypeFor, parameterTypes } from "../kernel/parameter-types.ts";
import { softenedBy } from "../lint/certainty.ts";
import type { Fix } from "../lint/finding.ts";
import { countFault, memberFault, operationsFault, valueFault } from "../lint/parameter-reports.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { enumsOf } from "../model/enums.ts";
import type { FileModel, MacroArgument, Variable } from "../model/file.ts";
import { areExclusive } from "../model/guards.ts";
import { type ModuleParameter, parametersOf, variableIn } from "../model/parameters.ts";
import { isIdentifier, isNoMacro, standingOf, type Unit, unitOf } from "../model/unit.ts";
import { isSameButForSign, on64Bits, type ValueType, valueTypeOf } from "../model/value-type.ts";

export const paramType = defineRule({
  id: "param-type",
  group: "parameters",
  severity: "error",
  scope: "file",
  page: {
    what: "A parameter's type is one that the kernel knows, and the variable has the C type that it stands for.",
    why: "module_param() compares the address of the variable with a pointer to that type; only the sign may differ.",
    predicts: [
      {
        tool: "gcc",
        message:
          "error: returning 'int *' from a function with incompatible return type 'bool *' {aka '_Bool *'}",
      },
      {
        tool: "gcc",
        message:
          "error: 'param_ops_integer' undeclared here (not in a function); did you mean 'param_ops_int'?",
      },
    ],
    bad: `#include <linux/module.h>

static int enable;
module_param(enable, bool, 0444);
MODULE_PARM_DESC(enable, "Switch it on");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static bool enable;
module_param(enable, bool, 0444);
MODULE_PARM_DESC(enable, "Switch it on");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    const unit = unitOf(file, module);
    for (const parameter of parametersOf(file, unit)) {
      if (parameter.type && !parameterTypes.has(parameter.type.text))
        yield* checkName(parameter.type, unit, kernel);
      else yield* checkVariable(parameter, unit, kernel);
      const faults = [valueFault, countFault, operationsFault].flatMap(
        (fault) => fault(parameter, unit, kernel) ?? [],
      );
      for (const fault of faults) yield { ...softenedBy(parameter.call.guards), ...fault };
    }
  },
});

function* checkName(type: MacroArgument, unit: Unit, kernel: KernelFacts): Generator<Report> {
  const words = type.text.match(/[A-Za-z_]\w*/g) ?? [];
  if (words.length === 0 || !words.every((word) => isNoMacro(word, unit))) return;
  if (isIdentifier(type.text)) {
    const own = [`param_ops_${type.text}`, `param_check_${type.text}`];
    const [operations, check] = own.map((name) => standingOf(name, unit, kernel).kind);
    if (check !== "absent" || operations === "hidden") return;
    if (operations === "declared") {
      yield {
        span: type.span,
        message: `The type '${type.text}' has operations but no param_check_${type.text}, so the build fails: define it before the parameter`,
      };
      return;
    }
  }
  const closest = closestParameterType(type.text);
  yield {
    span: type.span,
    message: `'${type.text}' is no parameter type, so the build fails: ${closest === undefined ? "use int, uint, bool, charp or another of linux/moduleparam.h" : `did you mean '${closest}'?`}`,
    fixes: closest === undefined ? [] : [replacement(type, closest)],
  };
}

function* checkVariable(parameter: ModuleParameter, unit: Unit, kernel: KernelFacts): Generator<Report> {
  const name = parameter.value && variableIn(parameter.value.text);
  if (!parameter.value || name === undefined) return;
  const standing = standingOf(name, unit, kernel);
  if (standing.kind !== "declared" || standing.functions.length > 0) return;
  const declared = [...standing.variables, ...standing.prototypes].filter((one) => one.kind === "variable");
  const faults = declared
    .filter((one) => !areExclusive(one.guards, parameter.call.guards))
    .map((one) => faultOf(parameter, one, unit, kernel));
  const [first] = faults;
  if (first && faults.every((fault) => fault !== undefined)) yield first;
}

/** What is certainly wrong with the parameter if this is its variable. */
function faultOf(
  parameter: ModuleParameter,
  variable: Variable,
  unit: Unit,
  kernel: KernelFacts,
): Report | undefined {
  const home: FileModel | undefined = unit.files.find((file) => file.variables.includes(variable));
  if (!home) return undefined;
  const value = valueTypeOf(parameter, variable, home.text);
  const related = [
    { path: home.path, span: variable.nameSpan, message: `'${variable.name}' is declared here` },
  ];
  const report = value
    ? (shapeFault(parameter, value) ??
      typeFault(parameter, value, kernel) ??
      enumFault(parameter, variable, value, unit))
    : memberFault(parameter, variable, home, unit);
  return report && { ...report, related };
}

function shapeFault(parameter: ModuleParameter, { isArray, written, typed }: ValueType): Report | undefined {
  const { value, shape, call } = parameter;
  const name = value?.text ?? "";
  const span = value?.span ?? call.nameSpan;
  switch (shape) {
    case "scalar":
      if (!isArray) return undefined;
      return {
        span,
        message: `'${name}' is an array of ${written}, so the build fails (incompatible pointer type): use ${typed === "char" ? "module_param_string" : "module_param_array"}()`,
      };
    case "array":
      if (isArray) return undefined;
      return {
        span,
        message: `'${name}' is not an array, so the build fails ("initializer element is not constant"): use module_param() or declare an array`,
      };
    case "string":
      if (!isArray)
        return {
          span,
          message: `'${name}' is not an array of char, so the build fails ("initializer element is not constant"): declare 'char ${name}[N]', or use module_param() with charp`,
        };
      if (typed === undefined || isSameButForSign(typed, "char")) return undefined;
      return {
        span,
        message: `'${name}' is an array of ${written}, not of char, so the build fails (incompatible pointer type)`,
      };
    case "callback":
      return undefined;
  }
}

/** An enumeration without negative constants is an unsigned int to gcc, and only a pointer to that fits. */
function enumFault(
  { type, value, shape }: ModuleParameter,
  variable: Variable,
  { typed }: ValueType,
  unit: Unit,
): Report | undefined {
  const tag = /^enum (\w+)$/.exec(variable.type)?.[1];
  const known = type && parameterTypes.get(type.text);
  if (!type || !known || tag === undefined || typed !== undefined || variable.pointers > 0) return undefined;
  const [found, second] = unit.files.flatMap((file) => enumsOf(file).filter((one) => one.tag === tag));
  if (!found?.isUnsigned || second || known.variable === "unsigned int" || shape === "string")
    return undefined;
  return {
    span: type.span,
    message: `'${value?.text ?? ""}' is an enum, which gcc takes for an unsigned int, so the build fails as '${type.text}' (incompatible pointer type): use 'uint'`,
    fixes: [replacement(type, "uint")],
  };
}

function typeFault(
  { type, value, shape }: ModuleParameter,
  { typed, written }: ValueType,
  kernel: KernelFacts,
): Report | undefined {
  const known = type && parameterTypes.get(type.text);
  if (!type || !known || typed === undefined) return undefined;
  if (isSameButForSign(on64Bits(typed), known.variable)) return undefined;
  const fitsOn32Bits = isSameButForSign(typed, known.variable);
  const is64Bits = kernel.config?.get("64BIT") === "y";
  if (fitsOn32Bits && kernel.config && !is64Bits) return undefined;
  const right = parameterTypeFor(on64Bits(typed));
  const what = shape === "array" ? "holds" : "is";
  const remedy =
    right === undefined
      ? `declare it as '${known.variable}'`
      : `use '${right}', or declare it as '${known.variable}'`;
  return {
    span: type.span,
    message: `'${type.text}' wants a variable of type '${known.variable}', but '${value?.text ?? ""}' ${what} '${written}', so the build fails (incompatible pointer type): ${remedy}`,
    fixes: right === undefined ? [] : [replacement(type, right)],
    // Until the kernel's configuration tells its width.
    ...(fitsOn32Bits && !is64Bits ? ({ severity: "warning" } as const) : {}),
  };
}

const replacement = ({ span }: MacroArgument, text: string): Fix => ({
  title: `Use '${text}'`,
  edits: [{ span, text }],
  isSafe: false,
});
