/** Saves of many files are one build, and a save while it runs is the next one. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createOneAtATime } from "../../../client/src/build/one-at-a-time.ts";
import { createSaveBatches } from "../../../client/src/build/save-batches.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it("files that are saved one after the other are done together", async () => {
  const batches: (readonly string[])[] = [];
  const saves = createSaveBatches(200, async (files) => void batches.push(files));
  saves.hear("a.c");
  await vi.advanceTimersByTimeAsync(150);
  saves.hear("b.c");
  saves.hear("a.c");
  await vi.advanceTimersByTimeAsync(199);
  expect(batches).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(batches).toEqual([["a.c", "b.c"]]);
});

it("what is saved while a batch runs waits for its end, and is not lost", async () => {
  const batches: (readonly string[])[] = [];
  const first = Promise.withResolvers<void>();
  const saves = createSaveBatches(200, async (files) => {
    batches.push(files);
    if (batches.length === 1) await first.promise;
  });
  saves.hear("a.c");
  await vi.advanceTimersByTimeAsync(200);
  saves.hear("b.c");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(batches).toEqual([["a.c"]]);
  first.resolve();
  await vi.advanceTimersByTimeAsync(200);
  expect(batches).toEqual([["a.c"], ["b.c"]]);
});

it("nothing is begun after the end", async () => {
  const batches: (readonly string[])[] = [];
  const saves = createSaveBatches(200, async (files) => void batches.push(files));
  saves.hear("a.c");
  saves.dispose();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(batches).toEqual([]);
});

it("work of one key is done one after the other, also where one fails; other keys do not wait", async () => {
  const turns = createOneAtATime();
  const first = Promise.withResolvers<string>();
  const begun: string[] = [];
  const work = (name: string, result: Promise<string>) => () => {
    begun.push(name);
    return result;
  };
  const one = turns.run("hello", work("one", first.promise));
  const two = turns.run("hello", work("two", Promise.resolve("two")));
  const other = turns.run("other", work("other", Promise.resolve("other")));
  await expect(other).resolves.toBe("other");
  expect(begun).toEqual(["one", "other"]);
  first.reject(new Error("failed"));
  await expect(one).rejects.toThrow("failed");
  await expect(two).resolves.toBe("two");
  await vi.advanceTimersByTimeAsync(0);
  expect(turns.isBusy("hello")).toBe(false);
});
