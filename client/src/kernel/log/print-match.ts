/** Which call printed a line of the log: found by what its format has for sure, so that many formats cost little per line. */
import { type PrintPattern, printPatterns } from "./print-pattern.ts";

/** What is known of a call. The format is printf's, as the kernel prints it. */
export interface PrintFormat {
  readonly format: string;
  /** dev_*() and kin put driver and device before it. */
  readonly hasDevicePrefix: boolean;
  /** 0 to 7; undefined: not known. */
  readonly level: number | undefined;
}

export interface PrintMatcher<Call> {
  /**
   * The call whose format has the most characters in common with the line; of several alike the first one. undefined:
   * none prints such a line.
   *
   * @param level of the line, where it is known: a call of another one did not print it
   * @param isLikely the calls of what the line is about: one of them is preferred
   */
  readonly find: (text: string, level?: number, isLikely?: (call: Call) => boolean) => Call | undefined;
}

interface Entry<Call> extends PrintPattern {
  readonly call: Call;
  readonly order: number;
  /** Letters and digits that are the same in each of its lines. */
  readonly weight: number;
}

/** Characters by which formats are looked up. */
const gramLength = 4;

/** Formats with fewer letters and digits of their own ("%s", "%pV", "%d: %s") would match any line. */
const leastWeight = 3;

/** The kernel cuts lines before that. */
const longestLine = 2_000;

export function createPrintMatcher<Call extends PrintFormat>(calls: readonly Call[]): PrintMatcher<Call> {
  const { byGram, unindexed } = indexed(entriesOf(calls));
  const candidates = (text: string): ReadonlySet<Entry<Call>> => {
    const found = new Set<Entry<Call>>(unindexed);
    for (let at = 0; at + gramLength <= text.length; at += 1) {
      const entries = byGram.get(text.slice(at, at + gramLength));
      if (entries !== undefined) for (const entry of entries) found.add(entry);
    }
    return found;
  };
  return {
    find(text, level, isLikely) {
      if (text.length > longestLine) return undefined;
      let best: Entry<Call> | undefined;
      for (const entry of candidates(text)) {
        if (best !== undefined && !isBetter(entry, best, isLikely)) continue;
        if (isOfLevel(entry.call, level) && hasInOrder(text, entry.literals) && entry.matches(text)) {
          best = entry;
        }
      }
      return best?.call;
    },
  };
}

const entriesOf = <Call extends PrintFormat>(calls: readonly Call[]): readonly Entry<Call>[] =>
  calls.flatMap((call, order) =>
    printPatterns(call.format, call.hasDevicePrefix)
      .map((pattern) => ({ ...pattern, call, order, weight: weightOf(pattern) }))
      .filter(({ weight }) => weight >= leastWeight),
  );

const weightOf = ({ literals }: PrintPattern): number =>
  literals.join("").match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** Each format under the rarest piece of its literals: what many have in common (the module's name) looks up nothing. */
function indexed<Call>(entries: readonly Entry<Call>[]) {
  const counts = new Map<string, number>();
  const gramsOfAll = entries.map(({ literals }) => new Set(literals.flatMap(gramsOf)));
  for (const grams of gramsOfAll) for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  const byGram = new Map<string, Entry<Call>[]>();
  const unindexed: Entry<Call>[] = [];
  for (const [index, entry] of entries.entries()) {
    const rarest = rarestOf(gramsOfAll[index] ?? new Set(), counts);
    if (rarest === undefined) unindexed.push(entry);
    else byGram.set(rarest, [...(byGram.get(rarest) ?? []), entry]);
  }
  return { byGram, unindexed };
}

function rarestOf(grams: ReadonlySet<string>, counts: ReadonlyMap<string, number>): string | undefined {
  let [rarest, least]: [string | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const gram of grams) {
    const count = counts.get(gram) ?? 0;
    if (count < least) [rarest, least] = [gram, count];
  }
  return rarest;
}

function gramsOf(text: string): readonly string[] {
  const grams: string[] = [];
  for (let at = 0; at + gramLength <= text.length; at += 1) grams.push(text.slice(at, at + gramLength));
  return grams;
}

function isBetter<Call>(one: Entry<Call>, other: Entry<Call>, isLikely?: (call: Call) => boolean): boolean {
  const likely = Number(isLikely?.(one.call) ?? false) - Number(isLikely?.(other.call) ?? false);
  if (likely !== 0) return likely > 0;
  return one.weight === other.weight ? one.order < other.order : one.weight > other.weight;
}

const isOfLevel = (call: PrintFormat, level: number | undefined): boolean =>
  level === undefined || call.level === undefined || call.level === level;

/** Spares most of the closer looks. */
function hasInOrder(text: string, literals: readonly string[]): boolean {
  let at = 0;
  for (const literal of literals) {
    const found = text.indexOf(literal, at);
    if (found < 0) return false;
    at = found + literal.length;
  }
  return true;
}
