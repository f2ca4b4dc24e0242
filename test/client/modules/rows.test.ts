/** How the rows of the sidebar look, and which rows there are. */
import { describe, expect, it } from "vitest";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import type { Target } from "../../../client/src/kernel/targets/target.ts";
import type { AvailableRow } from "../../../client/src/modules/available-nodes.ts";
import {
  factsOf,
  filteredRows,
  indexAvailable,
  rowsOfFolder,
} from "../../../client/src/modules/available-rows.ts";
import { describeMessage, describeParameter } from "../../../client/src/modules/describe-children.ts";
import {
  describeGone,
  describeModule,
  type ModuleFacts,
} from "../../../client/src/modules/describe-module.ts";
import { describeTarget } from "../../../client/src/modules/describe-target.ts";
import { code, escaped } from "../../../client/src/modules/item.ts";
import {
  allHidden,
  connectingFailed,
  emptyState,
  readingFailed,
} from "../../../client/src/modules/messages.ts";
import { groupsOf, membersOf, sourcePlaces } from "../../../client/src/modules/module-children.ts";
import { everything } from "../../../client/src/modules/selection.ts";
import type { ModuleSources } from "../../../server/src/protocol/messages.ts";
import { board, connected, koOf, local, moduleOf, snapshotOf, targetOf } from "./samples.ts";

const rowOf = (more: Partial<ModuleFacts> = {}) =>
  describeModule({
    targetId: "vm:x",
    module: moduleOf("hello"),
    built: { kind: "none" },
    isMine: false,
    change: undefined,
    ...more,
  });

describe("the row of a module", () => {
  it("says size and use", () => {
    expect(rowOf()).toMatchObject({ label: "hello", description: "16 KiB · unused", contextValue: "module" });
    expect(rowOf({ module: moduleOf("hello", { useCount: 2 }) })).toMatchObject({
      description: "16 KiB · used 2×",
      contextValue: "module.inUse",
    });
  });

  it("says in words what is special about it, and tells menus", () => {
    const module = moduleOf("hello", { taint: "OE", isPermanent: true, useCount: 1, usedBy: ["user"] });
    expect(rowOf({ module, isMine: true })).toMatchObject({
      description: "16 KiB · used 1× · permanent · in this workspace · out of tree · unsigned",
      contextValue: "module.mine.permanent.inUse",
      spoken: "hello, 16 KiB, used 1×, permanent, in this workspace, out of tree, unsigned",
    });
  });

  it("turns while it is loading or unloading", () => {
    const row = rowOf({ module: moduleOf("hello", { state: "unloading" }) });
    expect(row).toMatchObject({ description: "unloading · 16 KiB · unused", icon: { name: "loading~spin" } });
  });

  it("says first that what is loaded is not what is built, and the tooltip names both", () => {
    const module = moduleOf("hello", { srcversion: "AAAA" });
    const row = rowOf({
      module,
      built: {
        kind: "different",
        ko: koOf("hello"),
        by: { name: "srcversion", loaded: "AAAA", built: "BBBB" },
      },
    });
    expect(row).toMatchObject({ description: "loaded is not built · 16 KiB · unused", mark: "different" });
    expect(row.tooltip().join("\n")).toMatch(/`AAAA`.*`BBBB`.*`\/src\/hello\.ko`/u);
  });

  it("is marked while it is new or changed, and says what changed", () => {
    expect(rowOf({ change: { kind: "new" } })).toMatchObject({ mark: "new" });
    const row = rowOf({ change: { kind: "changed", words: ["use count 1, was 0"] } });
    expect(row).toMatchObject({ mark: "changed", spoken: "hello, 16 KiB, unused, use count 1, was 0" });
    expect(row.tooltip()).toContain("Changed: use count 1, was 0.");
    expect(describeGone("vm:x", "hello")).toMatchObject({ description: "unloaded", mark: "gone" });
  });

  it("keeps its identity from one reading to the next", () => {
    expect(rowOf({ change: { kind: "new" } }).id).toBe(rowOf({ module: moduleOf("hello", { size: 1 }) }).id);
  });
});

