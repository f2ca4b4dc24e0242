/**
 * Which definitions of a file end up in its object file: those that something outside certainly asks for, and whatever
 * they refer to. What refers to what is remembered for as long as the file defines the same names: an edit costs the
 * references of the definition that it touches.
 */
import type { UnitScope } from "../preprocess/scope.ts";
import type { Span } from "../text/span.ts";
import type { StrongReference } from "./body-facts.ts";
import { remembered } from "./remembered.ts";

/** Certain, perhaps, not at all. */
export type Level = 2 | 1 | 0;

/** A definition of the file, or one that a macro at file scope makes. */
export interface Node {
  readonly name: string;
  /** The most that its guards allow. */
  readonly limit: Level;
  /** Whatever else refers to it. */
  readonly root: Level;
  /** A static variable of which only an address or the whole array is certainly kept. */
  readonly isFragile: boolean;
  readonly isArray: boolean;
  /** The very same ones for as long as the definition is not touched. */
  readonly references: readonly StrongReference[];
  readonly spanOf: (reference: StrongReference) => Span;
  /** The macro that makes it. */
  readonly maker: readonly string[];
  level: Level;
}

export interface Graph {
  readonly nodes: readonly Node[];
  /** What a definition refers to that is none of the nodes; the very same for the same references. */
  readonly outside: (node: Node) => readonly StrongReference[];
  /** Raises nodes, as far as their guards allow, and all that they lead to; one that is higher already leads on too. */
  readonly raise: (nodes: readonly Node[], level: Level) => void;
}

/** Raises all that roots refer to, the certain before the rest. */
export function reach({ nodes, raise }: Graph): void {
  for (const level of [2, 1] as const) {
    // What is certainly there refers to more than what it certainly refers to.
    raise(
      nodes.filter((node) => node.level > level || node.root >= level),
      level,
    );
  }
}

/** Takes the nodes in the same order at each edit of one file. */
export function graphOf(nodes: readonly Node[], scope: UnitScope): Graph {
  const names = namesOf(nodes, scope);
  const parts = new Map(nodes.map((node) => [node, partsOf(node.references, names)]));
  return {
    nodes,
    outside: (node) => parts.get(node)?.outside ?? [],
    raise(starts, level) {
      const pending = starts.filter((node) => node.level > level || lift(node, level));
      for (let node = pending.pop(); node; node = pending.pop()) {
        for (const { reference, targets } of parts.get(node)?.inside ?? []) {
          if (level === 2 && reference.certainty !== "certain") continue;
          for (const at of targets) {
            const target = nodes[at];
            if (target && (level === 1 || isKept(target, reference)) && lift(target, level))
              pending.push(target);
          }
        }
      }
    },
  };
}

const isKept = ({ isFragile, isArray }: Node, { isAddress, isIndexed }: StrongReference): boolean =>
  !isFragile || isAddress || (isArray && !isIndexed);

const lift = (node: Node, level: Level): boolean => {
  if (node.limit < level || node.level >= level) return false;
  node.level = level;
  return true;
};

/** What a list of names makes of each definition's references. */
interface Names {
  readonly inOrder: readonly string[];
  readonly byName: ReadonlyMap<string, readonly number[]>;
  readonly parts: WeakMap<readonly StrongReference[], Parts>;
}

interface Parts {
  readonly inside: readonly { readonly reference: StrongReference; readonly targets: readonly number[] }[];
  readonly outside: readonly StrongReference[];
}

function namesOf(nodes: readonly Node[], scope: UnitScope): Names {
  const kept = lastNames(scope);
  const { last } = kept;
  if (last?.inOrder.length === nodes.length && nodes.every(({ name }, at) => name === last.inOrder[at]))
    return last;
  const byName = new Map<string, number[]>();
  for (const [at, { name }] of nodes.entries()) {
    const all = byName.get(name);
    if (all) all.push(at);
    else byName.set(name, [at]);
  }
  kept.last = { inOrder: nodes.map(({ name }) => name), byName, parts: new WeakMap() };
  return kept.last;
}

const lastNames = remembered((_scope: UnitScope): { last: Names | undefined } => ({ last: undefined }));

function partsOf(references: readonly StrongReference[], { byName, parts }: Names): Parts {
  const known = parts.get(references);
  if (known) return known;
  const made = {
    inside: references.flatMap((reference) => {
      const targets = byName.get(reference.name);
      return targets ? [{ reference, targets }] : [];
    }),
    outside: references.filter(({ name }) => !byName.has(name)),
  };
  parts.set(references, made);
  return made;
}
