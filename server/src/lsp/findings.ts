/** Everything that is found at present, by path. Several owners (modules, a Kbuild project) may speak of one path. */
import type { FindingsByPath } from "../core/lint/engine.ts";
import type { Finding } from "../core/lint/finding.ts";

export interface FindingsStore {
  /** What an owner finds now, in place of what it found before. Gives the paths for which something is different. */
  put(owner: string, found: FindingsByPath): readonly string[];
  /** The owner is gone, and what only it found. */
  drop(owner: string): readonly string[];
  /** In text order. */
  at(path: string): readonly Finding[];
  owners(): Iterable<string>;
}

export function createFindings(): FindingsStore {
  const owned = new Map<string, FindingsByPath>();
  const paths = new Map<string, readonly Finding[]>();
  const refresh = (candidates: Iterable<string>): readonly string[] => {
    const changed: string[] = [];
    for (const path of candidates) {
      const lists = [...owned.values()].flatMap((found) => (found.has(path) ? [found.get(path) ?? []] : []));
      const before = paths.get(path);
      const now = lists.length > 1 ? distinct(lists.flat()) : (lists[0] ?? []);
      if (lists.length > 0) paths.set(path, now);
      else paths.delete(path);
      if (!sameFindings(before ?? [], now)) changed.push(path);
    }
    return changed;
  };
  return {
    put(owner, found) {
      const candidates = new Set([...(owned.get(owner)?.keys() ?? []), ...found.keys()]);
      owned.set(owner, found);
      return refresh(candidates);
    },
    drop(owner) {
      const candidates = [...(owned.get(owner)?.keys() ?? [])];
      owned.delete(owner);
      return refresh(candidates);
    },
    at: (path) => paths.get(path) ?? [],
    owners: () => [...owned.keys()],
  };
}

/** A header of two modules is told the same thing by both: once is enough. */
const distinct = (findings: readonly Finding[]): readonly Finding[] =>
  [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()].toSorted(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );

const keyOf = (finding: Finding): string =>
  `${finding.span.start} ${finding.span.end} ${finding.rule} ${finding.message}`;

const sameFindings = (a: readonly Finding[], b: readonly Finding[]): boolean =>
  a.length === b.length && a.every((finding, index) => sameFinding(finding, b[index]));

const sameFinding = (a: Finding, b: Finding | undefined): boolean =>
  a === b || (b !== undefined && JSON.stringify(a) === JSON.stringify(b));
