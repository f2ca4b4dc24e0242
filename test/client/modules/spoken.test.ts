/** Who hears the views hears all that is seen: a label for every kind of row, without icons, with what colours say. */
import { describe, expect, it } from "vitest";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import {
  describeAvailable,
  describeFact,
  describeFolder,
} from "../../../client/src/modules/describe-available.ts";
import {
  describeGroup,
  describeMessage,
  describeParameter,
  describeRelated,
  describeSection,
  describeSource,
} from "../../../client/src/modules/describe-children.ts";
import { describeGone, describeModule } from "../../../client/src/modules/describe-module.ts";
import { describeTarget } from "../../../client/src/modules/describe-target.ts";
import type { Item } from "../../../client/src/modules/item.ts";
import { connectingFailed, stillReading } from "../../../client/src/modules/messages.ts";
import { groups } from "../../../client/src/modules/nodes.ts";
import { describeStatus } from "../../../client/src/targets/target-words.ts";
import { board, connected, koOf, local, moduleOf, snapshotOf, targetOf } from "./samples.ts";

const target = targetOf(board, connected);
const of = moduleOf("hello");
const failure = new TargetError("unreachable", "Connection refused.", "Start its SSH server.");
const available = {
  kind: "available",
  target,
  available: "dummy",
  folder: "kernel",
  isBuiltIn: false,
} as const;
const place = { uri: "file:///w/hello.c", line: 0, character: 0 };
const machine = (state = target.state) =>
  describeTarget({ id: "x", spec: board, state, isCurrent: true, snapshot: snapshotOf([of]) });
const module = (more: Partial<Parameters<typeof describeModule>[0]> = {}) =>
  describeModule({
    targetId: "x",
    module: of,
    built: { kind: "none" },
    isMine: false,
    change: undefined,
    ...more,
  });

const every: readonly (readonly [string, Item])[] = [
  ["a machine", machine()],
  ["a module", module()],
  ["a module that is gone", describeGone("x", "hello")],
  ...groups.map((group) => [group, describeGroup({ kind: "group", group, target, of, count: 2 })] as const),
  [
    "a module of a group",
    describeRelated({ kind: "related", group: "usedBy", target, of, name: "user", module: of }, true),
  ],
  [
    "a parameter",
    describeParameter({
      kind: "parameter",
      target,
      of,
      parameter: { name: "count", mode: 0o644, value: "1" },
      info: undefined,
    }),
  ],
  ["a section", describeSection({ kind: "section", target, of, name: ".text", address: "0x0" })],
  ["a source", describeSource({ kind: "source", target, of, place })],
  ["a failure", describeMessage(connectingFailed(target, failure))],
  ["waiting", describeMessage(stillReading(target))],
  ["a folder", describeFolder({ kind: "folder", target, path: "kernel/net" }, 3)],
  ["an available module", describeAvailable({ row: available, isLoaded: true, isFlat: false, info: [] })],
  [
    "a fact",
    describeFact({ kind: "fact", target, of: "dummy", name: "Licence", values: ["GPL"], isValue: false }),
  ],
];

it.each(every)("%s has a label of its own for who hears it, in words", (_, { label, spoken }) => {
  expect(spoken.length).toBeGreaterThanOrEqual(label.length);
  expect(spoken).toContain(label.split(" = ")[0]);
  expect(spoken).not.toMatch(/\$\([\w~-]+\)|·|undefined|, ,|, $/u);
});

describe("what only an icon or a colour shows is said", () => {
  it("of a machine: whether it is connected, and whether it can load anything", () => {
    expect(machine().spoken).toContain(", connected, ");
    const without = { ...connected, machine: { ...connected.machine, hasModules: false } };
    expect(machine(without).spoken).toContain("built without loadable modules");
  });

  it("of a module: that it is the workspace's, that another one is built, that it is new", () => {
    expect(module({ isMine: true }).spoken).toContain("in this workspace");
    const by = { name: "srcversion", loaded: "A", built: "B" } as const;
    expect(module({ built: { kind: "different", ko: koOf("hello"), by } }).spoken).toContain(
      "loaded is not built",
    );
    expect(module({ change: { kind: "new" } }).spoken).toContain("has just been loaded");
    expect(every.find(([name]) => name === "a module of a group")?.[1].spoken).toContain("in this workspace");
  });

  it("of a message: that something went wrong, and what Enter does", () => {
    const { spoken } = describeMessage(connectingFailed(target, failure));
    expect(spoken).toMatch(/^Error: .*Start its SSH server.*press Enter to/u);
  });

  it("of an available module: that it is loaded", () => {
    expect(every.find(([name]) => name === "an available module")?.[1].spoken).toContain("loaded");
  });

  it("of the target in the status bar: its state", () => {
    expect(describeStatus(target).spoken).toMatch(/^Kmod's target: .*, Linux 6\./u);
    const broken = targetOf(local, { kind: "failed", error: failure });
    expect(describeStatus(broken).spoken).toMatch(/Connection refused\., Start its SSH server\.$/u);
    expect(describeStatus(broken).spoken).not.toContain("$(");
  });
});
