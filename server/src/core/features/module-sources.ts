/**
 * What the sources of a module say that somebody wants to know who loads it: its parameters, and where and how its init
 * function returns. Told for reading, not judged: an include that was not read is taken to change nothing.
 */
import type { KbuildModule } from "../kbuild/modules.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import { entryFunctionsOf, functionsByName } from "../model/entry-functions.ts";
import type { FileModel, FunctionDefinition, ReturnStatement } from "../model/file.ts";
import type { ModuleModel } from "../model/module.ts";
import { type ModuleParameter, parametersOf } from "../model/parameters.ts";
import { readMode } from "../model/permissions.ts";
import { stringValue } from "../model/string-literal.ts";
import { unitOf } from "../model/unit.ts";
import { noNeighbours } from "../symbols/exported.ts";

export interface DescribedModule {
  /** The C files, the one with the entry points first. */
  readonly files: readonly FileModel[];
  readonly parameters: readonly DescribedParameter[];
  readonly init: DescribedInit | undefined;
}

export interface DescribedParameter {
  readonly name: string;
  readonly type: string;
  readonly description: string | undefined;
  /** Permission bits, where they are written as a number or by symbols. */
  readonly mode: number | undefined;
  readonly at: Place;
}

export interface DescribedInit {
  readonly name: string;
  readonly at: Place;
  readonly returns: readonly DescribedReturn[];
}

export interface DescribedReturn {
  readonly text: string;
  /** Names of the errors that may be meant: `ENODEV`. None where the value comes from elsewhere. */
  readonly errors: readonly string[];
  readonly at: Place;
}

/** A place in a file: the offset of its first character. */
export interface Place {
  readonly file: FileModel;
  readonly offset: number;
}

/** @param files the C files of the module, in the order of its objects */
export function describeModule(
  kbuild: KbuildModule,
  files: readonly FileModel[],
  kernel: KernelFacts,
): DescribedModule {
  const module: ModuleModel = {
    name: kbuild.name,
    kbuild,
    files,
    isComplete: false,
    included: new Map(),
    scopes: new Map(),
    neighbours: noNeighbours,
  };
  const entries = files.flatMap((file) => initFunctionsIn(file, kernel).map((init) => ({ file, init })));
  const entry = entries[0];
  const home = entry?.file ?? files.find((file) => hasLicense(file));
  return {
    files: home === undefined ? files : [home, ...files.filter((file) => file !== home)],
    parameters: files.flatMap((file) => parametersIn(file, files, module)),
    init: entry && describeInit(entry.file, entry.init),
  };
}

const initFunctionsIn = (file: FileModel, kernel: KernelFacts): readonly FunctionDefinition[] => [
  ...entryFunctionsOf(file, kernel).flatMap(({ role, definition }) => (role === "init" ? [definition] : [])),
  ...functionsByName(file, "init"),
];

const hasLicense = (file: FileModel): boolean =>
  file.macroCalls.some(({ name }) => name === "MODULE_LICENSE");

const describeInit = (
  file: FileModel,
  { name, nameSpan, body, flow }: FunctionDefinition,
): DescribedInit => ({
  name,
  at: { file, offset: nameSpan.start },
  returns: (flow?.returns ?? []).map((statement) => ({
    text: statement.expression ?? "",
    errors: errorsOf(statement, file.text.slice(body.start, body.end)),
    at: { file, offset: statement.span.start },
  })),
});

/** Of `return -ENODEV` that; of `return ret` all that the body gives to `ret`. */
function errorsOf({ expression = "" }: ReturnStatement, body: string): readonly string[] {
  const named = [...expression.matchAll(errorName)].map(([, name = ""]) => name);
  const variable = /^\(*\s*([A-Za-z_]\w*)\s*\)*$/.exec(expression)?.[1];
  if (named.length > 0 || variable === undefined) return named;
  const given = new RegExp(`\\b${variable}\\s*=([^;=][^;]*);`, "g");
  const values = [...body.matchAll(given)].map(([, value = ""]) => value);
  return [...new Set(values.flatMap((value) => [...value.matchAll(errorName)].map(([, name = ""]) => name)))];
}

/** `-ENODEV`, `ERR_PTR(-ENOMEM)`: the names of include/uapi/asm-generic/errno-base.h and its kin. */
const errorName = /-\s*\(?\s*(E[A-Z][A-Z0-9]+)\b/g;

function parametersIn(
  file: FileModel,
  files: readonly FileModel[],
  module: ModuleModel,
): readonly DescribedParameter[] {
  const descriptions = new Map(
    files.flatMap(({ macroCalls }) =>
      macroCalls.flatMap(({ name, arguments: [parameter, text] }): readonly [string, string][] => {
        const words = text && stringValue(text.text);
        return name === "MODULE_PARM_DESC" && parameter && words !== undefined
          ? [[parameter.text, words]]
          : [];
      }),
    ),
  );
  return parametersOf(file, { ...unitOf(file, module), isWhole: true }).map((parameter) => ({
    name: parameter.name.text,
    type: typeOf(parameter),
    description: descriptions.get(parameter.name.text),
    mode: readMode(parameter.permissions?.text ?? "")?.value,
    at: { file, offset: parameter.name.span.start },
  }));
}

/** In the words of modinfo(8), as include/linux/moduleparam.h makes them; a callback names its operations. */
function typeOf({ shape, type, operands }: ModuleParameter): string {
  switch (shape) {
    case "scalar":
      return type?.text ?? "";
    case "array":
      return `array of ${type?.text ?? ""}`;
    case "string":
      return "string";
    case "callback":
      return /^&\s*param_ops_(\w+)$/.exec(operands[0]?.text ?? "")?.[1] ?? "callback";
  }
}
