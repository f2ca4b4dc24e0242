/** What a call of an exporting macro exports: its arguments are put through every macro between it and export.h. */
import type { ExportCall, ExportMacro, TextMacro } from "./export-macros.ts";
import { argumentsFrom } from "./text-arguments.ts";

export interface MadeExport {
  readonly name: string;
  /** The macro of export.h, or one below it, that the call comes to. */
  readonly macro: string;
  readonly isGplOnly: boolean;
  /** undefined where the file's default holds. */
  readonly namespace: string | undefined;
}

export interface MacroLookup {
  macro(name: string): ExportMacro | undefined;
  helper(name: string): TextMacro | undefined;
}

/** Gives every symbol whose name can be told; those built of anything else are left out. Never throws. */
export function exportsMadeBy(call: ExportCall, lookup: MacroLookup, depth = 0): readonly MadeExport[] {
  const macro = lookup.macro(call.macro);
  if (macro === undefined || depth > deepest) return [];
  if (macro.kind === "wrapper") {
    return macro.calls.flatMap((inner) =>
      exportsMadeBy(
        {
          macro: inner.macro,
          arguments: inner.arguments.map((text) => substituted(text, macro.parameters ?? [], call.arguments)),
        },
        lookup,
        depth + 1,
      ),
    );
  }
  const name = expandedName(call.arguments[0] ?? "", lookup);
  if (name === undefined) return [];
  return [
    {
      name,
      macro: call.macro,
      isGplOnly:
        typeof macro.isGplOnly === "boolean"
          ? macro.isGplOnly
          : /gpl/i.test(call.arguments[macro.isGplOnly.argument] ?? ""),
      namespace: namespaceOf(macro.namespace, call.arguments),
    },
  ];
}

const deepest = 8;

/** Does the file's default namespace hold for this macro? Those that name theirs come to other ones. */
export const takesDefaultNamespace = (macro: string): boolean =>
  /^EXPORT_(?!.*_NS|.*_FOR_MODULES)/.test(macro) || macro === "_EXPORT_SYMBOL";

/** A namespace is an identifier (to 6.12), a string (from 6.13) or `__stringify()` of the first. */
export const namespaceName = (written: string): string | undefined => {
  const bare = written
    .replace(/^__stringify\s*\((.*)\)$/s, "$1")
    .replaceAll('"', "")
    .trim();
  return bare === "" ? undefined : bare;
};

function namespaceOf(
  from: "modules" | { readonly argument: number } | undefined,
  given: readonly string[],
): string | undefined {
  if (from === undefined) return undefined;
  if (from !== "modules") return namespaceName(given[from.argument] ?? "");
  const modules = namespaceName(given[1] ?? "");
  return modules === undefined ? undefined : `module:${modules}`;
}

/** The identifier that an argument comes to, through the macros that names are made with. */
function expandedName(text: string, lookup: MacroLookup): string | undefined {
  let current = text;
  for (let round = 0; round < deepest; round += 1) {
    const call = /^([A-Za-z_]\w*)\s*(\()?/.exec(current);
    const [head = "", word = "", open] = call ?? [];
    const helper = lookup.helper(word);
    if (helper !== undefined && helper.parameters !== undefined && open !== undefined) {
      const given = argumentsFrom(current, head.length).map((argument) =>
        innerName(argument.text, helper.body, lookup),
      );
      current = substituted(helper.body, helper.parameters, given);
    } else if (helper !== undefined && helper.parameters === undefined && word === current) {
      if (helper.body === current || !/^[A-Za-z_]/.test(helper.body)) break;
      current = helper.body;
    } else break;
  }
  return /^[A-Za-z_][\w.]*$/.test(current) ? current : undefined;
}

/** An argument is expanded before it is put in, but not where it is pasted. */
const innerName = (text: string, body: string, lookup: MacroLookup): string =>
  body.includes("##") ? text : (expandedName(text, lookup) ?? text);

/** A replacement list with its parameters exchanged, `#x` made a string and `##` joined. */
export function substituted(body: string, parameters: readonly string[], given: readonly string[]): string {
  const valueOf = (word: string): string | undefined => {
    const at = parameters.findIndex((parameter) => parameter === word || parameter === `${word}...`);
    const rest = word === "__VA_ARGS__" ? parameters.indexOf("...") : -1;
    if (rest >= 0 || parameters[at]?.endsWith("...")) return given.slice(Math.max(at, rest)).join(", ");
    return at < 0 ? undefined : (given[at] ?? "");
  };
  const words = /"(?:[^"\\]|\\.)*"|\s*##\s*|#\s*([A-Za-z_]\w*)|[A-Za-z_]\w*/g;
  return body
    .replace(words, (found: string, named: string | undefined) => {
      if (found.startsWith('"')) return found;
      if (found.includes("##")) return "";
      if (named === undefined) return valueOf(found) ?? found;
      const value = valueOf(named);
      return value === undefined ? found : `"${value}"`;
    })
    .trim();
}
