/**
 * Where a file's includes lead, and which names its macros may build out of sight. Rules conclude from what is absent,
 * so whatever may declare a name without spelling it must be known here.
 */
import { directoryOf, joinPath } from "../text/paths.ts";
import type { FileModel } from "./file.ts";
import type { ModuleModel } from "./module.ts";
import { remembered } from "./remembered.ts";

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
  const folder = directoryOf(from.path);
  return new Map(from.includes.map(({ path }) => [path, joinPath(folder, path)]));
});

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
