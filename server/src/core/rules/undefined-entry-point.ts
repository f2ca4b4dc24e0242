/** Reports module_init(), module_exit() and driver helpers that name something the file does not define. */
import type { KernelFacts } from "../kernel/facts.ts";
import { softenedBy } from "../lint/certainty.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { isDirect } from "../model/entry-functions.ts";
import { type EntryPoint, entryPointsOf } from "../model/entry-points.ts";
import type { FileModel, MacroArgument, MacroCall } from "../model/file.ts";
import { areExclusive } from "../model/guards.ts";
import type { ModuleModel } from "../model/module.ts";
import { isJudgedAsModule } from "../model/module-entries.ts";
import { isIdentifier, isNoMacro, type Standing, standingOf, type Unit, unitOf } from "../model/unit.ts";
import { closestWord } from "../text/closest-word.ts";
import { lineStart, withBreaksOf } from "../text/line-start.ts";

export const undefinedEntryPoint = defineRule({
  id: "undefined-entry-point",
  group: "entry-points",
  severity: "error",
  scope: "file",
  page: {
    what: "module_init(), module_exit() and the driver helpers name a function or driver that the same C file defines above them.",
    why: "The macro makes init_module or cleanup_module an alias of the function, and an alias needs its target in the same object: a definition in another file of the module does not do.",
    predicts: [
      { tool: "gcc", message: "'t_init' undeclared here (not in a function)" },
      { tool: "gcc", message: "'cleanup_module' aliased to undefined symbol 't_exit'" },
    ],
    bad: `#include <linux/module.h>

static int __init sample_init(void)
{
	return 0;
}

static void __exit sample_exit(void)
{
}

module_init(sample_int);
module_exit(sample_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int __init sample_init(void)
{
	return 0;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    if (!isJudgedAsModule(module) || isFragment(file, module)) return;
    const points = entryPointsOf(file, kernel);
    if (points.length === 0 && !file.macroCalls.some(({ name }) => builtinMacros.has(name))) return;
    const place: Place = { file, module, kernel, unit: unitOf(file, module) };
    for (const point of points) {
      yield* countReports(point);
      if (point.init) yield* functionReport(place, point, point.init, "init");
      if (point.exit) yield* functionReport(place, point, point.exit, "exit");
      for (const argument of driversOf(point, kernel)) yield* driverReport(place, point, argument);
    }
    yield* builtinMacroReports(place);
  },
});

interface Place {
  readonly file: FileModel;
  readonly module: ModuleModel;
  readonly kernel: KernelFacts;
  readonly unit: Unit;
}

type Role = "init" | "exit";

function* countReports({ call }: EntryPoint): Iterable<Report> {
  if (!isDirect(call.name) || (call.arguments.length === 1 && call.arguments[0]?.text !== "")) return;
  yield {
    span: call.span,
    message: `${call.name}() takes the name of one function`,
    ...softenedBy(call.guards),
  };
}

/** A file that includes nothing of the kernel is a part of another file: what it lacks stands there. */
const isFragment = (file: FileModel, module: ModuleModel): boolean =>
  module.kbuild === undefined && !file.includes.some((include) => include.isSystem);

function* functionReport(
  place: Place,
  point: EntryPoint,
  argument: MacroArgument,
  role: Role,
): Iterable<Report> {
  const name = argument.text;
  const { call } = point;
  const address = /^&\s*([A-Za-z_]\w*)$/.exec(name);
  if (address?.[1] !== undefined && isDirect(call.name)) {
    yield {
      ...at(point, argument),
      message: `${call.name}() takes the name of the function: write '${address[1]}' without '&'`,
      fixes: [replacement(argument, address[1])],
    };
    return;
  }
  const meant = aliasOf(name, place, call);
  if (meant !== undefined) {
    const message = `'${name}' is a macro for '${meant}', but ${call.name}() takes the name as it is written: gcc finds no function '${name}'`;
    yield { ...at(point, argument), message, fixes: [replacement(argument, meant)] };
  }
  const standing = standingOf(name, place.unit, place.kernel);
  if (standing.kind === "hidden") return;
  if (standing.kind === "absent") {
    const message = `'${name}' is not defined in this file: the compiler will call it undeclared; define it or correct the name`;
    yield {
      ...at(point, argument),
      message,
      fixes: [...renaming(argument, functionNames(place.file, role)), stub(place.file, call, name, role)],
    };
    return;
  }
  const problem = declaredProblem(place, point, name, standing);
  if (problem !== undefined)
    yield { ...at(point, argument), message: problem.message, related: problem.related };
}

/** `#define t_init real_init`: the macro makes a string of the name before it is replaced. */
function aliasOf(name: string, { file, unit }: Place, call: MacroCall): string | undefined {
  if (!isDirect(call.name) || !isIdentifier(name) || unit.defines.includes(name)) return undefined;
  const definitions = unit.files.flatMap((one) =>
    one.macroDefinitions.filter((macro) => macro.name === name),
  );
  const [only] = definitions;
  if (!only || definitions.length > 1 || !file.macroDefinitions.includes(only)) return undefined;
  const isPlain =
    only.parameters === undefined && only.guards.length === 0 && only.span.start < call.span.start;
  if (!isPlain || new RegExp(`#\\s*undef\\s+${name}\\b`).test(file.text)) return undefined;
  return only.body !== name && file.functions.some((one) => one.name === only.body) ? only.body : undefined;
}

type Declared = Extract<Standing, { readonly kind: "declared" }>;
type Problem = { readonly message: string; readonly related: NonNullable<Report["related"]> };

function declaredProblem(
  place: Place,
  point: EntryPoint,
  name: string,
  standing: Declared,
): Problem | undefined {
  const { call } = point;
  const { file } = place;
  const first = [...standing.functions, ...standing.variables][0];
  if (standing.functions.length === 0) {
    if (first) {
      if (!isDirect(call.name)) return undefined;
      return {
        message: `'${name}' is a variable: ${call.name}() needs the name of a function`,
        related: related(file, first.nameSpan, "declared here"),
      };
    }
    const other = place.module.files.find(
      (one) => one !== file && one.functions.some((defined) => defined.name === name),
    );
    const definition = other?.functions.find((one) => one.name === name);
    const message = `'${name}' is declared but not defined in this file: gcc cannot make the module's ${call.name === "module_exit" ? "cleanup_module" : "init_module"} an alias of it; ${definition ? `move ${call.name}() to the file that defines it` : "define it here"}`;
    return {
      message,
      related: definition && other ? related(other, definition.nameSpan, "defined here") : [],
    };
  }
  if (
    standing.functions.every((one) => file.functions.includes(one) && areExclusive(one.guards, call.guards))
  ) {
    return {
      message: `'${name}' is not compiled where this line is: the conditionals around the two exclude each other`,
      related: related(file, first?.nameSpan ?? call.nameSpan, "defined here"),
    };
  }
  return isDeclaredLater(place, call, standing) && first
    ? {
        message: `'${name}' is defined below this line: the compiler will call it undeclared; move ${call.name}() below it`,
        related: related(file, first.nameSpan, "defined here"),
      }
    : undefined;
}

/** A name with a static definition is in no header of the kernel; another one is not in an external module's case. */
function isDeclaredLater(
  { file, module }: Place,
  call: MacroCall,
  { functions, variables, prototypes }: Declared,
): boolean {
  const all = [...functions, ...variables, ...prototypes];
  const own = new Set<object>([...file.functions, ...file.variables, ...file.prototypes]);
  if (!all.every((one) => own.has(one) && one.span.start > call.span.start)) return false;
  return all.every((one) => one.storage === "static") || module.kbuild?.build !== "either";
}

function* driverReport(place: Place, point: EntryPoint, argument: MacroArgument): Iterable<Report> {
  const name = argument.text;
  if (!isIdentifier(name)) return;
  const standing = standingOf(name, place.unit, place.kernel);
  if (standing.kind === "absent") {
    const names = [...place.file.variables, ...place.file.functions].map((one) => one.name);
    yield {
      ...at(point, argument),
      message: `'${name}' is not declared in this file: the compiler will say so at ${point.call.name}()`,
      fixes: renaming(argument, names),
    };
  } else if (standing.kind === "declared" && isDeclaredLater(place, point.call, standing)) {
    yield {
      ...at(point, argument),
      message: `'${name}' is declared below this line: move ${point.call.name}() below it`,
    };
  }
}

/** The arguments of a driver helper that are the author's own by their very meaning. */
function driversOf({ call, macro, init, exit }: EntryPoint, kernel: KernelFacts): readonly MacroArgument[] {
  if (init || exit || kernel.entryMacros.get(call.name) !== macro) return [];
  if (!/_(?:driver|drivers|device|driver_probe)$/.test(call.name)) return [];
  const isPair = /_probe$|^module_usb_serial_drivers$/.test(call.name);
  return call.arguments.slice(0, isPair ? 2 : 1);
}

/** include/linux/module.h leaves these out when MODULE is defined. */
const builtinMacros = new Set(["pure_initcall", "__initcall", "__exitcall"]);

function* builtinMacroReports({ file, module, unit }: Place): Iterable<Report> {
  if (module.kbuild?.build !== "module") return;
  for (const call of file.macroCalls) {
    if (!builtinMacros.has(call.name) || !isNoMacro(call.name, unit)) continue;
    const instead = call.name === "__exitcall" ? "module_exit" : "module_init";
    yield {
      span: call.nameSpan,
      message: `${call.name}() does not exist in a module: use ${instead}()`,
      fixes: [
        { title: `Change to ${instead}`, edits: [{ span: call.nameSpan, text: instead }], isSafe: false },
      ],
      ...softenedBy(call.guards),
    };
  }
}

const at = ({ call }: EntryPoint, argument: MacroArgument) => ({
  span: argument.span,
  ...softenedBy(call.guards),
});

const related = (
  file: FileModel,
  span: { readonly start: number; readonly end: number },
  message: string,
) => [{ path: file.path, span, message }];

const replacement = (argument: MacroArgument, name: string): Fix => ({
  title: `Change to '${name}'`,
  edits: [{ span: argument.span, text: name }],
  isSafe: false,
});

function renaming(argument: MacroArgument, names: readonly string[]): readonly Fix[] {
  const name = closestWord(argument.text, names);
  return name === undefined ? [] : [replacement(argument, name)];
}

/** Functions that could be meant: without parameters, returning what the role asks for where that is known. */
const functionNames = (file: FileModel, role: Role): readonly string[] =>
  file.functions
    .filter(({ signature }) => !signature || (signature.parameters?.length ?? 0) === 0)
    .filter(({ signature }) => !signature || (signature.returnType === "void") === (role === "exit"))
    .map((one) => one.name);

function stub(file: FileModel, call: MacroCall, name: string, role: Role): Fix {
  const start = lineStart(file.text, call.span.start);
  const head = role === "init" ? `static int __init ${name}(void)` : `static void __exit ${name}(void)`;
  const body = role === "init" ? "{\n\treturn 0;\n}\n\n" : "{\n}\n\n";
  return {
    title: `Add the function '${name}'`,
    edits: [{ span: { start, end: start }, text: withBreaksOf(file.text, `${head}\n${body}`) }],
    isSafe: false,
  };
}
