/**
 * Applying fixes to texts: which of several win, and what is left to say afterwards. Pure; never throws.
 *
 * A fix is applied whole or not at all. Of two that touch the same place the more severe finding's wins, then the
 * one that stands first, then the rule's name in alphabetical order; the other gets its chance in the next round, on
 * the new text. Two insertions at one place touch: nothing says which should come first.
 */
import { grouped } from "../text/grouped.ts";
import { overlaps, type Span, type TextEdit } from "../text/span.ts";
import { type Finding, type Fix, severities } from "./finding.ts";

export interface ChosenFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

export type FixFilter = (finding: Finding, fix: Fix) => boolean;

/** The filter of "fix all" and `--fix`. */
export const onlySafe: FixFilter = (_finding, fix) => fix.isSafe;

export interface FixOutcome {
  /** The texts that changed, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** In the order of their application. */
  readonly applied: readonly ChosenFix[];
  /** What the check still finds in the last texts. */
  readonly remaining: readonly Finding[];
  readonly rounds: number;
  /** False where the limit ended it, or two fixes undo each other. */
  readonly isStable: boolean;
}

/**
 * Chooses the fixes of one text that can be applied together: at most one of each finding, the first that the filter
 * accepts.
 */
export const chooseFixes = (
  findings: readonly Finding[],
  accepts: FixFilter = onlySafe,
): readonly ChosenFix[] => {
  const taken: Span[] = [];
  const chosen: ChosenFix[] = [];
  for (const finding of findings.toSorted(byPrecedence)) {
    const fix = finding.fixes.find((candidate) => isApplicable(candidate) && accepts(finding, candidate));
    if (fix === undefined || fix.edits.some((edit) => taken.some((place) => touches(place, edit.span))))
      continue;
    taken.push(...fix.edits.map((edit) => edit.span));
    chosen.push({ finding, fix });
  }
  return chosen;
};

/** The text with the edits made, in any order given; the edits must not overlap. Edits beyond the text are cut to it. */
export const applyEdits = (text: string, edits: readonly TextEdit[]): string => {
  let result = "";
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    result += text.slice(done, Math.max(done, edit.span.start)) + edit.text;
    done = Math.max(done, edit.span.end);
  }
  return result + text.slice(done);
};

/**
 * Fixes texts until a check finds nothing more that the filter accepts.
 *
 * @param textOf the text of a path as it stands before the first fix; undefined: it cannot be fixed
 * @param check what is found, given the texts changed so far (empty on the first call)
 * @param limit rounds after which it gives up
 */
export const fixUntilStable = (
  textOf: (path: string) => string | undefined,
  check: (changed: ReadonlyMap<string, string>) => readonly Finding[],
  accepts: FixFilter = onlySafe,
  limit = 10,
): FixOutcome => {
  const texts = new Map<string, string>();
  const applied: ChosenFix[] = [];
  const seen = new Set<string>();
  let remaining = check(texts);
  for (let round = 0; round < limit; round++) {
    const chosen = fixOnce(texts, textOf, remaining, accepts);
    if (chosen.length === 0) return { texts, applied, remaining, rounds: round, isStable: true };
    applied.push(...chosen);
    remaining = check(texts);
    const state = JSON.stringify([...texts]);
    if (seen.has(state)) return { texts, applied, remaining, rounds: round + 1, isStable: false };
    seen.add(state);
  }
  const isStable = fixOnce(new Map(texts), textOf, remaining, accepts).length === 0;
  return { texts, applied, remaining, rounds: limit, isStable };
};

/** One round over all files; changes `texts`. */
const fixOnce = (
  texts: Map<string, string>,
  textOf: (path: string) => string | undefined,
  findings: readonly Finding[],
  accepts: FixFilter,
): readonly ChosenFix[] => {
  const made: ChosenFix[] = [];
  for (const [path, group] of grouped(findings, (finding) => finding.path)) {
    const text = texts.get(path) ?? textOf(path);
    if (text === undefined) continue;
    const chosen = chooseFixes(group, accepts);
    const fixed = applyEdits(
      text,
      chosen.flatMap(({ fix }) => fix.edits),
    );
    if (fixed === text) continue;
    texts.set(path, fixed);
    made.push(...chosen);
  }
  return made;
};

const byPrecedence = (a: Finding, b: Finding): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  a.span.start - b.span.start ||
  a.span.end - b.span.end ||
  compareText(a.rule, b.rule);

/** By code units: the same order on every machine, whatever its locale. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A rule that gives overlapping edits in one fix is wrong; the text must not suffer from it. Fixes of another file are
 * offered one by one only.
 */
const isApplicable = (fix: Fix): boolean =>
  fix.path === undefined &&
  fix.edits.length > 0 &&
  fix.edits.every((edit, at) => fix.edits.every((other, to) => to <= at || !overlaps(edit.span, other.span)));

const touches = (a: Span, b: Span): boolean =>
  a.start === a.end || b.start === b.end ? a.start <= b.end && b.start <= a.end : overlaps(a, b);
