/** The functions of GNU make, as far as they only compute. None runs a program. */
import { callWithArguments, conditional, conjunction, disjunction, eachOf } from "./control-functions.ts";
import { expand, type Source, unknown, valueOf } from "./expand.ts";
import { fileFunction } from "./file-functions.ts";
import { argumentsOf, type FunctionName, isTextFunction, type OtherFunction } from "./function-names.ts";
import type { Scope } from "./scope.ts";
import { textFunction } from "./text-functions.ts";
import { isUnknown, literal, textOf, type Value } from "./value.ts";

/** Takes the text behind the function's name, gives its worth. */
export const callFunction = (
  scope: Scope,
  name: FunctionName,
  text: Source,
  reference: Source,
  depth: number,
): Value => {
  const call: Call = {
    scope,
    name,
    arguments: splitArguments(text, argumentsOf(name)),
    reference,
    depth,
  };
  return isTextFunction(name) ? textFunction(call, name) : otherFunction(call, name, text);
};

const otherFunction = (call: Call, name: OtherFunction, text: Source): Value => {
  const { scope, reference } = call;
  switch (name) {
    case "if":
      return conditional(call);
    case "or":
      return disjunction(call);
    case "and":
      return conjunction(call);
    case "foreach":
      return eachOf(call);
    case "call":
      return callWithArguments(call);
    case "wildcard":
    case "realpath":
    case "abspath":
      return fileFunction(call);
    case "shell":
      return shell(call);
    case "value":
    case "flavor":
    case "origin":
      return aboutVariable(call);
    case "error":
    case "warning":
    case "info":
      return [];
    case "eval":
      // Flags of single objects, set in a loop, add nothing to a list.
      return /^\s*[AC]FLAGS_/.test(text.text) ? [] : unknown(scope, reference, "$(eval) is not evaluated");
    case "file":
    case "let":
    case "intcmp":
    case "guile":
      return unknown(scope, reference, `$(${name}) is not evaluated`);
  }
};

/** One call of a function: its arguments, unexpanded, and where it stands. */
export interface Call {
  readonly scope: Scope;
  readonly name: FunctionName;
  readonly arguments: readonly Source[];
  readonly reference: Source;
  readonly depth: number;
}

/** The value of an argument; nothing where it is missing. */
export const argument = (call: Call, index: number): Value => {
  const source = call.arguments[index];
  return source === undefined ? [] : expand(call.scope, source, call.depth);
};

/** No program is run; the one answer that may be known is the release of the kernel that is built for. */
const shell = (call: Call): Value => {
  const command = textOf(argument(call, 0)).trim();
  if (command === "uname -r" && call.scope.release !== undefined) {
    return literal(call.scope.release, call.reference.file, call.reference.start);
  }
  if (command === "pwd")
    return literal(call.scope.workingDirectory, call.reference.file, call.reference.start);
  return unknown(call.scope, call.reference, "$(shell) is never run");
};

const aboutVariable = (call: Call): Value => {
  const name = textOf(argument(call, 0)).trim();
  const variable = call.scope.variables.get(name);
  if (isUnknown(name)) return unknown(call.scope, call.reference, "the name of the variable is not known");
  if (call.name === "value") return variable?.value ?? valueOf(call.scope, name, call.reference, call.depth);
  const inherited = call.scope.inherited(name);
  const text =
    call.name === "flavor"
      ? variable === undefined
        ? "undefined"
        : variable.isRecursive
          ? "recursive"
          : "simple"
      : variable === undefined
        ? inherited === undefined
          ? "undefined"
          : "environment"
        : call.scope.fixed.has(name)
          ? "override"
          : "file";
  return literal(text, call.reference.file, call.reference.start);
};

const splitArguments = (source: Source, most: number): readonly Source[] => {
  const { text, file, start } = source;
  const out: Source[] = [];
  let from = 0;
  let depth = 0;
  for (let at = 0; at < text.length && out.length + 1 < most; at += 1) {
    const char = text[at];
    if (char === "(" || char === "{") depth += 1;
    else if (char === ")" || char === "}") depth -= 1;
    else if (char === "," && depth === 0) {
      out.push({ text: text.slice(from, at), start: start + from, file });
      from = at + 1;
    }
  }
  return [...out, { text: text.slice(from), start: start + from, file }];
};
