/** What loading and unloading do on a machine, in which order, and what they leave behind. */
import { describe, expect, test } from "vitest";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import { load } from "../../../client/src/kernel/kmod/load.ts";
import type { LoadPlan } from "../../../client/src/kernel/kmod/operation.ts";
import { unload } from "../../../client/src/kernel/kmod/unload.ts";
import { changed, evidence, fakeTarget, folder, koFile } from "./fake-target.ts";

const built = (name: string, parameters: LoadPlan["steps"][number]["parameters"] = []) => ({
  name,
  module: { kind: "built" as const, ko: koFile(name) },
  parameters,
});

const plan: LoadPlan = {
  steps: [
    {
      name: "crc32",
      module: { kind: "installed", name: "crc32" },
      parameters: [{ name: "how", value: "well done" }],
    },
    built("e_prov"),
    built("hello", [
      { name: "who", value: "the world" },
      { name: "count", value: "3" },
    ]),
  ],
  warnings: [],
  built: [],
};

describe("load", () => {
  test("copies what is needed, takes the steps in order, from a private folder that is removed, and gives what the kernel said", async () => {
    const target = fakeTarget({
      changes: {
        "modprobe crc32": changed(0),
        "insmod e_prov": changed(0, "", ["[    1.0] e_prov: loading out-of-tree module taints kernel."]),
        "insmod hello": changed(0, "", ["[    2.0] hello the world 3"]),
      },
    });
    expect(await load(target, plan)).toEqual({
      kind: "done",
      done: ["crc32", "e_prov", "hello"],
      kernelLines: [
        "[    1.0] e_prov: loading out-of-tree module taints kernel.",
        "[    2.0] hello the world 3",
      ],
    });
    expect(target.asked).toEqual([
      "folder",
      `copy /src/e_prov.ko ${folder}/e_prov.ko`,
      `copy /src/hello.ko ${folder}/hello.ko`,
      // modprobe puts quotes around a value with a space itself; busybox' would do so twice.
      "modprobe crc32 how=well done",
      "insmod e_prov",
      // insmod does not, and the kernel splits at blanks but inside double quotes.
      'insmod hello who="the world" count=3',
      "remove",
    ]);
  });

  test("stops at the first that fails: what was loaded stays, the folder does not", async () => {
    const target = fakeTarget({
      changes: {
        "modprobe crc32": changed(0),
        "insmod e_prov": changed(1, "insmod: ERROR: could not insert module x: No such device"),
      },
    });
    expect(await load(target, plan)).toMatchObject({ kind: "failed", done: ["crc32"], failed: "e_prov" });
    expect(target.asked.at(-1)).toBe("remove");
  });

  test("removes the folder where it is cancelled as well", async () => {
    const target = fakeTarget({
      changes: { "insmod hello": new TargetError("cancelled", "It was stopped.", "") },
    });
    await expect(load(target, { ...plan, steps: plan.steps.slice(2) })).rejects.toMatchObject({
      problem: "cancelled",
    });
    expect(target.asked.at(-1)).toBe("remove");
  });

  test("removes it when the machine is back, where the connection was lost in between", async () => {
    const lost = new TargetError("lost", "gone", "Connect again.");
    const target = fakeTarget({ changes: { "insmod hello": lost }, remove: [lost, ""] });
    await load(target, { ...plan, steps: plan.steps.slice(2) });
    const machine = { release: "6.1", architecture: "x86_64", hasModules: true, isRoot: true };
    target.become({ kind: "connecting", step: "" });
    target.become({ kind: "connected", machine });
    target.become({ kind: "connected", machine });
    expect(target.asked.filter((one) => one === "remove")).toHaveLength(2);
  });

  test("says of a file that was built away that it is gone", async () => {
    const target = fakeTarget({ copy: new Error("ENOENT") });
    const report = await load(target, { ...plan, steps: plan.steps.slice(2) });
    expect(report).toMatchObject({ kind: "failed", diagnosis: { cause: "no-such-file" } });
    expect(target.asked.at(-1)).toBe("remove");
  });

  test("says that a program is missing there", async () => {
    const target = fakeTarget({ changes: { "modprobe crc32": "missing\n" } });
    await expect(load(target, plan)).rejects.toMatchObject({
      problem: "missing-program",
      message: "modprobe is not installed on the machine.",
    });
  });
});

describe("unload", () => {
  const inUse = changed(1, "rmmod: ERROR: Module hello is in use");
  const facts = evidence("/proc/modules:hello 16384 1 - Live 0x0 (OE)");

  test("takes the modules in order and gives what the kernel said", async () => {
    const target = fakeTarget({
      changes: { "rmmod user": changed(0), "rmmod hello": changed(0, "", ["[    1.0] bye"]) },
    });
    expect(await unload(target, { modules: ["user", "hello"] })).toEqual({
      kind: "done",
      done: ["user", "hello"],
      kernelLines: ["[    1.0] bye"],
    });
  });

  test("tries again while it is used, as long as it may", async () => {
    const target = fakeTarget({ evidence: facts, changes: { "rmmod hello": [inUse, changed(0)] } });
    expect(await unload(target, { modules: ["hello"] }, { waitMs: 5_000 })).toMatchObject({ kind: "done" });
  });

  test("tries once where nothing is said of waiting", async () => {
    const target = fakeTarget({ evidence: facts, changes: { "rmmod hello": [inUse, changed(0)] } });
    expect(await unload(target, { modules: ["hello"] })).toMatchObject({ kind: "failed", failed: "hello" });
  });
});