const facts = (target: Target) => ({
  id: target.id,
  spec: target.spec,
  state: target.state,
  isCurrent: false,
  snapshot: undefined,
});

describe("the row of a machine", () => {
  it("says release, time since the start and taint in words", () => {
    const snapshot = snapshotOf([], { taint: 0x3000, uptimeSeconds: 7_200 });
    expect(describeTarget({ ...facts(targetOf(board, connected)), isCurrent: true, snapshot })).toMatchObject(
      {
        label: "board",
        description: "6.1.0 · up 2 h · tainted: out of tree, unsigned · current",
        contextValue: "target.ssh.connected",
        children: "expanded",
      },
    );
  });

  it("says that it is a production machine before anything else", () => {
    const target = targetOf({ ...board, isProduction: true }, { kind: "disconnected" });
    expect(describeTarget(facts(target))).toMatchObject({
      description: "production · not connected",
      contextValue: "target.ssh.disconnected",
      children: "none",
    });
  });

  it("opens where it failed: the reason is below it, with what to do and a way to try again", () => {
    const error = new TargetError("unreachable", "board does not answer.", "Is it switched on?");
    const target = targetOf(board, { kind: "failed", error });
    expect(describeTarget(facts(target)).children).toBe("expanded");
    const row = describeMessage(connectingFailed(target, error));
    expect(row).toMatchObject({
      label: "board does not answer.",
      description: "Connect Again",
      command: { command: "kmod.connectTarget", arguments: [{ target }] },
    });
    expect(row.tooltip()).toEqual([String.raw`board does not answer\.`, "Is it switched on?"]);
  });
});

describe("in the place of rows", () => {
  it("stands a welcome where there is only this machine and it cannot serve", () => {
    const withoutModules = { ...connected, machine: { ...connected.machine, hasModules: false } };
    expect(emptyState([])).toBe("noTarget");
    expect(emptyState([targetOf(local, { kind: "disconnected" })])).toBe("notConnected");
    expect(emptyState([targetOf(local, withoutModules)])).toBe("noModuleSupport");
    expect(emptyState([targetOf(local, connected)])).toBe("none");
    expect(emptyState([targetOf(local, withoutModules), targetOf(board, { kind: "disconnected" })])).toBe(
      "none",
    );
  });

  it("stands what a reading failed with, and how to read again", () => {
    const target = targetOf(board, connected);
    const row = describeMessage(readingFailed(target, new Error("sh is missing"), ""));
    expect(row).toMatchObject({ label: "sh is missing", command: { command: "kmod.refreshModules" } });
  });

  it.each([
    [{ filter: "usb" }, "No loaded module matches “usb”", "kmod.clearModuleFilter"],
    [{ isOnlyMine: true }, "No module of this workspace is loaded", "kmod.showAllModules"],
    [
      { filter: "usb", isOnlyMine: true },
      "No loaded module of this workspace matches “usb”",
      "kmod.clearModuleFilter",
    ],
  ])("stands why nothing is left of %o", (selection, label, command) => {
    const row = allHidden(targetOf(board, connected), 7, { ...everything, ...selection });
    expect(describeMessage(row)).toMatchObject({ label, command: { command } });
  });
});

const source = (uri: string, init?: string): ModuleSources => ({
  name: "hello",
  folder: "file:///src",
  sources: [uri, "file:///src/more.c"],
  parameters: [],
  init:
    init === undefined
      ? undefined
      : { name: "start", place: { uri: init, line: 9, character: 4 }, returns: [] },
});

const parameterRow = (mode: number, value: string | undefined) =>
  describeParameter({
    kind: "parameter",
    target: targetOf(board, connected),
    of: moduleOf("hello"),
    parameter: { name: "count", value, mode },
    info: { name: "count", type: "int", description: "how often" },
  });

