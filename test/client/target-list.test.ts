/** The list of targets follows the settings without touching what they leave alone; and which of them is used. */
import { describe, expect, it } from "vitest";
import type {
  SshSpec,
  Target,
  TargetSpec,
  TargetState,
  VmSpec,
} from "../../client/src/kernel/targets/target.ts";
import { chooseCurrent, defaultProblem, unnamedVm } from "../../client/src/targets/current-target.ts";
import { idOf, TargetList } from "../../client/src/targets/target-list.ts";
import { freeName, nameOfHost, parseHost, suggestedName } from "../../client/src/targets/target-names.ts";

const local: TargetSpec = { kind: "local", name: "this machine", isProduction: false };
const ssh = (name: string, host = name): SshSpec => ({
  kind: "ssh",
  name,
  host,
  port: undefined,
  isProduction: false,
});
const vm = (name: string): VmSpec => ({
  kind: "vm",
  name,
  kernel: { kind: "installed", release: "6.1" },
  memoryMb: 512,
  cpus: 2,
  append: "",
});

interface FakeTarget extends Target {
  enter(state: TargetState): void;
}

/** A list whose targets do what they are told, and what was heard of it. */
function listOfFakes() {
  const heard: string[] = [];
  const targets: FakeTarget[] = [];
  const list = new TargetList({
    make(spec) {
      const target = fakeTarget(spec, () => heard.push(`disposed ${spec.name}`));
      targets.push(target);
      return target;
    },
    onChange: () => heard.push("changed"),
    onState: (target, before, after) => heard.push(`${target.spec.name}: ${before.kind} -> ${after.kind}`),
    onError: (target, error) => heard.push(`${target.spec.name}: ${String(error)}`),
  });
  return { list, heard, targets };
}

function fakeTarget(spec: TargetSpec, onDispose: () => void): FakeTarget {
  let state: TargetState = { kind: "disconnected" };
  let listener: ((state: TargetState) => void) | undefined;
  return {
    id: idOf(spec),
    spec,
    get state() {
      return state;
    },
    onDidFindRoot: () => ({ dispose: () => undefined }),
    onDidChangeState(heard) {
      listener = heard;
      return {
        dispose() {
          listener = undefined;
        },
      };
    },
    enter(next) {
      state = next;
      listener?.(next);
    },
    connect: () => Promise.reject(new Error("not asked for")),
    disconnect: () => Promise.resolve(),
    run: () => Promise.reject(new Error("not asked for")),
    follow: () => Promise.resolve(),
    copy: () => Promise.resolve(),
    console: undefined,
    async dispose() {
      onDispose();
      if (spec.name === "stuck") throw new Error("it does not end");
    },
  };
}

describe("the list of targets", () => {
  it("keeps what the settings leave as it was, and ends what they change or drop", () => {
    const { list, heard } = listOfFakes();
    list.update([local, ssh("a"), ssh("b"), ssh("c")]);
    const [thisMachine, a, b] = list.all();
    heard.length = 0;
    list.update([local, ssh("a"), ssh("b", "elsewhere"), vm("d")]);
    expect(list.all().map(({ id }) => id)).toEqual(["local", "ssh:a", "ssh:b", "vm:d"]);
    expect(list.all().slice(0, 2)).toEqual([thisMachine, a]);
    expect(list.all()[2]).not.toBe(b);
    expect(heard).toEqual(["disposed b", "disposed c", "changed"]);
  });

  it("says nothing when nothing changed, and says it when only the order did", () => {
    const { list, heard } = listOfFakes();
    list.update([local, ssh("a"), ssh("b")]);
    list.update([local, ssh("a"), ssh("b")]);
    expect(heard).toEqual(["changed"]);
    list.update([local, ssh("b"), ssh("a")]);
    expect(heard).toEqual(["changed", "changed"]);
  });

  it("tells each change of state with the state before, and none of a target that is gone", () => {
    const { list, heard, targets } = listOfFakes();
    list.update([ssh("a")]);
    heard.length = 0;
    targets[0]?.enter({ kind: "connecting", step: "" });
    targets[0]?.enter({ kind: "disconnected" });
    expect(heard).toEqual([
      "a: disconnected -> connecting",
      "changed",
      "a: connecting -> disconnected",
      "changed",
    ]);
    list.update([]);
    heard.length = 0;
    targets[0]?.enter({ kind: "connecting", step: "" });
    expect(heard).toEqual([]);
  });

  it("ends all of them, also when one does not end well", async () => {
    const { list, heard } = listOfFakes();
    list.update([ssh("stuck"), ssh("a")]);
    heard.length = 0;
    await list.dispose();
    expect(heard).toEqual(["disposed stuck", "disposed a", "stuck: Error: it does not end"]);
    expect(list.all()).toEqual([]);
  });
});

