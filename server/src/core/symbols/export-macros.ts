/**
 * The macros that export a symbol: the basic ones of include/linux/export.h, and every macro that expands to one of
 * them, as read from the text of headers. Nothing is evaluated: of a macro that two branches define differently, both
 * meanings are taken.
 */
import { argumentsFrom } from "./text-arguments.ts";

/** A `#define`, comments and line continuations blanked. */
export interface TextMacro {
  readonly name: string;
  /** undefined for an object-like macro. */
  readonly parameters: readonly string[] | undefined;
  readonly body: string;
}

export type ExportMacro =
  | {
      readonly kind: "basic";
      /** The argument that says whether the export is GPL only: `""`, `"_gpl"` (to 6.6) or `"GPL"`. */
      readonly isGplOnly: boolean | { readonly argument: number };
      /** undefined: the file's default; the argument that names it; `modules`: those that argument 1 lists. */
      readonly namespace: undefined | "modules" | { readonly argument: number };
    }
  | {
      readonly kind: "wrapper";
      readonly parameters: readonly string[] | undefined;
      readonly calls: readonly ExportCall[];
    };

/** A call of an exporting macro, its arguments as text. */
export interface ExportCall {
  readonly macro: string;
  readonly arguments: readonly string[];
}

export interface ExportMacros {
  readonly macros: ReadonlyMap<string, ExportMacro>;
  /** Macros that the names of symbols are made with: `STATIC_CALL_KEY(name)`. */
  readonly helpers: ReadonlyMap<string, TextMacro>;
  /** A text that holds none of these exports nothing. */
  readonly marks: readonly string[];
}

/** What every text that exports, or that defines a macro for it, holds. But for `marks` of odd names. */
export const exportMark = "EXPORT";

/**
 * Takes the texts of headers, gives the macros they define that export, with the basic ones. `known` are those of
 * other headers, which these may build on and do not change. Pure; never throws.
 */
export function wrappersIn(texts: Iterable<string>, known: ExportMacros = basicExportMacros()): ExportMacros {
  const all = [...texts];
  let macros = exportMacrosFrom(
    all.flatMap((text) => exportDefinitionsIn(text, known.marks)),
    known,
  );
  let marks = macros.marks.slice(known.marks.length);
  // A wrapper of an odd name is looked for in all texts again; a chain as long as this is no header of the kernel.
  for (let round = 0; round < deepest && marks.length > 0; round += 1) {
    const next = exportMacrosFrom(
      all.flatMap((text) => exportDefinitionsIn(text, marks)),
      macros,
    );
    marks = next.marks.slice(macros.marks.length);
    macros = next;
  }
  return { ...macros, helpers: helpersOf(macros.macros, all, known.helpers) };
}

/** The definitions whose replacement holds one of the marks: what `exportMacrosFrom` wants to know of a header. */
export const exportDefinitionsIn = (text: string, marks: readonly string[]): readonly TextMacro[] =>
  definitionsAround(text, marks).filter(({ body }) => marks.some((mark) => body.includes(mark)));

/** The macros among the definitions that export, however many lie between, with those that are known already. */
export function exportMacrosFrom(definitions: readonly TextMacro[], known: ExportMacros): ExportMacros {
  const macros = new Map(known.macros);
  addWrappers(definitions, macros, known.macros);
  const added = [...macros.keys()].filter((name) => !known.macros.has(name));
  return { macros, helpers: known.helpers, marks: [...known.marks, ...oddNames(added)] };
}

/** Adds what the definitions export, however many of them lie between. */
function addWrappers(
  definitions: readonly TextMacro[],
  macros: Map<string, ExportMacro>,
  fixed: ReadonlyMap<string, ExportMacro>,
): void {
  for (let round = 0; round < deepest; round += 1) {
    let isChanged = false;
    for (const definition of definitions) {
      if (fixed.has(definition.name)) continue;
      const found = asExportMacro(definition, (name) => macros.get(name));
      const merged = found && merge(macros.get(definition.name), found);
      if (merged === undefined) continue;
      macros.set(definition.name, merged);
      isChanged = true;
    }
    if (!isChanged) return;
  }
}

