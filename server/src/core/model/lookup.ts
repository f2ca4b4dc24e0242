/**
 * Is a name declared in a translation unit? Rules conclude from "no" only, and "no" is said only when nothing that
 * could declare it is out of sight: no macro that might build the name, no included file that was not read.
 */
import type { FileModel, FunctionDefinition, Prototype, Variable } from "./file.ts";
import type { ModuleModel } from "./module.ts";
import { remembered } from "./remembered.ts";

export type Lookup =
  | { readonly kind: "function"; readonly all: readonly FunctionDefinition[] }
  | { readonly kind: "variable"; readonly all: readonly Variable[] }
  /** Declared, but defined nowhere in this translation unit. */
  | { readonly kind: "prototype"; readonly all: readonly Prototype[] }
  /** A macro, an included file or a macro call may declare it. */
  | { readonly kind: "hidden" }
  | { readonly kind: "absent" };

/** What `name` is at file scope of `file`, with the files it includes by quotes. */
export function lookUp(name: string, file: FileModel, module: ModuleModel): Lookup {
  const functions = file.functions.filter((one) => one.name === name);
  if (functions.length > 0) return { kind: "function", all: functions };
  if (mayBeHidden(name, file, module)) return { kind: "hidden" };
  const variables = file.variables.filter((one) => one.name === name);
  if (variables.length > 0) return { kind: "variable", all: variables };
  const prototypes = file.prototypes.filter((one) => one.name === name);
  if (prototypes.length > 0) return { kind: "prototype", all: prototypes };
  return { kind: "absent" };
}

/** May something that is not plainly written in the file declare or define the name? */
export function mayBeHidden(name: string, file: FileModel, module: ModuleModel): boolean {
  if (!/^[A-Za-z_]\w*$/.test(name)) return true;
  if (buildsName(file, name)) return true;
  const mention = new RegExp(`\\b${name}\\b`);
  const seen = new Set<string>([file.path]);
  const waiting: FileModel[] = [file];
  for (let current = waiting.pop(); current; current = waiting.pop()) {
    for (const include of current.includes) {
      if (include.isSystem) continue;
      const read = includedBy(current, include.path, module);
      if (!read) return true;
      if (seen.has(read.path)) continue;
      seen.add(read.path);
      if (mention.test(read.text) || buildsName(read, name)) return true;
      waiting.push(read);
    }
  }
  return false;
}

/** The file that `#include "path"` of `from` means, where it was read. */
export function includedBy(from: FileModel, path: string, module: ModuleModel): FileModel | undefined {
  const beside = module.included.get(besideOf(from).get(path) ?? "");
  if (beside) return beside;
  const tail = `/${path.replace(/^(?:\.\.?\/)+/, "")}`;
  for (const [read, model] of module.included) if (read.endsWith(tail)) return model;
  return undefined;
}

/** By what each include says, the path that it means when the file lies beside the one that includes it. */
const besideOf = remembered((from: FileModel): ReadonlyMap<string, string> => {
  const folder = from.path.slice(0, from.path.lastIndexOf("/"));
  return new Map(from.includes.map(({ path }) => [path, normalised(`${folder}/${path}`)]));
});

function normalised(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && (part !== "" || parts.length === 0)) parts.push(part);
  }
  return parts.join("/");
}

/**
 * A macro defined under the name, or a call of a macro that may paste it together: `DEFINE_INIT(foo)` hides
 * `foo_init` and every name that holds `foo`.
 */
export function buildsName(
  file: FileModel,
  name: string,
  isHarmless: (macro: string) => boolean = declaresNothing,
): boolean {
  if (file.macroDefinitions.some((macro) => macro.name === name)) return true;
  const isPart = (word: string): boolean => word.length > 1 && name.includes(word);
  const isCalled = file.macroCalls.some(
    (call) => !isHarmless(call.name) && call.arguments.some((argument) => words(argument.text).some(isPart)),
  );
  if (isCalled) return true;
  // A macro without arguments can only build a name that its definition spells, wholly or by pasting.
  const mention = new RegExp(`\\b${name}\\b`);
  const spelt = file.macroDefinitions.some(
    ({ body }) => body.includes(name) && mention.test(body) && /[{;]/.test(body),
  );
  if (spelt) return true;
  return file.functions.some(
    (one) =>
      one.signature === undefined && words(file.text.slice(one.span.start, one.body.start)).some(isPart),
  );
}

const words = (text: string): readonly string[] => text.match(/[A-Za-z_]\w*/g) ?? [];

/** Macros that speak about a name and never declare it (include/linux/{module,moduleparam,export,init}.h). */
export const declaresNothing = (macro: string): boolean =>
  /^(?:MODULE_\w+|EXPORT_\w+|EXPORT_SYMBOL|module_(?:init|exit|param\w*)|\w*_initcall(?:_sync)?|__setup|early_param|ALLOW_ERROR_INJECTION|core_param)$/.test(
    macro,
  );
