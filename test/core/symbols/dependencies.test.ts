/** Which module needs which: the graph, its order and cycles, and its DOT. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  createProviders,
  type DependencyGraph,
  dependencyGraph,
  type SourceModule,
} from "../../../server/src/core/symbols/dependencies.ts";
import { dependencyDot } from "../../../server/src/core/symbols/dependency-dot.ts";
import { loadOrder } from "../../../server/src/core/symbols/load-order.ts";
import { readSymvers } from "../../../server/src/core/symbols/symvers.ts";

const place = { path: "/m/a.c", start: 0, end: 1 };

interface Made {
  readonly exports?: readonly string[];
  readonly imports?: readonly string[];
  readonly pre?: readonly string[];
}

const module = (id: string, { exports = [], imports = [], pre = [] }: Made): SourceModule => ({
  id,
  name: id.replaceAll("-", "_"),
  listed: place,
  sources: [],
  symbols: {
    exports: exports.map((name) => ({ name, isGplOnly: false, namespace: undefined, place })),
    imports: imports.map((name) => ({ name, certainty: "mention", place })),
    softDependencies: pre.map((name) => ({ kind: "pre", module: name, place })),
    isWhole: true,
  },
});

const kernel = readSymvers(
  "0x1\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n0x2\tmii_link_ok\tdrivers/net/mii\tEXPORT_SYMBOL_GPL\tNET\n",
);

const graphOf = (modules: readonly SourceModule[], withKernelModules = false): DependencyGraph =>
  dependencyGraph(modules, createProviders(modules, kernel), { withKernelModules });

const edgesOf = (graph: DependencyGraph): readonly string[] =>
  graph.edges.map(
    ({ from, to, kind, symbols }) => `${from} ${kind} ${to}: ${symbols.map(({ name }) => name).join(" ")}`,
  );

it("a module needs the modules that export what it imports, and vmlinux is none", () => {
  const core = module("core", { exports: ["core_b", "core_a"] });
  const driver = module("driver", { imports: ["core_b", "printk", "core_a", "mii_link_ok"] });
  const graph = graphOf([driver, core]);
  expect(edgesOf(graph)).toEqual(["driver symbols core: core_a core_b"]);
  expect(graph.order).toEqual(["core", "driver"]);
  expect(graph.cycles).toEqual([]);
});

it("the kernel's modules are leaves where they are asked for", () => {
  const graph = graphOf([module("driver", { imports: ["mii_link_ok"] })], true);
  expect(edgesOf(graph)).toEqual(["driver symbols drivers/net/mii: mii_link_ok"]);
  expect(graph.nodes.map(({ id, name, kind }) => [id, name, kind])).toEqual([
    ["driver", "driver", "source"],
    ["drivers/net/mii", "mii", "kernel"],
  ]);
});

it("a module of the sources stands for the kernel's module of its name, dashes or underscores", () => {
  const mii = module("drivers/net/mii", {});
  const driver = module("driver", { imports: ["mii_link_ok"] });
  expect(edgesOf(graphOf([mii, driver]))).toEqual(["driver symbols drivers/net/mii: mii_link_ok"]);
});

it("what a module exports itself it needs from nobody", () => {
  expect(graphOf([module("a", { exports: ["f"], imports: ["f"] })]).edges).toEqual([]);
});

it("modules that need each other are a cycle, told the shortest way around, and are ordered all the same", () => {
  const modules = [
    module("a", { exports: ["a"], imports: ["b"] }),
    module("b", { exports: ["b"], imports: ["c"] }),
    module("c", { exports: ["c"], imports: ["a", "b"] }),
    module("d", { imports: ["a"] }),
  ];
  const { cycles, order } = graphOf(modules);
  expect(cycles).toEqual([["a", "b", "c"]]);
  expect(order.toSorted()).toEqual(["a", "b", "c", "d"]);
  expect(order.at(-1)).toBe("d");
});

it("a soft dependency orders but makes no cycle", () => {
  const modules = [
    module("a", { pre: ["b-x"] }),
    module("b-x", { exports: ["b"], pre: ["a"] }),
    module("c", { imports: ["b"] }),
  ];
  const graph = graphOf(modules);
  expect(edgesOf(graph)).toEqual(["a pre b-x: b-x", "b-x pre a: a", "c symbols b-x: b"]);
  expect(graph.cycles).toEqual([]);
  expect(graph.order.indexOf("b-x")).toBeLessThan(graph.order.indexOf("c"));
});

const names = fc.constantFrom("a", "b", "c", "d", "e", "f");
const someEdges = fc.array(
  fc.record({ from: names, to: names, kind: fc.constantFrom("symbols", "pre", "post") }),
  { maxLength: 14 },
);

it("every order has each node once, and whatever a node needs before it unless a cycle forbids", () => {
  fc.assert(
    fc.property(someEdges, (edges) => {
      const nodes = ["a", "b", "c", "d", "e", "f"];
      const { order, cycles } = loadOrder(nodes, edges);
      expect(order.toSorted()).toEqual(nodes);
      const hard = edges.filter(({ kind, from, to }) => kind === "symbols" && from !== to);
      const reaches = (from: string, to: string): boolean => {
        const seen = new Set([from]);
        for (const at of seen) for (const edge of hard) if (edge.from === at) seen.add(edge.to);
        return seen.has(to);
      };
      for (const { from, to } of hard)
        if (!reaches(to, from)) expect(order.indexOf(to)).toBeLessThan(order.indexOf(from));
      const inCycles = nodes.filter((node) =>
        hard.some(({ from, to }) => from === node && reaches(to, node)),
      );
      expect(cycles.length > 0).toBe(inCycles.length > 0);
      for (const cycle of cycles)
        for (const [at, node] of cycle.entries()) {
          const next = cycle[(at + 1) % cycle.length];
          expect(hard.some(({ from, to }) => from === node && to === next)).toBe(true);
        }
    }),
  );
});

it("DOT is well-formed whatever the names are", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (id, symbol) => {
      const modules = [module(id, { imports: [symbol] }), module(`${id}2`, { exports: [symbol] })];
      const dot = dependencyDot(graphOf(modules));
      expect(dot.startsWith("digraph modules {\n")).toBe(true);
      expect(dot.endsWith("}\n")).toBe(true);
      for (const line of dot.split("\n").slice(3, -2)) {
        const outside = line.replaceAll(/"(?:[^"\\]|\\[\s\S])*"/g, '""');
        expect(outside).toMatch(/^ {2}""(?: -> "")? \[[\w", =]*\];$/);
      }
    }),
  );
});

it("DOT says what kind of module and of dependency it is", () => {
  const modules = [module("a", { imports: ["mii_link_ok"], pre: ["gone"] })];
  const dot = dependencyDot(graphOf(modules, true));
  expect(dot).toContain('"a" [label="a", tooltip="a", style=bold];');
  expect(dot).toContain('"drivers/net/mii" [label="mii", tooltip="drivers/net/mii", color="gray50"');
  expect(dot).toContain('"a" -> "gone" [style=dashed, label="soft pre"];');
  expect(dot).toContain('"a" -> "drivers/net/mii" [label="1", tooltip="mii_link_ok"];');
});
