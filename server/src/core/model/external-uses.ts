/**
 * What a module's file refers to outside itself, as its object file will have it: from the bodies and initialisers that
 * certainly end up there. A static function that nothing kept refers to is left out, as gcc leaves it out.
 */
import type { KernelFacts } from "../kernel/facts.ts";
import type { UnitScope } from "../preprocess/scope.ts";
import type { Span } from "../text/span.ts";
import { bodyFactsOf, bodyStart, type Definition, type StrongReference } from "./body-facts.ts";
import { compilationOf } from "./compiled.ts";
import type { FileModel, MacroCall } from "./file.ts";
import { scopeOf } from "./live-scope.ts";
import { type MadeDefinition, madeByCall } from "./made-by-macros.ts";
import type { ModuleModel } from "./module.ts";
import { declaresParameter } from "./parameters.ts";
import { remembered, rememberedPair } from "./remembered.ts";
import { type Unit, unitOf } from "./unit.ts";

export interface ExternalUse {
  /** As the compiler sees it; a label may give it another name in the object file. */
  readonly name: string;
  /** The word of the source that leads to it. */
  readonly span: Span;
  /** `perhaps`: the compiler, or a condition that is not decided, may leave it out. */
  readonly certainty: "certain" | "perhaps";
  /** The macros and inline functions that it came through, outermost first. */
  readonly through: readonly string[];
  /** A block declares it: `extern int x;`. */
  readonly isDeclaredInside: boolean;
}

/**
 * One use for each name, the surest and of those the first, in text order; undefined where what the headers say is not
 * known (yet).
 */
export const externalUsesOf = (
  file: FileModel,
  module: ModuleModel,
  kernel: KernelFacts,
): readonly ExternalUse[] | undefined => {
  const scope = scopeOf(file, module);
  return scope && usesIn(kernel)(module, file);
};

const usesIn = remembered((kernel: KernelFacts) =>
  rememberedPair((module: ModuleModel, file: FileModel): readonly ExternalUse[] => {
    const scope = scopeOf(file, module);
    return scope ? collect({ file, kernel, scope, unit: unitOf(file, module) }) : [];
  }),
);

interface Place {
  readonly file: FileModel;
  readonly kernel: KernelFacts;
  readonly scope: UnitScope;
  readonly unit: Unit;
}

/** Certain, perhaps, not at all. */
type Level = 2 | 1 | 0;

/** A definition of the file, or one that a macro at file scope makes. */
interface Node {
  readonly name: string;
  /** The most that its guards allow. */
  readonly limit: Level;
  /** Whatever else refers to it. */
  readonly root: Level;
  /** A static variable of which only an address or the whole array is certainly kept. */
  readonly isFragile: boolean;
  readonly isArray: boolean;
  readonly references: () => readonly StrongReference[];
  readonly spanOf: (reference: StrongReference) => Span;
  /** The macro that makes it. */
  readonly maker: readonly string[];
  level: Level;
}

function collect(place: Place): readonly ExternalUse[] {
  const nodes = nodesOf(place);
  const byName = new Map<string, Node[]>();
  for (const node of nodes) {
    const all = byName.get(node.name);
    if (all) all.push(node);
    else byName.set(node.name, [node]);
  }
  reach(nodes, byName);
  reachByWords(place, nodes, byName);
  const found = new Map<string, ExternalUse>();
  for (const node of nodes) {
    if (node.level === 0) continue;
    for (const reference of node.references()) {
      if (byName.has(reference.name)) continue;
      const isCertain = node.level === 2 && reference.certainty === "certain";
      for (const use of usesOf(reference, node, place.scope, isCertain)) {
        const known = found.get(use.name);
        if (known === undefined || isBetter(use, known)) found.set(use.name, use);
      }
    }
  }
  return [...found.values()].toSorted((a, b) => a.span.start - b.span.start);
}

const isBetter = (a: ExternalUse, b: ExternalUse): boolean =>
  a.certainty === b.certainty ? a.span.start < b.span.start : a.certainty === "certain";

function usesOf(
  reference: StrongReference,
  node: Node,
  scope: UnitScope,
  isCertain: boolean,
): readonly ExternalUse[] {
  const { name } = reference;
  if (name.startsWith("__builtin_")) return [];
  const through = [...node.maker, ...reference.through];
  const use = (symbol: string, way: readonly string[]): ExternalUse => ({
    name: symbol,
    span: node.spanOf(reference),
    certainty: isCertain ? "certain" : "perhaps",
    through: way,
    isDeclaredInside: reference.isDeclaredInside && way.length === through.length,
  });
  const declared = scope.declarations.get(name);
  switch (declared?.what) {
    case "inline":
      return declared.reaches.map((symbol) => use(symbol, [...through, name]));
    case "constant":
    case "type":
    case "tag":
      return [];
    case "function":
    case "variable":
    case undefined:
      return [use(name, through)];
  }
}

function nodesOf(place: Place): readonly Node[] {
  const { file, scope } = place;
  const named = namedByCalls(place);
  const variables = file.variables.filter((one) => one.storage !== "extern" || one.initialiser !== undefined);
  const written = [...file.functions, ...variables].flatMap((one) =>
    writtenNode(one, place, named.has(one.name)),
  );
  const made = file.macroCalls.flatMap((call) => {
    const limit = limitOf(call.guards, place);
    if (limit === 0 || isOnlyTold(call.name)) return [];
    const definitions = madeByCall(call, file, scope)?.definitions ?? [];
    return definitions.map((one) => madeNode(one, call, limit, named.has(one.name)));
  });
  return [...written, ...made];
}

