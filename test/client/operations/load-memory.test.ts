/** What modules were last loaded with, kept with the workspace. */
import { expect, it } from "vitest";
import { createLoadMemory, type Store, withLastValues } from "../../../client/src/operations/load-memory.ts";

function storeOf(first?: unknown): Store {
  const values = new Map<string, unknown>(first === undefined ? [] : [["kmod.lastLoads", first]]);
  return {
    get: (key) => values.get(key),
    async update(key, value) {
      // As VS Code does it: what is not JSON would not come back.
      values.set(key, JSON.parse(JSON.stringify(value)));
    },
  };
}

it("knows the last values per machine and module, also after a restart", async () => {
  const store = storeOf();
  const values = [{ name: "count", value: "2" }];
  await createLoadMemory(store).remember("vm:a", "hello", { file: "/w/hello.ko", values });
  await createLoadMemory(store).remember("vm:a", "hello", { file: "/w/hello.ko", values: [] });
  await createLoadMemory(store).remember("vm:b", "hello", { file: undefined, values });
  const memory = createLoadMemory(store);
  expect(memory.last("vm:a", "hello")).toEqual({ file: "/w/hello.ko", values: [] });
  expect(memory.last("vm:b", "hello")).toEqual({ file: undefined, values });
  expect(memory.last("vm:a", "other")).toBeUndefined();
});

it("lists files, the last loaded first, each once", async () => {
  const memory = createLoadMemory(storeOf());
  for (const [target, file] of [
    ["vm:a", "/w/a.ko"],
    ["vm:a", "/w/b.ko"],
    ["vm:b", "/w/a.ko"],
  ] as const)
    await memory.remember(target, file, { file, values: [] });
  expect(memory.recentFiles()).toEqual(["/w/a.ko", "/w/b.ko"]);
});

it("takes what it cannot read for nothing", async () => {
  const memory = createLoadMemory(storeOf([{ target: 1 }]));
  expect(memory.recentFiles()).toEqual([]);
  await memory.remember("vm:a", "hello", { file: "/w/hello.ko", values: [] });
  expect(memory.recentFiles()).toEqual(["/w/hello.ko"]);
});

it("forgets the oldest of very many", async () => {
  const memory = createLoadMemory(storeOf());
  for (let at = 0; at < 201; at++) await memory.remember("vm:a", `m${at}`, { file: undefined, values: [] });
  expect(memory.last("vm:a", "m0")).toBeUndefined();
  expect(memory.last("vm:a", "m1")).toBeDefined();
  expect(memory.last("vm:a", "m200")).toBeDefined();
});

it("gives what is loaded before a module the values of its own last time", async () => {
  const memory = createLoadMemory(storeOf());
  const values = [{ name: "count", value: "2" }];
  await memory.remember("vm:a", "dep", { file: undefined, values });
  await memory.remember("vm:a", "hello", { file: undefined, values });
  const steps = ["dep", "other", "hello"].map((name) => ({
    name,
    module: { kind: "installed" as const, name },
    parameters: [],
  }));
  const asked = { name: "hello", parameters: [] };
  expect(withLastValues(memory, "vm:a", steps, asked).map(({ parameters }) => parameters)).toEqual([
    values,
    [],
    [],
  ]);
  expect(withLastValues(memory, "vm:b", steps, asked)).toEqual(steps);
});
