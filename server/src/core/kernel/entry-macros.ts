/**
 * Finds, in the text of headers, the macros that stand for module_init, module_exit or both: every `#define` that
 * expands to one of them, however many macros lie between.
 */
import type { EntryMacro } from "./facts.ts";

/**
 * Takes the texts of headers, gives every such macro they define and the basic ones of include/linux/module.h, by name.
 * `known` are macros of other headers that these may build on. Pure; linear but for the depth of the chain.
 */
export const readEntryMacros = (
  texts: Iterable<string>,
  known: ReadonlyMap<string, EntryMacro> = basicEntryMacros(),
): ReadonlyMap<string, EntryMacro> => {
  const definitions: Definition[] = [];
  for (const text of texts) if (isPromising(text)) definitions.push(...definitionsIn(text));
  const found = new Map(known);
  // Each round resolves one more level; a chain as long as this is no header of the kernel.
  for (let round = 0; round < deepest; round += 1) {
    let isChanged = false;
    for (const definition of definitions) {
      const macro = resolve(definition, found, known);
      if (macro === undefined) continue;
      found.set(definition.name, macro);
      isChanged = true;
    }
    if (!isChanged) break;
  }
  for (const name of found.keys()) if (name.startsWith("__") && !known.has(name)) found.delete(name);
  return found;
};

/** Has the text anything that a definition of an entry macro needs? Cheap: asked of every header. */
export const isPromising = (text: string): boolean =>
  text.includes("define") && marks.some((mark) => text.includes(mark));

/** module_init, module_exit and the initcalls, which no header needs to explain. */
export const basicEntryMacros = (): ReadonlyMap<string, EntryMacro> => {
  const macros = [
    entry("module_init", { initArgument: 0 }),
    entry("module_exit", { exitArgument: 0 }),
    entry("__exitcall", { exitArgument: 0 }),
    ...initcallNames.map((name) => entry(name, { initArgument: 0, isBuiltinOnly: true })),
  ];
  return new Map(macros.map((macro) => [macro.name, macro]));
};

interface Definition {
  readonly name: string;
  /** undefined for an alias: `#define a b`. */
  readonly parameters: readonly string[] | undefined;
  readonly body: string;
}

const deepest = 8;
const marks = [
  "module_init(",
  "module_exit(",
  "initcall(",
  "exitcall(",
  "_driver(",
  "_initcall_sync(",
  "_INIT(",
] as const;
const definition =
  /^[ \t]*#[ \t]*define[ \t]+(\w+)(?:\(([^()]*)\))?([^\n\\]*(?:\\(?:\r?\n|[^\n])[^\n\\]*)*)/gm;
const namesOther =
  /\w*(?:module_\w+|initcall\w*|exitcall|builtin_\w+|_driver\w*|_init\w*|_INIT|_END|_exit)\b/;

const initcallNames = [
  "__initcall",
  "early_initcall",
  "console_initcall",
  "security_initcall",
  ...["pure", "core", "postcore", "arch", "subsys", "fs", "rootfs", "device", "late"].flatMap((level) => [
    `${level}_initcall`,
    `${level}_initcall_sync`,
  ]),
];

const entry = (name: string, roles: Partial<EntryMacro>): EntryMacro => ({
  name,
  definesInit: roles.initArgument !== undefined,
  definesExit: roles.exitArgument !== undefined,
  initArgument: undefined,
  exitArgument: undefined,
  isBuiltinOnly: false,
  ...roles,
});

const definitionsIn = (text: string): readonly Definition[] => {
  const definitions: Definition[] = [];
  for (const match of text.matchAll(definition)) {
    const [, name = "", parameters, raw = ""] = match;
    if (!namesOther.test(raw)) continue;
    const body = raw.replace(/\\\r?\n/g, " ").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, " ");
    definitions.push({
      name,
      parameters: parameters?.split(",").map((parameter) => parameter.trim()),
      body: body.trim(),
    });
  }
  return definitions;
};

/** What a definition stands for, if that is news. */
const resolve = (
  { name, parameters, body }: Definition,
  found: ReadonlyMap<string, EntryMacro>,
  known: ReadonlyMap<string, EntryMacro>,
): EntryMacro | undefined => {
  if (known.has(name) || name.startsWith("MODULE_")) return undefined;
  const before = found.get(name);
  const now = parameters === undefined ? aliasOf(name, body, found) : callerOf(name, parameters, body, found);
  if (now === undefined || (before !== undefined && isSame(before, combined(before, now)))) return undefined;
  return before === undefined ? now : combined(before, now);
};

const aliasOf = (
  name: string,
  body: string,
  found: ReadonlyMap<string, EntryMacro>,
): EntryMacro | undefined => {
  const target = found.get(body);
  return target === undefined ? undefined : { ...target, name };
};

const callerOf = (
  name: string,
  parameters: readonly string[],
  body: string,
  found: ReadonlyMap<string, EntryMacro>,
): EntryMacro | undefined => {
  let macro: EntryMacro | undefined;
  for (const match of body.matchAll(/\b(\w+)\s*\(/g)) {
    const target = found.get(match[1] ?? "");
    if (target === undefined || match[1] === name) continue;
    const given = argumentsAt(body, match.index + match[0].length);
    const place = (index: number | undefined): number | undefined => {
      const at = index === undefined ? -1 : parameters.indexOf(given[index] ?? "");
      return at < 0 ? undefined : at;
    };
    const called: EntryMacro = {
      ...target,
      name,
      initArgument: place(target.initArgument),
      exitArgument: place(target.exitArgument),
    };
    macro = macro === undefined ? called : combined(macro, called);
  }
  return macro;
};

/** Two definitions of one name, or two calls in one: what either does. */
const combined = (a: EntryMacro, b: EntryMacro): EntryMacro => ({
  name: a.name,
  definesInit: a.definesInit || b.definesInit,
  definesExit: a.definesExit || b.definesExit,
  initArgument: a.initArgument ?? b.initArgument,
  exitArgument: a.exitArgument ?? b.exitArgument,
  isBuiltinOnly:
    (a.definesInit ? a.isBuiltinOnly : true) &&
    (b.definesInit ? b.isBuiltinOnly : true) &&
    !a.definesExit &&
    !b.definesExit,
});

const isSame = (a: EntryMacro, b: EntryMacro): boolean =>
  a.definesInit === b.definesInit &&
  a.definesExit === b.definesExit &&
  a.initArgument === b.initArgument &&
  a.exitArgument === b.exitArgument &&
  a.isBuiltinOnly === b.isBuiltinOnly;

/** The arguments of a call whose `(` lies before `from`. */
const argumentsAt = (text: string, from: number): readonly string[] => {
  const found: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === "(") depth += 1;
    else if (char === ")" && depth > 0) depth -= 1;
    else if (char === ")") return [...found, text.slice(start, at).trim()];
    else if (char === "," && depth === 0) {
      found.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return found;
};
