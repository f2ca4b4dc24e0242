/** What the tree is made from: selections, differences, matches with what is built, words. */
import { describe, expect, it } from "vitest";
import type { LoadedModule, Snapshot } from "../../../client/src/kernel/kmod/loaded.ts";
import type { KoFile } from "../../../client/src/kernel/kmod/module-info.ts";
import { matchBuilt } from "../../../client/src/modules/built-match.ts";
import { compareSnapshots } from "../../../client/src/modules/changes.ts";
import {
  everything,
  matches,
  type Order,
  selectionInWords,
  selectModules,
  storedSelection,
} from "../../../client/src/modules/selection.ts";
import { Turns } from "../../../client/src/modules/turns.ts";
import { durationInWords, sizeInWords } from "../../../client/src/modules/words.ts";
import { koOf, moduleOf, snapshotOf } from "./samples.ts";

describe("words", () => {
  it.each([
    [0, "1 KiB"],
    [16_384, "16 KiB"],
    [1_572_864, "1.5 MiB"],
  ])("%i bytes are %s", (bytes, words) => expect(sizeInWords(bytes)).toBe(words));

  it.each([
    [9.7, "9 s"],
    [60, "1 min"],
    [7_200, "2 h"],
    [7_290, "2 h 1 min"],
    [90_000, "1 d 1 h"],
    [864_000, "10 d"],
  ])("%f seconds are %s", (seconds, words) => expect(durationInWords(seconds)).toBe(words));
});

describe("what is shown", () => {
  const modules = [
    moduleOf("usb_storage", { size: 3, useCount: 1 }),
    moduleOf("hello", { size: 5 }),
    moduleOf("usbcore", { size: 5, useCount: 4 }),
  ];
  const names = (selection: Partial<typeof everything>): string[] =>
    selectModules(modules, { ...everything, ...selection }, (name) => name === "hello").map(
      ({ name }) => name,
    );

  it.each<[Order, string[]]>([
    ["loaded", ["usb_storage", "hello", "usbcore"]],
    ["name", ["hello", "usb_storage", "usbcore"]],
    ["size", ["hello", "usbcore", "usb_storage"]],
    ["uses", ["usbcore", "usb_storage", "hello"]],
  ])("is in the order of %s", (order, expected) => expect(names({ order })).toEqual(expected));

  it("has each word of the filter in its name, whatever the capitals and dashes", () => {
    expect(names({ filter: "USB" })).toEqual(["usb_storage", "usbcore"]);
    expect(names({ filter: "usb-st" })).toEqual(["usb_storage"]);
    expect(names({ filter: "core usb" })).toEqual(["usbcore"]);
    expect(matches("anything", "")).toBe(true);
  });

  it("can be only what the workspace builds", () => expect(names({ isOnlyMine: true })).toEqual(["hello"]));

  it("is said beside the title where it is not everything", () => {
    expect(selectionInWords(everything)).toBe("");
    expect(selectionInWords({ filter: "usb", isOnlyMine: true, order: "size" })).toBe(
      "“usb” · of this workspace · by size",
    );
  });

  it("is kept, and what another version kept does no harm", () => {
    const selection = { filter: "usb", isOnlyMine: true, order: "name" } as const;
    expect(storedSelection(JSON.parse(JSON.stringify(selection)))).toEqual(selection);
    for (const odd of [undefined, null, "x", { filter: 3, isOnlyMine: "yes", order: "odd" }])
      expect(storedSelection(odd)).toEqual(everything);
  });
});

const read = (srcversion: string, value: string): Snapshot =>
  snapshotOf([moduleOf("a", { srcversion })], {
    details: new Map([["a", { parameters: [{ name: "n", value, mode: 0o644 }], sections: [], holders: [] }]]),
  });

