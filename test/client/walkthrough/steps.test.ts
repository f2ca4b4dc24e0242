import { describe, expect, it } from "vitest";
import { keepSteps, type Store, walkthroughSteps } from "../../../client/src/walkthrough/steps.ts";

/** What `vscode.Memento` does, over sessions. */
function createStore(initial?: unknown): Store {
  const values = new Map<string, unknown>([["kmod.walkthrough", initial]]);
  return {
    get: (key) => values.get(key),
    async update(key, value) {
      values.set(key, value);
    },
  };
}

const neverFails = (error: unknown): void => expect.unreachable(String(error));

describe("the steps that were done", () => {
  it("are kept over sessions, in the order of the walkthrough", () => {
    const store = createStore();
    const steps = keepSteps(store, neverFails);
    expect(steps.add("load")).toBe(true);
    expect(steps.add("kernel")).toBe(true);
    expect(keepSteps(store, neverFails).all()).toEqual(["kernel", "load"]);
  });

  it("are new only once", () => {
    const steps = keepSteps(createStore(["build"]), neverFails);
    expect(steps.has("build")).toBe(true);
    expect(steps.add("build")).toBe(false);
  });

  it("can be forgotten", () => {
    const store = createStore([...walkthroughSteps]);
    keepSteps(store, neverFails).clear();
    expect(keepSteps(store, neverFails).all()).toEqual([]);
  });

  it.each([[undefined], ["load"], [{ load: true }], [["gone", 3]], [["gone"]]])(
    "are none where another version kept %j",
    (stored) => expect(keepSteps(createStore(stored), neverFails).all()).toEqual([]),
  );

  it("count for the session where they cannot be kept, and that is said", async () => {
    const broken = new Error("disk full");
    const store: Store = { get: () => undefined, update: () => Promise.reject(broken) };
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const steps = keepSteps(store, resolve);
    steps.add("log");
    expect(await promise).toBe(broken);
    expect(steps.all()).toEqual(["log"]);
  });
});
