/** In which order modules can be loaded, and which cannot be loaded at all because they need each other. */

export interface Order {
  /** Every node once: whatever a node needs stands before it, but for what lies in a cycle with it. */
  readonly order: readonly string[];
  /**
   * Nodes that need each other through symbols, each cycle by one shortest way around: depmod refuses them, and none of
   * them can be loaded.
   */
  readonly cycles: readonly (readonly string[])[];
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: "symbols" | "pre" | "post";
}

/** Takes nodes and edges between them (others are passed over); the order keeps to that of the nodes where it can. */
export const loadOrder = (nodes: readonly string[], edges: readonly Edge[]): Order => {
  const known = new Set(nodes);
  const needs = new Map<string, string[]>(nodes.map((node) => [node, []]));
  const asks = new Map<string, string[]>(nodes.map((node) => [node, []]));
  for (const { from, to, kind } of edges) {
    if (!known.has(from) || !known.has(to) || from === to) continue;
    if (kind === "symbols") needs.get(from)?.push(to);
    else if (kind === "pre") asks.get(from)?.push(to);
    else asks.get(to)?.push(from);
  }
  const components = strongComponents(nodes, (node) => needs.get(node) ?? []);
  const cycles = components
    .filter((component) => component.length > 1)
    .map((component) => wayAround(component, (node) => needs.get(node) ?? []));
  const wished = ordered(components, [needs, asks]);
  const at = new Map(wished.map((node, index) => [node, index]));
  const componentOf = new Map(
    components.flatMap((nodesOf, index) => nodesOf.map((node) => [node, index] as const)),
  );
  const isPossible = nodes.every((node) =>
    (needs.get(node) ?? []).every(
      (needed) =>
        (at.get(needed) ?? 0) < (at.get(node) ?? 0) || componentOf.get(needed) === componentOf.get(node),
    ),
  );
  // Soft dependencies order what symbols leave free; where they contradict each other or the symbols, symbols win.
  return { order: isPossible ? wished : ordered(components, [needs]), cycles };
};

type Wants = ReadonlyMap<string, readonly string[]>;

/** Depth first, so that what a node wants stands near it; a want that leads back to where it came from is passed over. */
const ordered = (components: readonly (readonly string[])[], wants: readonly Wants[]): readonly string[] => {
  const of = new Map(components.flatMap((component) => component.map((node) => [node, component] as const)));
  const met = new Set<readonly string[]>();
  const order: string[] = [];
  const stack: { readonly component: readonly string[]; readonly before: (readonly string[])[] }[] = [];
  const enter = (component: readonly string[]): void => {
    met.add(component);
    const wanted = wants.flatMap((map) => component.flatMap((node) => map.get(node) ?? []));
    stack.push({ component, before: wanted.flatMap((node) => [of.get(node) ?? []]).toReversed() });
  };
  for (const component of components) {
    if (!met.has(component)) enter(component);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.before.pop();
      if (next === undefined) order.push(...(stack.pop()?.component ?? []));
      else if (!met.has(next)) enter(next);
    }
  }
  return order;
};

/** Tarjan's algorithm without recursion: a component comes after those it needs; within one, in the order given. */
const strongComponents = (
  nodes: readonly string[],
  next: (node: string) => readonly string[],
): readonly (readonly string[])[] => {
  const rank = new Map(nodes.map((node, at) => [node, at]));
  const number = new Map<string, number>();
  const low = new Map<string, number>();
  const waiting: string[] = [];
  const isWaiting = new Set<string>();
  const components: string[][] = [];
  for (const root of nodes) {
    if (number.has(root)) continue;
    const path: { readonly node: string; at: number }[] = [];
    const enter = (node: string): void => {
      number.set(node, number.size);
      low.set(node, number.size - 1);
      waiting.push(node);
      isWaiting.add(node);
      path.push({ node, at: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { node } = top;
      const target = next(node)[top.at++];
      if (target !== undefined) {
        if (!number.has(target)) enter(target);
        else if (isWaiting.has(target)) low.set(node, Math.min(low.get(node) ?? 0, number.get(target) ?? 0));
        continue;
      }
      path.pop();
      const above = path.at(-1)?.node;
      if (above !== undefined) low.set(above, Math.min(low.get(above) ?? 0, low.get(node) ?? 0));
      if (low.get(node) !== number.get(node)) continue;
      const component = waiting.splice(waiting.lastIndexOf(node));
      for (const one of component) isWaiting.delete(one);
      components.push(component.toSorted((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)));
    }
  }
  return components;
};

/** The shortest way from the first of a component back to itself, by breadth. */
const wayAround = (
  component: readonly string[],
  next: (node: string) => readonly string[],
): readonly string[] => {
  const [start = ""] = component;
  const members = new Set(component);
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const target of next(node)) {
      if (!members.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  const way: string[] = [];
  for (
    let at = cameFrom.get(start);
    at !== undefined && at !== start && way.length < component.length;
    at = cameFrom.get(at)
  )
    way.unshift(at);
  return [start, ...way];
};
