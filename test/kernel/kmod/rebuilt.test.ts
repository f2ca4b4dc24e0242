/** A plan made while a module was still being built holds for what came of the build, unless it asks for something else. */
import { expect, test } from "vitest";
import { planForRebuilt } from "../../../client/src/kernel/kmod/rebuilt.ts";
import { koFile } from "./fake-target.ts";

const before = koFile("hello", { srcversion: "AAAA", undefinedSymbols: ["_printk"] });
const user = { name: "user", module: { kind: "installed" as const, name: "user" }, parameters: [] };
const plan = {
  unload: { modules: ["hello"] },
  load: {
    steps: [
      {
        name: "hello",
        module: { kind: "built" as const, ko: before },
        parameters: [{ name: "a", value: "1" }],
      },
      user,
    ],
    warnings: [],
    built: [before],
  },
};

test("where only code has changed, the new file takes the old one's place", () => {
  const after = { ...before, srcversion: "BBBB" };
  expect(planForRebuilt(plan, before, after)).toEqual({
    unload: { modules: ["hello"] },
    load: {
      steps: [
        {
          name: "hello",
          module: { kind: "built", ko: after },
          parameters: [{ name: "a", value: "1" }],
        },
        user,
      ],
      warnings: [],
      built: [after],
    },
  });
});

test("where it uses another symbol, was built for another kernel or has another parameter, there is no plan", () => {
  const count = { name: "count", type: "int", description: undefined };
  for (const change of [
    { undefinedSymbols: ["_printk", "kfree"] },
    { vermagic: "6.12.0 SMP" },
    { parameters: [count] },
  ])
    expect(planForRebuilt(plan, before, { ...before, ...change })).toBeUndefined();
});
