/**
 * Everything that is found at present, by path. Several owners (modules, a Kbuild project) may speak of one path, and
 * each of them once for every kernel in use.
 */
import type { FindingsByPath } from "../core/lint/engine.ts";
import type { Finding } from "../core/lint/finding.ts";
import { mergeKernels } from "../core/lint/several-kernels.ts";
import { grouped } from "../core/text/grouped.ts";
import type { KernelInUse } from "./kernels-in-use.ts";

export interface Owner {
  /** Tells it from every other owner, of any kernel. */
  readonly key: string;
  readonly kernel: KernelInUse;
  /** Does it speak of a path, if only to say that nothing is wrong? */
  covers(path: string): boolean;
}

export interface FindingsStore {
  /** What an owner finds now, in place of what it found before. Gives the paths for which something is different. */
  put(owner: Owner, found: FindingsByPath): readonly string[];
  /** The owner is gone, and what only it found. */
  drop(key: string): readonly string[];
  /** In text order. */
  at(path: string): readonly Finding[];
  /** Their keys. */
  owners(): Iterable<string>;
}

export function createFindings(): FindingsStore {
  const owned = new Map<string, Owned>();
  const paths = new Map<string, readonly Finding[]>();
  /** With one kernel who finds nothing in a file has no say in it. */
  const isOneKernel = (more?: Owned): boolean => {
    const kernel = more?.owner.kernel ?? [...owned.values()][0]?.owner.kernel;
    return [...owned.values()].every(({ owner }) => owner.kernel === kernel);
  };
  /** The paths of which something else may have to be said once an owner comes or goes. */
  const touchedBy = (one: Owned | undefined): readonly string[] => {
    if (one === undefined) return [];
    const silent = isOneKernel(one) ? [] : [...paths.keys()].filter((path) => one.owner.covers(path));
    return [...one.found.keys(), ...silent];
  };
  const refresh = (candidates: Iterable<string>): readonly string[] => {
    const changed: string[] = [];
    const all = [...owned.values()];
    const isOne = isOneKernel();
    for (const path of candidates) {
      const speaking = all.filter(({ owner, found }) => found.has(path) || (!isOne && owner.covers(path)));
      const isFound = speaking.some(({ found }) => found.has(path));
      const before = paths.get(path);
      const now = isOne ? ofOneKernel(path, speaking) : mergedAt(path, speaking);
      if (isFound) paths.set(path, now);
      else paths.delete(path);
      if (!sameFindings(before ?? [], now)) changed.push(path);
    }
    return changed;
  };
  return {
    put(owner, found) {
      const now = { owner, found };
      const candidates = new Set([...touchedBy(owned.get(owner.key)), ...touchedBy(now)]);
      owned.set(owner.key, now);
      return refresh(candidates);
    },
    drop(key) {
      const candidates = new Set(touchedBy(owned.get(key)));
      owned.delete(key);
      return refresh(candidates);
    },
    at: (path) => paths.get(path) ?? [],
    owners: () => [...owned.keys()],
  };
}

/** What the kernels find in one file, as one list in text order. */
export const mergedFindings = (asked: ReadonlyMap<KernelInUse, readonly Finding[]>): readonly Finding[] => {
  const inOrder = [...asked].toSorted(([a], [b]) => a.index - b.index);
  const merged = mergeKernels(
    inOrder.map(([kernel, findings]) => ({ kernel: kernel.name, findings })),
    ({ span }) => `${span.start} ${span.end}`,
  );
  return asked.size > 1 ? inTextOrder(merged) : merged;
};

interface Owned {
  readonly owner: Owner;
  readonly found: FindingsByPath;
}

const mergedAt = (path: string, speaking: readonly Owned[]): readonly Finding[] => {
  const byKernel = grouped(speaking, ({ owner }) => owner.kernel);
  const found = new Map<KernelInUse, readonly Finding[]>();
  for (const [kernel, owned] of byKernel) found.set(kernel, ofOneKernel(path, owned));
  return mergedFindings(found);
};

const ofOneKernel = (path: string, speaking: readonly Owned[]): readonly Finding[] => {
  const lists = speaking.flatMap(({ found }) => (found.has(path) ? [found.get(path) ?? []] : []));
  return lists.length > 1 ? distinct(lists.flat()) : (lists[0] ?? []);
};

/** A header of two modules is told the same thing by both: once is enough. */
const distinct = (findings: readonly Finding[]): readonly Finding[] =>
  inTextOrder([...new Map(findings.map((finding) => [keyOf(finding), finding])).values()]);

const inTextOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);

const keyOf = (finding: Finding): string =>
  `${finding.span.start} ${finding.span.end} ${finding.rule} ${finding.message}`;

const sameFindings = (a: readonly Finding[], b: readonly Finding[]): boolean =>
  a.length === b.length && a.every((finding, index) => sameFinding(finding, b[index]));

const sameFinding = (a: Finding, b: Finding | undefined): boolean =>
  a === b || (b !== undefined && JSON.stringify(a) === JSON.stringify(b));