/** The basic macros, of all kernels since 4.x. */
export function basicExportMacros(): ExportMacros {
  const macros = new Map<string, ExportMacro>([
    basic("EXPORT_SYMBOL", false),
    basic("EXPORT_SYMBOL_GPL", true),
    basic("EXPORT_SYMBOL_GPL_FUTURE", true),
    basic("EXPORT_UNUSED_SYMBOL", false),
    basic("EXPORT_UNUSED_SYMBOL_GPL", true),
    basic("EXPORT_SYMBOL_NS", false, { argument: 1 }),
    basic("EXPORT_SYMBOL_NS_GPL", true, { argument: 1 }),
    basic("EXPORT_SYMBOL_FOR_MODULES", true, "modules"),
    basic("EXPORT_SYMBOL_GPL_FOR_MODULES", true, "modules"),
    basic("_EXPORT_SYMBOL", { argument: 1 }),
    basic("__EXPORT_SYMBOL", { argument: 1 }, { argument: 2 }),
    basic("___EXPORT_SYMBOL", { argument: 1 }, { argument: 2 }),
  ]);
  const helpers = [
    { name: "STATIC_CALL_KEY", parameters: ["name"], body: "__SCK__##name" },
    { name: "STATIC_CALL_TRAMP", parameters: ["name"], body: "__SCT__##name" },
  ];
  return {
    macros,
    helpers: new Map(helpers.map((helper) => [helper.name, helper])),
    marks: [exportMark],
  };
}

/** What a `#define` exports when it is called; undefined where that is nothing. */
export function asExportMacro(
  { name, parameters, body }: TextMacro,
  macro: (name: string) => ExportMacro | undefined,
): ExportMacro | undefined {
  if (parameters === undefined) {
    const target = macro(body);
    if (target !== undefined && !isObjectLike(target)) return target;
  }
  const calls = callsIn(body, name, macro);
  return calls.length === 0 ? undefined : { kind: "wrapper", parameters, calls };
}

