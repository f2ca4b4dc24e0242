/** What is certainly wrong with the parts of a parameter that are no plain variable: members, counts and operations. */
import type { KernelFacts } from "../kernel/facts.ts";
import { parameterTypes } from "../kernel/parameter-types.ts";
import { isEnumConstant } from "../model/enums.ts";
import type { FileModel, Variable } from "../model/file.ts";
import { areExclusive } from "../model/guards.ts";
import type { ModuleParameter } from "../model/parameters.ts";
import { membersOf } from "../model/struct-members.ts";
import { isIdentifier, standingOf, type Unit } from "../model/unit.ts";
import { canonicalType, isSameButForSign, on64Bits } from "../model/value-type.ts";
import type { Report } from "./rule.ts";

/** `options.levle`, or a member of another type. Takes the variable before the dot and the file that declares it. */
export function memberFault(
  { value, type, shape }: ModuleParameter,
  variable: Variable,
  home: FileModel,
  unit: Unit,
): Report | undefined {
  const name = value && /^\w+\s*\.\s*(\w+)$/.exec(value.text.trim())?.[1];
  if (!value || name === undefined || variable.pointers > 0 || variable.arrayLength !== undefined)
    return undefined;
  const members = membersOf(variable, home, unit);
  const member = members?.all.find((one) => one.name === name);
  const { span } = value;
  if (!member)
    return members?.isWhole && shape !== "callback"
      ? { span, message: `'${variable.name}' has no member '${name}', so the build fails` }
      : undefined;
  if (member.isBitField)
    return {
      span,
      message: `'${value.text}' is a bit-field, which has no address, so the build fails: make it a member of its own`,
    };
  const known = type && parameterTypes.get(type.text);
  const typed = canonicalType(member.type);
  if (!type || !known || typed === undefined || shape !== "scalar" || member.isArray || member.pointers > 0)
    return undefined;
  if (isSameButForSign(typed, known.variable)) return undefined;
  return {
    span: type.span,
    message: `'${type.text}' wants a variable of type '${known.variable}', but '${value.text}' is '${member.type}', so the build fails (incompatible pointer type)`,
  };
}

/** A parameter whose value is a function, or a constant of an enumeration: nothing that can be set. */
export function valueFault(
  { value, type, shape }: ModuleParameter,
  unit: Unit,
  kernel: KernelFacts,
): Report | undefined {
  if (!value || shape !== "scalar" || !type || !parameterTypes.has(type.text)) return undefined;
  const standing = standingOf(value.text, unit, kernel);
  if (standing.kind === "declared" && standing.variables.length > 0) return undefined;
  const isFunction = standing.kind === "declared" && standing.functions.length > 0;
  const what = isFunction ? "a function" : isEnumConstant(value.text, unit) ? "a constant" : undefined;
  return (
    what && {
      span: value.span,
      message: `'${value.text}' is ${what}, not a variable, so the build fails`,
    }
  );
}

/** Where the number of an array's elements goes: the address of an int. */
export function countFault(
  { count, call }: ModuleParameter,
  unit: Unit,
  kernel: KernelFacts,
): Report | undefined {
  if (!count) return undefined;
  const name = /^&?\s*([A-Za-z_]\w*)$/.exec(count.text.trim())?.[1];
  if (name === undefined || name === "NULL") return undefined;
  const variable = onlyVariable(name, call, unit, kernel);
  const typed = variable && canonicalType(variable.type);
  if (!variable || typed === undefined || variable.pointers > 0 || variable.arrayLength !== undefined)
    return undefined;
  if (!count.text.includes("&"))
    return {
      span: count.span,
      message: `The count must be an address, so the build fails ("initializer element is not constant"): write &${name}, or NULL`,
      fixes: [{ title: `Change to &${name}`, edits: [{ span: count.span, text: `&${name}` }], isSafe: true }],
    };
  if (isSameButForSign(on64Bits(typed), "int")) return undefined;
  const fitsOn32Bits = isSameButForSign(typed, "int");
  const is64Bits = kernel.config?.get("64BIT") === "y";
  if (fitsOn32Bits && kernel.config && !is64Bits) return undefined;
  return {
    ...(fitsOn32Bits && !is64Bits ? ({ severity: "warning" } as const) : {}),
    span: count.span,
    message: `'${name}' is '${variable.type}', but the count must be an unsigned int, so the build fails (incompatible pointer type)`,
  };
}

/** `module_param_cb(name, ops, ...)` without the address. */
export function operationsFault(
  { operands, call, shape }: ModuleParameter,
  unit: Unit,
  kernel: KernelFacts,
): Report | undefined {
  const [operations] = operands;
  if (shape !== "callback" || !operations || !isIdentifier(operations.text)) return undefined;
  if (call.name === "module_param_call") return undefined;
  const variable = onlyVariable(operations.text, call, unit, kernel);
  if (!variable || variable.pointers > 0 || variable.arrayLength !== undefined) return undefined;
  if (!/^(?:const )?struct kernel_param_ops$/.test(variable.type)) return undefined;
  const text = `&${operations.text}`;
  return {
    span: operations.span,
    message: `${call.name}() takes the address of the operations, so the build fails (incompatible types): write ${text}`,
    fixes: [{ title: `Change to ${text}`, edits: [{ span: operations.span, text }], isSafe: true }],
  };
}

function onlyVariable(
  name: string,
  { guards }: ModuleParameter["call"],
  unit: Unit,
  kernel: KernelFacts,
): Variable | undefined {
  const standing = standingOf(name, unit, kernel);
  if (standing.kind !== "declared" || standing.functions.length > 0) return undefined;
  const [variable, second] = standing.variables.filter((one) => !areExclusive(one.guards, guards));
  return second ? undefined : variable;
}