describe("the target of a workspace", () => {
  const all: readonly [{ readonly spec: TargetSpec }, ...{ readonly spec: TargetSpec }[]] = [
    { spec: local },
    { spec: ssh("board") },
    { spec: vm("vm") },
  ];
  const current = (chosen: string | undefined, setting: string, hasLocalModules: boolean): string =>
    idOf(chooseCurrent(all, { chosen, setting, hasLocalModules }).spec);

  it.each<[string | undefined, string, boolean, string, string]>([
    ["ssh:board", "vm", true, "ssh:board", "what was chosen here"],
    ["ssh:gone", "vm", true, "vm:vm", "the settings' default where what was chosen is gone"],
    [undefined, "local", false, "local", "this machine where the settings say so"],
    [undefined, "", true, "local", "this machine where it can load modules"],
    [undefined, "", false, "vm:vm", "a virtual machine where it cannot"],
    [undefined, "typo", false, "vm:vm", "the same where the settings' default is not there"],
  ])("chosen %s, setting '%s', local modules %s: %s, %s", (chosen, setting, hasLocalModules, id) => {
    expect(current(chosen, setting, hasLocalModules)).toBe(id);
  });

  it("is this machine where there is nothing else", () => {
    const wishes = { chosen: undefined, setting: "", hasLocalModules: false };
    expect(chooseCurrent([{ spec: local }], wishes).spec).toBe(local);
  });

  it("is named by the settings, or the mistake is", () => {
    expect(defaultProblem([ssh("board")], "board")).toBeUndefined();
    expect(defaultProblem([ssh("board")], "")).toBeUndefined();
    expect(defaultProblem([ssh("board")], "bord")).toBe(
      'Setting kmod.target: there is no target "bord" (there is local, board).',
    );
  });
});

it("a virtual machine is offered only where this machine loads no modules and none is named", () => {
  const offered = vm("vm-6.1");
  expect(unnamedVm([ssh("board")], false, offered)).toEqual([offered]);
  expect(unnamedVm([], true, offered)).toEqual([]);
  expect(unnamedVm([vm("mine")], false, offered)).toEqual([]);
  expect(unnamedVm([ssh("vm-6.1")], false, offered)).toEqual([]);
  expect(unnamedVm([], false, undefined)).toEqual([]);
});

describe("a new target", () => {
  it("is suggested a name that is free", () => {
    expect(suggestedName("6.1.0-13-amd64", [])).toBe("vm-6.1");
    expect(suggestedName("package:linux-image-6.12.9+bpo-amd64", ["vm-6.12"])).toBe("vm-6.12-2");
    expect(suggestedName("/srv/build", [])).toBe("vm");
    expect(freeName("a", ["a", "a-2"])).toBe("a-3");
    expect(nameOfHost("root@board")).toBe("board");
  });

  it.each([
    ["root@board", "root@board", undefined],
    [" ssh root@board ", "root@board", undefined],
    ["ssh -p 2222 root@board", "root@board", 2222],
    ["root@board:2222", "root@board", 2222],
    ["fe80::1", "fe80::1", undefined],
  ])("may be typed as %s", (typed, host, port) => {
    expect(parseHost(typed)).toEqual({ host, port });
  });
});
