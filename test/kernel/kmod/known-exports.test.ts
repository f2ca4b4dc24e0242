/** Exports of the kernel are looked up once for each connection. */
import { expect, test } from "vitest";
import { createKnownExports } from "../../../client/src/kernel/kmod/known-exports.ts";
import { planLoad } from "../../../client/src/kernel/kmod/plan.ts";
import { evidence, fakeTarget, koFile } from "./fake-target.ts";

const machine = { release: "6.1.0-56-amd64", architecture: "x86_64", hasModules: true, isRoot: true };

/** Of the kernel's own, and of a module that may go again. */
const answers = {
  evidence: evidence("export _printk ffffffffb8670ce0", "export helper_call ffffffffc0001000 [helper]"),
};

const request = {
  module: {
    kind: "built" as const,
    ko: koFile("hello", { undefinedSymbols: ["_printk", "helper_call"] }),
  },
  parameters: [],
  withDependencies: false,
  built: [],
};

test("what the kernel exports is asked once for a connection, what modules export each time", async () => {
  const known = createKnownExports();
  const target = { ...fakeTarget(answers), state: { kind: "connected" as const, machine } };
  await planLoad(target, request, { known });
  const { warnings } = await planLoad(target, request, { known });
  expect(target.inputs).toEqual(["m hello\ns _printk\ns helper_call\n", "m hello\ns helper_call\n"]);
  expect(warnings).toEqual([]);
  // Connected again: it may be another start of the machine.
  const again = { ...target, state: { kind: "connected" as const, machine: { ...machine } } };
  await planLoad(again, request, { known });
  expect(target.inputs.at(-1)).toBe("m hello\ns _printk\ns helper_call\n");
});
