/** What a kernel took once need not be compared with it again, as long as only code changes. */
import { expect, test } from "vitest";
import { planReload } from "../../../client/src/kernel/kmod/reload.ts";
import { createTakenBuilds } from "../../../client/src/kernel/kmod/taken-builds.ts";
import { evidence, fakeTarget, koFile } from "./fake-target.ts";

const machine = { release: "6.1.0-56-amd64", architecture: "x86_64", hasModules: true, isRoot: true };
const hello = koFile("hello", { srcversion: "AAAA", undefinedSymbols: ["_printk"] });

const loaded = (...lines: readonly string[]) => {
  const fake = fakeTarget({
    snapshot: [
      ...lines.map((line) => `../../proc/modules:${line}`),
      "../../proc/sys/kernel/osrelease:6.1.0-56-amd64",
      "",
    ].join("\n"),
    evidence: evidence("export _printk ffffffffb8670ce0"),
  });
  return { ...fake, state: { kind: "connected" as const, machine } };
};

const request = (ko: typeof hello) => ({
  module: { kind: "built" as const, ko },
  parameters: [{ name: "nothing", value: "1" }],
  withDependencies: true,
  built: [ko],
});

test("the next build of a loaded module is planned by one look at what is loaded", async () => {
  const target = loaded("hello 1 0 - Live 0x0 (OE)");
  const taken = createTakenBuilds();
  taken.add(target, hello);
  const next = { ...hello, srcversion: "BBBB" };
  const plan = await planReload(target, request(next), { keepParameters: true, taken });
  expect(target.asked).toEqual(["snapshot"]);
  expect(plan.unload.modules).toEqual(["hello"]);
  expect(plan.load.steps.map(({ module }) => module)).toEqual([{ kind: "built", ko: next }]);
  // What is known without the machine is said all the same.
  expect(plan.load.warnings.map(({ cause }) => cause)).toEqual(["unknown-parameter"]);
});

test.each([
  ["uses another symbol", { undefinedSymbols: ["_printk", "kfree"] }],
  ["was built for another kernel", { vermagic: "6.12.0 SMP" }],
  ["has another licence", { license: "Proprietary" }],
])("one that %s is compared with the machine", async (_, change) => {
  const target = loaded("hello 1 0 - Live 0x0 (OE)");
  const taken = createTakenBuilds();
  taken.add(target, hello);
  await planReload(target, request({ ...hello, ...change }), { keepParameters: true, taken });
  expect(target.asked).toContain("evidence");
});

test("so is one that is not loaded now, and one on another connection", async () => {
  const target = loaded("other 1 0 - Live 0x0");
  const taken = createTakenBuilds();
  taken.add(target, hello);
  await planReload(target, request(hello), { keepParameters: true, taken });
  expect(target.asked).toContain("evidence");
  const again = {
    ...loaded("hello 1 0 - Live 0x0"),
    state: { kind: "connected" as const, machine: { ...machine } },
  };
  await planReload(again, request(hello), { keepParameters: true, taken });
  expect(again.asked).toContain("evidence");
});
