/** Reloading: what is unloaded, what is loaded again, and with which parameters. */
import { describe, expect, test } from "vitest";
import { planReload, reload } from "../../../client/src/kernel/kmod/reload.ts";
import { changed, evidence, fakeTarget, koFile } from "./fake-target.ts";

const parameter = (name: string, type: string) => ({ name, type, description: undefined });
const hello = koFile("hello", {
  parameters: [
    parameter("count", "int"),
    parameter("who", "charp"),
    parameter("odd", "my_own_type"),
    parameter("unset", "charp"),
  ],
});

const modules = ["top 1 0 - Live 0x0 (OE)", "user 1 1 top, Live 0x0 (OE)", "hello 1 1 user, Live 0x0 (OE)"];

/** As the script of a snapshot prints it. */
const snapshot = [
  ...modules.map((line) => `../../proc/modules:${line}`),
  "../../proc/sys/kernel/osrelease:6.1.0-56-amd64",
  "hello/parameters/count:3",
  "hello/parameters/who:the world",
  "hello/parameters/odd:shown in its own way",
  "hello/parameters/unset:(null)",
  "user/parameters/speed:9",
  ...["count", "who", "odd", "unset"].map(
    (name) => `(standard input):-rw-r--r-- 1 root root 4096 Nov 23 21:00 hello/parameters/${name}`,
  ),
  "(standard input):-r--r--r-- 1 root root 4096 Nov 23 21:00 user/parameters/speed",
  "",
].join("\n");

const machine = (...changes: readonly string[]) =>
  fakeTarget({
    modules: `${modules.join("\n")}\n`,
    snapshot,
    evidence: evidence(...modules.map((line) => `/proc/modules:${line}`), "installed top"),
    changes: Object.fromEntries(changes.map((change) => [change, changed(0)])),
  });

const request = {
  module: { kind: "built" as const, ko: hello },
  parameters: [{ name: "count", value: "7" }],
  withDependencies: false,
  built: [hello, koFile("user")],
};

describe("a reload", () => {
  test("unloads users first and loads them again after it, with the values that they had", async () => {
    const plan = await planReload(machine(), request, { keepParameters: true });
    expect(plan.unload.modules).toEqual(["top", "user", "hello"]);
    expect(plan.load.steps.map(({ name, module, parameters }) => [module.kind, name, parameters])).toEqual([
      // What is asked for wins; a text that was never set and a value of a type of its own are not given back.
      [
        "built",
        "hello",
        [
          { name: "count", value: "7" },
          { name: "who", value: "the world" },
        ],
      ],
      ["built", "user", []],
      ["installed", "top", []],
    ]);
    expect(plan.load.warnings).toEqual([]);
  });

  test("forgets the values where they are not wanted", async () => {
    const plan = await planReload(machine(), request, { keepParameters: false });
    expect(plan.load.steps[0]?.parameters).toEqual([{ name: "count", value: "7" }]);
  });

  test("warns of users that cannot come back", async () => {
    const plan = await planReload(machine(), { ...request, built: [hello] }, { keepParameters: true });
    expect(plan.load.steps.map(({ name }) => name)).toEqual(["hello", "top"]);
    expect(plan.load.warnings).toMatchObject([{ cause: "no-such-file", isCertain: false }]);
    expect(plan.load.warnings[0]?.message).toContain("user uses the module");
  });

  test("does all of it in order", async () => {
    const target = machine(
      "rmmod top",
      "rmmod user",
      "rmmod hello",
      "insmod hello",
      "insmod user",
      "modprobe top",
    );
    const plan = await planReload(target, request, { keepParameters: false });
    expect(await reload(target, plan)).toMatchObject({ kind: "done", done: ["hello", "user", "top"] });
    expect(target.asked.filter((one) => /^(?:rmmod|insmod|modprobe)/.test(one))).toEqual([
      "rmmod top",
      "rmmod user",
      "rmmod hello",
      "insmod hello count=7",
      "insmod user",
      "modprobe top",
    ]);
  });

  test("of a module that is not loaded only loads it", async () => {
    const target = fakeTarget({
      modules: "",
      snapshot: "=\n=\n=\n../../proc/modules:x 1 0 - Live 0x0\n../../proc/sys/kernel/osrelease:6.1\n",
      changes: { "insmod hello": changed(0) },
    });
    const plan = await planReload(target, request, { keepParameters: true });
    expect(plan.unload.modules).toEqual([]);
    expect(await reload(target, plan)).toMatchObject({ kind: "done", done: ["hello"] });
  });
});
