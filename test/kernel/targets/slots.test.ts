/** Places for what is started over one connection. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSlots, type Slots } from "../../../client/src/kernel/targets/slots.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;
const settled = () => vi.advanceTimersByTimeAsync(0);

/** Takes places one after the other, and tells which have been given. */
const takeAll = (slots: Slots, count: number) => {
  const given: number[] = [];
  const releases = Array.from({ length: count }, async (_, index) => {
    const release = await slots.take(never);
    given.push(index);
    return release;
  });
  return { given, leave: async (index: number) => (await releases[index])?.() };
};

test("six have a place at once, the others get theirs in the order in which they came", async () => {
  const { given, leave } = takeAll(
    createSlots(() => false),
    9,
  );
  await settled();
  expect(given).toEqual([0, 1, 2, 3, 4, 5]);
  await leave(3);
  await settled();
  expect(given.slice(6)).toEqual([6]);
  await leave(0);
  await leave(1);
  await settled();
  expect(given.slice(6)).toEqual([6, 7, 8]);
});

test("who leaves twice leaves one place", async () => {
  const { given, leave } = takeAll(
    createSlots(() => false),
    9,
  );
  await settled();
  await leave(3);
  await leave(3);
  await settled();
  expect(given).toHaveLength(7);
});

test("who is told to stop while waiting leaves the row, and nobody is passed over", async () => {
  const slots = createSlots(() => false);
  const holders = takeAll(slots, 6);
  await settled();
  const stop = new AbortController();
  const stopped = slots.take(stop.signal);
  const after = slots.take(never);
  stop.abort(new Error("stopped"));
  await expect(stopped).rejects.toThrow("stopped");
  await holders.leave(5);
  await expect(after).resolves.toBeTypeOf("function");
});

test("one by one, the next starts when the one before has ended", async () => {
  const { given, leave } = takeAll(
    createSlots(() => true),
    3,
  );
  await settled();
  expect(given).toEqual([0]);
  await leave(0);
  await settled();
  expect(given).toEqual([0, 1]);
});

test("one by one, what runs for longer than a second keeps nobody waiting", async () => {
  const { given, leave } = takeAll(
    createSlots(() => true),
    9,
  );
  await vi.advanceTimersByTimeAsync(1_000);
  expect(given).toEqual([0, 1]);
  await vi.advanceTimersByTimeAsync(10_000);
  // But not more than six at once.
  expect(given).toEqual([0, 1, 2, 3, 4, 5]);
  await leave(0);
  await settled();
  expect(given).toHaveLength(7);
});
