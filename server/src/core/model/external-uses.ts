/**
 * What a module's file refers to outside itself, as its object file will have it: from the bodies and initialisers that
 * certainly end up there. A static function that nothing kept refers to is left out, as gcc leaves it out.
 */
import type { KernelFacts } from "../kernel/facts.ts";
import type { UnitScope } from "../preprocess/scope.ts";
import type { Span } from "../text/span.ts";
import {
  type BodyFacts,
  bodyFactsOf,
  bodyStart,
  type Definition,
  type StrongReference,
} from "./body-facts.ts";
import { compilationOf } from "./compiled.ts";
import type { FileModel, MacroCall, Uses } from "./file.ts";
import { scopeOf } from "./live-scope.ts";
import { type MadeDefinition, madeByCall } from "./made-by-macros.ts";
import type { ModuleModel } from "./module.ts";
import { declaresParameter } from "./parameters.ts";
import { type Graph, graphOf, type Level, type Node, reach } from "./reach.ts";
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

function collect(place: Place): readonly ExternalUse[] {
  const graph = graphOf(nodesOf(place), place.scope);
  reach(graph);
  reachByWords(place, graph);
  const found = new Map<string, ExternalUse>();
  for (const node of graph.nodes) {
    if (node.level === 0) continue;
    for (const candidate of candidatesOf(place.scope, graph.outside(node), node.maker)) {
      const { name, through, reference, isDeclaredInside } = candidate;
      const isCertain = node.level === 2 && reference.certainty === "certain";
      const known = found.get(name);
      if (known?.certainty === "certain" && !isCertain) continue;
      const span = node.spanOf(reference);
      if (known && (known.certainty === "certain") === isCertain && known.span.start <= span.start) continue;
      const certainty = isCertain ? "certain" : "perhaps";
      found.set(name, { name, span, certainty, through, isDeclaredInside });
    }
  }
  return [...found.values()].toSorted((a, b) => a.span.start - b.span.start);
}

/** What a reference comes to in the object file, wherever the definition stands. */
interface Candidate extends Pick<ExternalUse, "name" | "through" | "isDeclaredInside"> {
  readonly reference: StrongReference;
}

/** Remembered by the references: those of one definition, or of one text of a macro call. */
function candidatesOf(
  scope: UnitScope,
  references: readonly StrongReference[],
  maker: readonly string[],
): readonly Candidate[] {
  const kept = candidatesIn(scope);
  const known = kept.get(references);
  if (known) return known;
  const made = references.flatMap((reference) => candidatesFor(reference, maker, scope));
  kept.set(references, made);
  return made;
}

const candidatesIn = remembered(
  (_scope: UnitScope) => new WeakMap<readonly StrongReference[], readonly Candidate[]>(),
);

function candidatesFor(
  reference: StrongReference,
  maker: readonly string[],
  scope: UnitScope,
): readonly Candidate[] {
  const { name } = reference;
  if (name.startsWith("__builtin_")) return [];
  const through = [...maker, ...reference.through];
  const candidate = (symbol: string, way: readonly string[]): Candidate => ({
    name: symbol,
    through: way,
    isDeclaredInside: reference.isDeclaredInside && way.length === through.length,
    reference,
  });
  const declared = scope.declarations.get(name);
  switch (declared?.what) {
    case "inline":
      return declared.reaches.map((symbol) => candidate(symbol, [...through, name]));
    case "constant":
    case "type":
    case "tag":
      return [];
    case "function":
    case "variable":
    case undefined:
      return [candidate(name, through)];
  }
}

function nodesOf(place: Place): readonly Node[] {
  const { file, scope } = place;
  const named = namedByCalls(place);
  const facts = bodyFactsOf(scope, file);
  const variables = file.variables.filter((one) => one.storage !== "extern" || one.initialiser !== undefined);
  const written = [...file.functions, ...variables].flatMap((one) =>
    writtenNode(one, place, facts, named.has(one.name)),
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

function writtenNode(
  one: Definition,
  place: Place,
  facts: ReadonlyMap<Definition, BodyFacts>,
  isNamed: boolean,
): readonly Node[] {
  const { file } = place;
  const limit = limitOf(one.guards, place);
  if (limit === 0) return [];
  const isKept = isNamed || (one.storage !== "static" && !one.isInline) || isMarkedUsed(one, file);
  const start = bodyStart(one);
  return [
    {
      name: one.name,
      limit,
      root: isKept ? limit : one.storage === "static" ? 0 : 1,
      isFragile: one.kind === "variable" && one.storage === "static",
      isArray: one.kind === "variable" && one.arrayLength !== undefined,
      references: facts.get(one)?.strongest ?? [],
      spanOf: ({ offset, length }) => ({ start: start + offset, end: start + offset + length }),
      maker: [],
      level: 0,
    },
  ];
}

/** Kept with the text of the definition, which its head is a part of. */
function isMarkedUsed(one: Definition, file: FileModel): boolean {
  const known = marked.get(one.uses);
  if (known !== undefined) return known;
  const isMarked = /\b(?:__used|__used__|used)\b/.test(file.text.slice(one.span.start, bodyStart(one)));
  marked.set(one.uses, isMarked);
  return isMarked;
}

const marked = new WeakMap<Uses, boolean>();

function madeNode(one: MadeDefinition, call: MacroCall, limit: Level, isNamed: boolean): Node {
  const argumentOf = (name: string): Span | undefined =>
    call.arguments.find(({ text }) => text === name || text === `&${name}`)?.span;
  return {
    name: one.name,
    limit,
    root: one.isKept || isNamed ? limit : 0,
    isFragile: one.kind === "variable" && !one.isKept && !isNamed,
    isArray: one.isArray,
    references: one.references,
    spanOf: ({ name }) => argumentOf(name) ?? call.nameSpan,
    maker: [call.name],
    level: 0,
  };
}

/** Macros that leave a string in the object file and nothing else. */
const isOnlyTold = (macro: string): boolean =>
  /^(?:MODULE_(?!DEVICE_TABLE)\w+|EXPORT_SYMBOL\w*)$/.test(macro);

/** What only a macro mentions that makes nothing we know of may be kept by it. */
function reachByWords({ file, scope }: Place, { nodes, raise }: Graph): void {
  const left = nodes.filter((node) => node.level === 0 && node.maker.length === 0);
  if (left.length === 0) return;
  const words = new Set<string>();
  const parts = new Set<string>();
  for (const call of file.macroCalls) {
    if (isOnlyTold(call.name)) continue;
    const made = madeByCall(call, file, scope);
    if (made) for (const word of made.words) words.add(word);
    else
      for (const { text } of call.arguments)
        if (text.length < 256) for (const word of wordsOf(text)) if (word.length > 1) parts.add(word);
  }
  const isMentioned = ({ name }: Node): boolean =>
    words.has(name) || [...parts].some((part) => name.includes(part));
  raise(left.filter(isMentioned), 1);
}