/** What macros at file scope certainly keep: entry points, tables, what an alias stands for. */
function namedByCalls({ file, kernel, scope, unit }: Place): ReadonlySet<string> {
  const names = new Set<string>();
  for (const call of file.macroCalls) {
    if (compilationOf(call.guards, unit, scope) !== "compiled") continue;
    const isKeeping =
      kernel.entryMacros.has(call.name) ||
      call.name === "MODULE_DEVICE_TABLE" ||
      declaresParameter(call.name);
    if (isKeeping) for (const { text } of call.arguments) for (const word of wordsOf(text)) names.add(word);
    if (isOnlyTold(call.name)) continue;
    const made = madeByCall(call, file, scope);
    for (const name of made?.aliased ?? []) names.add(name);
  }
  return names;
}

const wordsOf = (text: string): readonly string[] => text.match(/[A-Za-z_]\w*/g) ?? [];

const limitOf = (guards: Definition["guards"], { unit, scope }: Place): Level => {
  const compilation = guards.length === 0 ? "compiled" : compilationOf(guards, unit, scope);
  return compilation === "compiled" ? 2 : compilation === "dead" ? 0 : 1;
};

function writtenNode(one: Definition, place: Place, isNamed: boolean): readonly Node[] {
  const { file, scope } = place;
  const limit = limitOf(one.guards, place);
  if (limit === 0) return [];
  const head = file.text.slice(one.span.start, bodyStart(one));
  const isKept =
    isNamed || (one.storage !== "static" && !one.isInline) || /\b(?:__used|__used__|used)\b/.test(head);
  const start = bodyStart(one);
  return [
    {
      name: one.name,
      limit,
      root: isKept ? limit : one.storage === "static" ? 0 : 1,
      isFragile: one.kind === "variable" && one.storage === "static",
      isArray: one.kind === "variable" && one.arrayLength !== undefined,
      references: () => bodyFactsOf(scope, file).get(one)?.strongest ?? [],
      spanOf: ({ offset, length }) => ({ start: start + offset, end: start + offset + length }),
      maker: [],
      level: 0,
    },
  ];
}

function madeNode(one: MadeDefinition, call: MacroCall, limit: Level, isNamed: boolean): Node {
  const argumentOf = (name: string): Span | undefined =>
    call.arguments.find(({ text }) => text === name || text === `&${name}`)?.span;
  return {
    name: one.name,
    limit,
    root: one.isKept || isNamed ? limit : 0,
    isFragile: one.kind === "variable" && !one.isKept && !isNamed,
    isArray: one.isArray,
    references: () => one.references,
    spanOf: ({ name }) => argumentOf(name) ?? call.nameSpan,
    maker: [call.name],
    level: 0,
  };
}

/** Macros that leave a string in the object file and nothing else. */
const isOnlyTold = (macro: string): boolean =>
  /^(?:MODULE_(?!DEVICE_TABLE)\w+|EXPORT_SYMBOL\w*)$/.test(macro);

/** Raises all that roots refer to, the certain before the rest. */
function reach(nodes: readonly Node[], byName: ReadonlyMap<string, readonly Node[]>): void {
  for (const level of [2, 1] as const) {
    // What is certainly there refers to more than what it certainly refers to.
    const pending = nodes.filter((node) => node.level > level || (node.root >= level && raise(node, level)));
    for (let node = pending.pop(); node; node = pending.pop()) follow(node, level, byName, pending);
  }
}

const raise = (node: Node, level: Level): boolean => {
  if (node.limit < level || node.level >= level) return false;
  node.level = level;
  return true;
};

function follow(
  node: Node,
  level: Level,
  byName: ReadonlyMap<string, readonly Node[]>,
  pending: Node[],
): void {
  for (const reference of node.references()) {
    const targets = byName.get(reference.name);
    if (!targets) continue;
    if (level === 2 && reference.certainty !== "certain") continue;
    for (const target of targets) {
      const isKept = !target.isFragile || reference.isAddress || (target.isArray && !reference.isIndexed);
      if ((level === 1 || isKept) && raise(target, level)) pending.push(target);
    }
  }
}

/** What only a macro mentions that makes nothing we know of may be kept by it. */
function reachByWords(
  { file, scope }: Place,
  nodes: readonly Node[],
  byName: ReadonlyMap<string, readonly Node[]>,
): void {
  const left = nodes.filter((node) => node.level === 0 && node.maker.length === 0);
  if (left.length === 0) return;
  const words = new Set<string>();
  const parts: string[] = [];
  for (const call of file.macroCalls) {
    if (isOnlyTold(call.name)) continue;
    const made = madeByCall(call, file, scope);
    if (made) for (const word of made.words) words.add(word);
    else parts.push(...call.arguments.flatMap(({ text }) => (text.length < 256 ? wordsOf(text) : [])));
  }
  const isMentioned = ({ name }: Node): boolean =>
    words.has(name) || parts.some((part) => part.length > 1 && name.includes(part));
  const pending = left.filter((node) => isMentioned(node) && raise(node, 1));
  for (let node = pending.pop(); node; node = pending.pop()) follow(node, 1, byName, pending);
}