describe("the difference between two readings", () => {
  const before = snapshotOf([moduleOf("a"), moduleOf("b")]);

  it("is nothing at the first, and where nothing changed", () => {
    expect(compareSnapshots(undefined, before).size).toBe(0);
    expect(compareSnapshots(before, { ...before, uptimeSeconds: 130 }).size).toBe(0);
  });

  it("names what is new, what is gone, and what changed in words", () => {
    const after = snapshotOf([moduleOf("c"), moduleOf("a", { useCount: 1, usedBy: ["c"] })], {
      uptimeSeconds: 130,
    });
    expect(Object.fromEntries(compareSnapshots(before, after))).toEqual({
      c: { kind: "new" },
      a: { kind: "changed", words: ["use count 1, was 0", "used by c, was nothing"] },
      b: { kind: "removed", module: moduleOf("b") },
    });
  });

  it("says that a module was loaded again from other sources, and which parameter has another value", () => {
    expect(compareSnapshots(read("AB", "1"), read("CD", "2")).get("a")).toEqual({
      kind: "changed",
      words: ["loaded again from other sources", "n = 2, was 1"],
    });
  });

  it("is nothing after a reboot: everything is new then", () => {
    expect(compareSnapshots(before, snapshotOf([moduleOf("c")], { uptimeSeconds: 5 })).size).toBe(0);
  });
});

const matchOf = (
  module: LoadedModule,
  built: readonly KoFile[],
  { release = "6.1.0", loadedId = undefined as string | undefined, ids = new Map<KoFile, string>() } = {},
) => matchBuilt({ module, built, release, ids: { loaded: loadedId, of: (ko) => ids.get(ko) } });

describe("the file that a module was loaded from", () => {
  const loaded = moduleOf("m", { srcversion: "AAAA" });

  it("is unknown where the workspace builds none of that name", () =>
    expect(matchOf(loaded, [])).toEqual({ kind: "none" }));

  it("is the one with the same srcversion, and different where none has it", () => {
    const [same, other] = [koOf("m", { srcversion: "AAAA" }), koOf("m", { srcversion: "BBBB" })];
    expect(matchOf(loaded, [other, same])).toEqual({ kind: "same", ko: same });
    expect(matchOf(loaded, [other])).toEqual({
      kind: "different",
      ko: other,
      by: { name: "srcversion", loaded: "AAAA", built: "BBBB" },
    });
  });

  it("is one for that kernel, where the workspace is built for several", () => {
    const other = koOf("m", { srcversion: "AAAA", vermagic: "6.12.0 SMP" });
    const mine = koOf("m", { srcversion: "BBBB" });
    expect(matchOf(loaded, [other, mine])).toMatchObject({ kind: "different", ko: mine });
    expect(matchOf(loaded, [other, mine], { release: "6.12.0" })).toEqual({ kind: "same", ko: other });
  });

  it("is told by the build ID where one of them has no srcversion", () => {
    const ko = koOf("m");
    const ids = new Map([[ko, "0123"]]);
    expect(matchOf(moduleOf("m"), [ko], { loadedId: "0123", ids })).toEqual({ kind: "same", ko });
    expect(matchOf(moduleOf("m"), [ko], { loadedId: "4567", ids })).toEqual({
      kind: "different",
      ko,
      by: { name: "build ID", loaded: "4567", built: "0123" },
    });
  });

  it("is not told to be different where one of them has neither", () => {
    expect(matchOf(moduleOf("m"), [koOf("m", { srcversion: "BBBB" })]).kind).toBe("unknown");
    expect(matchOf(loaded, [koOf("m")]).kind).toBe("unknown");
  });
});

describe("turns", () => {
  it("never run twice at once, and whoever asks meanwhile shares the one that follows", async () => {
    const ends: (() => void)[] = [];
    let running = 0;
    const turns = new Turns(async () => {
      running++;
      expect(running).toBe(1);
      const number = ends.length;
      await new Promise<void>((resolve) => ends.push(resolve));
      running--;
      return number;
    });
    const first = turns.take();
    const second = turns.take();
    expect(turns.take()).toBe(second);
    ends[0]?.();
    expect(await first).toBe(0);
    await new Promise(setImmediate);
    const third = turns.take();
    ends[1]?.();
    expect(await second).toBe(1);
    await new Promise(setImmediate);
    ends[2]?.();
    expect(await third).toBe(2);
    expect(ends.length).toBe(3);
  });

  it("goes on after one that failed", async () => {
    let runs = 0;
    const turns = new Turns(() => (runs++ === 0 ? Promise.reject(new Error("once")) : Promise.resolve(runs)));
    const first = turns.take();
    const second = turns.take();
    await expect(first).rejects.toThrow("once");
    expect(await second).toBe(2);
  });
});
