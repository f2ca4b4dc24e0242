/** Mistakes around a module's entry points, its probe function, its device tables and its parameters. */
import { argumentsAt, type FunctionText, functionsOf } from "./c-text.ts";
import type { ModuleSource, Mutant } from "./module-source.ts";
import { appended, edited, type Mutation, matchesIn, misspelt, type Source, sourcesOf } from "./mutation.ts";
import type { Random } from "./random.ts";

/** module_init, module_exit and what stands for them. */
const entryLine =
  /^(module_init|module_exit|(?:module|builtin)_\w+_driver|module_driver)\s*\(\s*(\w+)\s*[),][^\n]*/gm;

const misspellEntry: Mutation = {
  kind: "misspell-entry",
  title: "name in module_init, module_exit or module_..._driver misspelt",
  mutate: (module, random) => {
    const found = random.pick(matchesIn(sourcesOf(module), entryLine));
    if (found === undefined) return undefined;
    const { source, match } = found;
    const [line, , name = ""] = match;
    const start = match.index + line.indexOf("(") + line.slice(line.indexOf("(")).indexOf(name);
    return edited(module, source, { start, end: start + name.length, by: misspelt(name) }, name);
  },
};

const duplicateEntry: Mutation = {
  kind: "duplicate-entry",
  title: "entry macro repeated",
  mutate: (module, random) => {
    const complete = matchesIn(sourcesOf(module), entryLine).filter(({ match }) =>
      /\)\s*;?\s*$/.test(match[0]),
    );
    const found = random.pick(complete);
    return found && appended(module, found.source, found.match[0].trim(), found.match[1] ?? "");
  },
};

const entrySignature: Mutation = {
  kind: "entry-signature",
  title: "signature of the init or exit function changed",
  mutate: (module, random) => {
    const entries = matchesIn(sourcesOf(module), /^(module_init|module_exit)\s*\(\s*(\w+)\s*\)/gm);
    const found = random.pick(entries);
    const target = found && functionsOf(found.source.code).find(({ name }) => name === found.match[2]);
    if (found === undefined || target === undefined) return undefined;
    const isInit = found.match[1] === "module_init";
    if (random.below(3) === 0) return parametersChanged(module, found.source, target, "int unused");
    const [from, by] = isInit ? ["int", random.below(2) === 0 ? "void" : "long"] : ["void", "int"];
    return returnChanged(module, found.source, target, from, by);
  },
};

const probeSignature: Mutation = {
  kind: "probe-signature",
  title: "signature of the probe function changed",
  mutate: (module, random) => {
    const found = random.pick(matchesIn(sourcesOf(module), /\.probe(?:_new)?\s*=\s*(\w+)/g));
    const target = found && functionsOf(found.source.code).find(({ name }) => name === found.match[1]);
    if (found === undefined || target === undefined) return undefined;
    return probeChanged(module, found.source, target, random);
  },
};

const probeChanged = (
  module: ModuleSource,
  source: Source,
  target: FunctionText,
  random: Random,
): Mutant | undefined => {
  const parameters = source.text.slice(target.parameters.start, target.parameters.end);
  switch (random.below(3)) {
    case 0:
      return returnChanged(module, source, target, "int", "void");
    case 1:
      return parametersChanged(module, source, target, `${parameters}, int unused`);
    default:
      return parametersChanged(module, source, target, parameters.replace(/struct \w+/, "struct kobject"));
  }
};

const returnChanged = (
  module: ModuleSource,
  source: Source,
  target: FunctionText,
  from: string,
  by: string,
): Mutant | undefined => {
  const at = new RegExp(`\\b${from}\\b`).exec(target.specifiers)?.index;
  if (at === undefined) return undefined;
  const start = target.start + at;
  return edited(module, source, { start, end: start + from.length, by }, `${target.name}: ${from} to ${by}`);
};

const parametersChanged = (module: ModuleSource, source: Source, target: FunctionText, by: string): Mutant =>
  edited(module, source, { ...target.parameters, by }, `${target.name}: parameters`);

const dropTerminator: Mutation = {
  kind: "drop-terminator",
  title: "last, empty entry of a device table removed",
  mutate: (module, random) => {
    const tables = matchesIn(sourcesOf(module), /^MODULE_DEVICE_TABLE\s*\(\s*\w+\s*,\s*(\w+)\s*\)/gm);
    const mutants = tables
      .map(({ source, match }) => withoutTerminator(module, source, match[1] ?? ""))
      .filter((mutant) => mutant !== undefined);
    return random.pick(mutants);
  },
};

const withoutTerminator = (module: ModuleSource, source: Source, table: string): Mutant | undefined => {
  const head = new RegExp(`\\b${table}\\s*\\[[^\\]]*\\][^=;{}]*=\\s*\\{`).exec(source.code);
  if (head === null) return undefined;
  const list = argumentsAt(source.code, head.index + head[0].length - 1);
  if (list === undefined) return undefined;
  const starts = [...list.separators, list.close];
  const elements = starts.slice(0, -1).map((start, at) => ({ start, end: starts[at + 1] ?? start }));
  const last = elements.findLast(({ start, end }) => /\w|\{/.test(source.code.slice(start, end)));
  if (last === undefined || last === elements[0]) return undefined;
  const isEmpty = /^,?\s*\{\s*(?:0|NULL|\{\s*0?\s*\}|""|\s)*,?\s*\}\s*$/.test(
    source.code.slice(last.start, last.end),
  );
  if (!isEmpty) return undefined;
  const mutant = edited(module, source, { ...last, by: "" }, table);
  const head1 = edited(module, source, { start: head.index, end: head.index, by: "" }, "");
  return { ...mutant, places: [...mutant.places, ...head1.places] };
};

/** Another type for each, never one that the compiler takes as well. */
const wrongType: Readonly<Record<string, string>> = {
  int: "bool",
  uint: "charp",
  bool: "int",
  charp: "int",
  short: "uint",
  ushort: "int",
  byte: "uint",
  long: "int",
  ulong: "uint",
  ullong: "uint",
  hexint: "bool",
};

const paramType: Mutation = {
  kind: "param-type",
  title: "wrong type in module_param",
  mutate: (module, random) => {
    const calls = matchesIn(
      sourcesOf(module),
      /^(module_param(?:_array|_named)?\s*\((?:[^,()]*,){1,2}?\s*)(int|uint|bool|charp|short|ushort|byte|long|ulong|ullong|hexint)(?=\s*,)/gm,
    );
    const found = random.pick(calls);
    if (found === undefined) return undefined;
    const { source, match } = found;
    const type = match[2] ?? "";
    const start = match.index + (match[1]?.length ?? 0);
    const by = wrongType[type] ?? "int";
    return edited(module, source, { start, end: start + type.length, by }, `${type} to ${by}`);
  },
};

export const entryMutations: readonly Mutation[] = [
  misspellEntry,
  duplicateEntry,
  entrySignature,
  probeSignature,
  dropTerminator,
  paramType,
];
