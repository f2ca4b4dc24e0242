/** Where the boxes and arrows of a dependency graph stand. Pure: a graph in, coordinates in CSS pixels out. */
import { Graph, layout } from "@dagrejs/dagre";
import type { DependenciesResult } from "../../../server/src/protocol/messages.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedNode {
  readonly id: string;
  readonly name: string;
  readonly kind: "source" | "kernel" | "missing";
  readonly isInCycle: boolean;
  /** The middle of the box. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: "symbols" | "pre" | "post";
  readonly symbols: readonly string[];
  /** At least two, from box to box. */
  readonly points: readonly Point[];
  readonly label: Point;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  /** In the order of the graph's edges. */
  readonly edges: readonly PlacedEdge[];
}

/** Advance of a digit or letter in the editor's usual font at 13 pixels, generously. */
const letterWidth = 7.8;
const boxHeight = 32;
const boxPadding = 28;

/** Arrows run from left to right: what a module needs stands right of it. */
export const layoutGraph = ({
  nodes,
  edges,
  cycles,
}: Pick<DependenciesResult, "nodes" | "edges" | "cycles">): Picture => {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 90, edgesep: 14, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, name } of nodes)
    graph.setNode(id, { width: Math.ceil(name.length * letterWidth) + boxPadding, height: boxHeight });
  const known = new Set(nodes.map(({ id }) => id));
  const drawn = edges.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to);
  for (const [index, { from, to }] of drawn.entries())
    graph.setEdge(from, to, { width: 28, height: 16, labelpos: "c" }, String(index));
  layout(graph);
  const cyclic = new Set(cycles.flat());
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: finite(width),
    height: finite(height),
    nodes: nodes.map(({ id, name, kind }) => {
      const box = graph.node(id);
      return {
        id,
        name,
        kind,
        isInCycle: cyclic.has(id),
        x: finite(box.x),
        y: finite(box.y),
        width: box.width,
        height: box.height,
      };
    }),
    edges: drawn.map(({ from, to, kind, symbols }, index) => {
      const line = graph.edge({ v: from, w: to, name: String(index) });
      const points = (line.points ?? []).map(({ x, y }: Point) => ({ x: finite(x), y: finite(y) }));
      return { from, to, kind, symbols, points, label: { x: finite(line.x), y: finite(line.y) } };
    }),
  };
};

/** An empty graph has no size. */
const finite = (value: number | undefined): number =>
  value === undefined || !Number.isFinite(value) ? 0 : Math.round(value * 10) / 10;
