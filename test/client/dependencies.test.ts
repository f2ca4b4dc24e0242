/** The picture of module dependencies: where things stand, and what is said where there is nothing to draw. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { describeDependencies } from "../../client/src/dependencies/describe.ts";
import { layoutGraph } from "../../client/src/dependencies/layout.ts";
import { dependencyPage } from "../../client/src/dependencies/page.ts";
import type { DependenciesResult, DependencyUse } from "../../server/src/protocol/messages.ts";

const result = (
  ids: readonly string[],
  pairs: readonly (readonly [string, string])[],
  more: Partial<DependenciesResult> = {},
): DependenciesResult => ({
  folder: "/w/m",
  nodes: ids.map((id) => ({ id, name: id, kind: "source", place: undefined })),
  edges: pairs.map(
    ([from, to]): DependencyUse => ({ from, to, kind: "symbols", symbols: ["s"], place: undefined }),
  ),
  cycles: [],
  dot: "",
  isKernelKnown: true,
  ...more,
});

const describeIt = (one: DependenciesResult | undefined) => describeDependencies(one, (path) => path);

it("what a module needs stands right of it, and an arrow goes from one to the other", () => {
  const { nodes, edges } = layoutGraph(result(["driver", "core"], [["driver", "core"]]));
  const [driver, core] = nodes;
  expect(driver?.x).toBeLessThan(core?.x ?? 0);
  expect(edges[0]?.points.length).toBeGreaterThanOrEqual(2);
});

it("boxes are in the picture and do not overlap, cycles and loops included", () => {
  const names = fc.constantFrom<string>("a", "bb", "ccc", "a_long_module_name", "e");
  fc.assert(
    fc.property(fc.uniqueArray(names), fc.array(fc.tuple(names, names), { maxLength: 12 }), (ids, pairs) => {
      const { nodes, edges, width, height } = layoutGraph(result(ids, pairs));
      expect(nodes.map(({ id }) => id)).toEqual(ids);
      for (const node of nodes) {
        expect(node.x - node.width / 2).toBeGreaterThanOrEqual(0);
        expect(node.x + node.width / 2).toBeLessThanOrEqual(width);
        expect(node.y + node.height / 2).toBeLessThanOrEqual(height);
        for (const other of nodes) {
          if (other === node) continue;
          const isApart =
            Math.abs(node.x - other.x) >= (node.width + other.width) / 2 ||
            Math.abs(node.y - other.y) >= (node.height + other.height) / 2;
          expect(isApart).toBe(true);
        }
      }
      for (const { from, to } of edges) expect(ids.includes(from) && ids.includes(to)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

it("members of a cycle are marked, and the cycle is told", () => {
  const told = describeIt(
    result(
      ["a", "b", "c"],
      [
        ["a", "b"],
        ["b", "a"],
      ],
      { cycles: [["a", "b"]] },
    ),
  );
  expect(told).toMatchObject({
    kind: "picture",
    caption: "/w/m: 3 modules, 2 dependencies",
    warnings: ["a → b → a: depmod refuses this cycle; none of them can be loaded."],
    picture: { nodes: [{ isInCycle: true }, { isInCycle: true }, { isInCycle: false }] },
  });
});

it("where there is nothing to draw it says what to do", () => {
  expect(describeIt(undefined)).toMatchObject({ kind: "problem", text: expect.stringContaining("obj-m") });
  expect(describeIt(result([], [], { tooMany: 700 }))).toMatchObject({
    kind: "problem",
    text: expect.stringContaining("700 modules, too many to draw"),
  });
  expect(describeIt(result([], []))).toMatchObject({
    kind: "problem",
    text: expect.stringContaining("kernel"),
  });
});

it("a kernel without Module.symvers is told of", () => {
  expect(describeIt(result(["a"], [], { isKernelKnown: false }))).toMatchObject({
    warnings: [expect.stringContaining("Module.symvers")],
  });
});

it("the page takes scripts and styles of its nonce alone, and nothing from anywhere else", () => {
  const page = dependencyPage('const a = "</script><b>";', "abc");
  expect(page).toContain(`content="default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc';"`);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page.match(/<\/script>/g)).toHaveLength(1);
  expect(page).not.toMatch(/https?:|\bon\w+=|style="/);
});