describe("what is below a module", () => {
  const target = targetOf(board, connected);
  const hello = moduleOf("hello", { usedBy: ["user"], useCount: 1 });
  const user = moduleOf("user");
  const snapshot = snapshotOf([user, hello]);
  const details = {
    parameters: [{ name: "count", value: "1", mode: 0o644 }],
    sections: [{ name: ".text", address: "0xffffffffc0000000" }],
    holders: ["user"],
  };
  const openOf = (module: typeof hello, sources: readonly ModuleSources[] = []) => ({
    row: { kind: "module", target, module } as const,
    snapshot,
    details: module === hello ? details : { parameters: [], sections: [], holders: [] },
    sources,
  });

  it("are the groups that hold something", () => {
    const titles = (module: typeof hello): unknown[] =>
      groupsOf(openOf(module)).map((node) => (node.kind === "group" ? [node.group, node.count] : node.kind));
    expect(titles(hello)).toEqual([
      ["parameters", 1],
      ["usedBy", 1],
      ["holders", 1],
      ["sections", 1],
    ]);
    expect(titles(user)).toEqual([["dependsOn", 1]]);
  });

  it("names modules that commands can act on", () => {
    const group = { kind: "group", group: "dependsOn", target, of: user, count: 1 } as const;
    expect(membersOf(group, openOf(user), new Map())).toEqual([
      { kind: "related", group: "dependsOn", target, of: user, name: "hello", module: hello },
    ]);
  });

  it("shows each source file once, and opens the entry point where it is known", () => {
    expect(sourcePlaces([source("file:///src/a.c", "file:///src/a.c"), source("file:///src/a.c")])).toEqual([
      { uri: "file:///src/a.c", line: 9, character: 4 },
      { uri: "file:///src/more.c", line: 0, character: 0 },
    ]);
  });

  it("shows value, type and description of a parameter, and whether it can be changed", () => {
    expect(parameterRow(0o644, "1")).toMatchObject({
      label: "count = 1",
      description: "int · how often",
      contextValue: "parameter.writable",
    });
    expect(parameterRow(0o444, "")).toMatchObject({
      label: "count = (empty)",
      contextValue: "parameter.readonly",
    });
    expect(parameterRow(0o200, undefined)).toMatchObject({
      label: "count",
      contextValue: "parameter.writable",
    });
  });
});

describe("what is available", () => {
  const target = targetOf(board, connected);
  const row = (available: string, folder: string): AvailableRow => ({
    kind: "available",
    target,
    available,
    folder,
    isBuiltIn: false,
  });
  const index = indexAvailable([
    row("e1000", "kernel/drivers/net"),
    row("dummy", "kernel/drivers/net"),
    row("ext4", "kernel/fs/ext4"),
  ]);
  const labels = (path: string): string[] =>
    rowsOfFolder(index, target, path).map((one) => (one.kind === "folder" ? `${one.path}/` : one.available));

  it("is listed by folder, without a folder that holds all of it", () => {
    expect(labels("")).toEqual(["kernel/drivers/", "kernel/fs/"]);
    expect(labels("kernel/drivers")).toEqual(["kernel/drivers/net/"]);
    expect(labels("kernel/drivers/net")).toEqual(["dummy", "e1000"]);
    expect(index.folders.get("kernel/drivers")?.count).toBe(2);
  });

  it("is flat where it is filtered", () =>
    expect(filteredRows(index, "e").map(({ available }) => available)).toEqual(["e1000", "ext4"]));

  it("says of itself what modinfo says, without what is missing", () => {
    const info = koOf("dummy", {
      description: "A device",
      firmware: ["a.bin", "b.bin"],
      file: "/lib/dummy.ko",
    });
    expect(factsOf(target, "dummy", info).map(({ name, values }) => [name, ...values])).toEqual([
      ["Description", "A device"],
      ["Licence", "GPL"],
      ["Firmware", "a.bin", "b.bin"],
      ["File", "/lib/dummy.ko"],
    ]);
  });
});

describe("tooltips", () => {
  it("show what modules say of themselves as text, whatever it holds", () => {
    expect(escaped("<img src=x> [a](b) *c* _d_ `e`")).toBe(
      String.raw`\<img src=x\> \[a\]\(b\) \*c\* \_d\_ \`e\``,
    );
    expect(code("a`b")).toBe("`` a`b ``");
  });
});