/** Every call of an exporting macro in the text of a body. */
function callsIn(
  body: string,
  self: string,
  macro: (name: string) => ExportMacro | undefined,
): readonly ExportCall[] {
  const calls: ExportCall[] = [];
  for (const match of body.matchAll(/"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*/g)) {
    const [word] = match;
    const target = word === self ? undefined : macro(word);
    if (target === undefined) continue;
    const open = /^\s*\(/.exec(body.slice(match.index + word.length, match.index + word.length + 20));
    if (open === null) {
      if (isObjectLike(target)) calls.push({ macro: word, arguments: [] });
      continue;
    }
    const found = argumentsFrom(body, match.index + word.length + open[0].length);
    calls.push({ macro: word, arguments: found.map(({ text }) => text) });
  }
  return calls;
}

const isObjectLike = (macro: ExportMacro): boolean =>
  macro.kind === "wrapper" && macro.parameters === undefined;

const keyOf = (call: ExportCall): string => `${call.macro}(${call.arguments.join()})`;

/** Both meanings of a macro; undefined where the second is no news. */
function merge(before: ExportMacro | undefined, found: ExportMacro): ExportMacro | undefined {
  if (before === undefined) return found;
  if (before === found || before.kind === "basic" || found.kind === "basic") return undefined;
  if (before.parameters?.join() !== found.parameters?.join()) return undefined;
  const known = new Set(before.calls.map(keyOf));
  const news = found.calls.filter((call) => !known.has(keyOf(call)));
  return news.length === 0 ? undefined : { ...before, calls: [...before.calls, ...news] };
}

/** The definitions that the arguments of exports name, and what these name in turn. */
function helpersOf(
  macros: ReadonlyMap<string, ExportMacro>,
  texts: readonly string[],
  known: ReadonlyMap<string, TextMacro>,
): ReadonlyMap<string, TextMacro> {
  const helpers = new Map(known);
  const asked = new Set<string>();
  let pending = [...macros.values()].flatMap((macro) => (macro.kind === "basic" ? [] : namesIn(macro)));
  for (let round = 0; round < deepest && pending.length > 0; round += 1) {
    const wanted = new Set(pending.filter((word) => !asked.has(word) && !helpers.has(word)));
    for (const word of wanted) asked.add(word);
    pending = [];
    if (wanted.size === 0) break;
    const defined = new RegExp(String.raw`#[ \t]*define[ \t]+(?:${[...wanted].join("|")})\b`, "g");
    for (const definition of texts.flatMap((text) => definitionsAt(text, defined))) {
      if (macros.has(definition.name) || helpers.has(definition.name)) continue;
      helpers.set(definition.name, definition);
      pending.push(...wordsOf(definition.body));
    }
  }
  return helpers;
}

/** The words of what a wrapper exports that are not its parameters. */
const namesIn = (macro: Extract<ExportMacro, { readonly kind: "wrapper" }>): readonly string[] =>
  macro.calls
    .flatMap((call) => call.arguments.flatMap(wordsOf))
    .filter((word) => macro.parameters?.includes(word) !== true);

const wordsOf = (text: string): readonly string[] => text.match(/[A-Za-z_]\w*/g) ?? [];

/** The names of macros that do not say what they do; those that begin with `__` are steps of others. */
const oddNames = (names: Iterable<string>): readonly string[] =>
  [...names].filter((name) => !name.includes(exportMark) && !name.startsWith("__"));

const deepest = 8;

/** Every definition that holds one of the words. */
function definitionsAround(text: string, words: readonly string[]): readonly TextMacro[] {
  const starts = new Set<number>();
  for (const word of words) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      let start = text.lastIndexOf("\n", at) + 1;
      while (start > 1 && /\\\r?$/.test(text.slice(Math.max(0, start - 3), start - 1)))
        start = text.lastIndexOf("\n", start - 2) + 1;
      starts.add(start);
    }
  }
  return [...starts].flatMap((start) => definitionFrom(text, start));
}

const definitionsAt = (text: string, defined: RegExp): readonly TextMacro[] =>
  Array.from(text.matchAll(defined), ({ index }) => index).flatMap((at) => definitionFrom(text, at));

const definitionFrom = (text: string, start: number): readonly TextMacro[] => {
  const macro = macroOf(text, start);
  return macro === undefined ? [] : [macro];
};

/** The definition whose line begins at `start`; undefined where none does. */
export function macroOf(text: string, start = 0): TextMacro | undefined {
  const definition =
    /[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(\([^()]*\))?([^\n\\]*(?:\\(?:\r?\n|[^\n])[^\n\\]*)*)/y;
  definition.lastIndex = start;
  const match = definition.exec(text);
  if (match === null) return undefined;
  const [, name = "", parameters, body = ""] = match;
  return textMacro(name, parameters, body);
}

/** @param parameters with their parentheses, as written; undefined for an object-like macro */
const textMacro = (name: string, parameters: string | undefined, body: string): TextMacro => ({
  name,
  parameters: parameters
    ?.slice(1, -1)
    .replace(continuation, " ")
    .split(",")
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter !== ""),
  body: body.replace(continuation, " ").replace(comment, " ").trim(),
});

const continuation = /\\\r?\n/g;
const comment = /\/\*[\s\S]*?(?:\*\/|$)|\/\/.*/g;

const basic = (
  name: string,
  isGplOnly: boolean | { readonly argument: number },
  namespace?: "modules" | { readonly argument: number },
): [string, ExportMacro] => [name, { kind: "basic", isGplOnly, namespace }];
