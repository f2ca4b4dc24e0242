/** Machines that crash, hang, die and get lost: reported within ten seconds, and the next action works. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import type { Target } from "../../client/src/kernel/targets/target.ts";
import { api } from "./host.ts";
import {
  ask,
  assertDone,
  assertFailed,
  connect,
  has,
  load,
  machineLimitMs,
  machineRow,
  snapshot,
  state,
  targetNamed,
  told,
  unload,
} from "./machine.ts";

/** Milliseconds in which whatever is hung or gone has to be reported. */
const reportLimitMs = 10_000;

let vm: Target;

describe("machines in trouble", function suite(this: Mocha.Suite) {
  this.timeout(machineLimitMs);

  before(async () => {
    await vscode.commands.executeCommand("kmod.loadedModules.focus");
    vm = await connect("vm-6.1");
  });

  it("an oops in the init function is said to be one, with the kernel's lines, and the tree shows the module", async () => {
    const { result, shown } = await told(() => load(vm, "crashes"));
    const { diagnosis } = assertFailed(result);
    assert.ok(shown.some(({ offered }) => offered.includes("Restart Virtual Machine")));
    assert.equal(diagnosis.cause, "init-crashed");
    assert.ok(diagnosis.kernelLines.some((line) => line.includes("NULL pointer dereference")));
    assert.ok(diagnosis.kernelLines.some((line) => line.includes("crashes_init")));
    const read = await (await api()).modules.loaded.refresh(vm);
    assert.equal(read.modules.find(({ name }) => name === "crashes")?.state, "loading");
    assert.match((await machineRow(vm)).description, /die|oops|tainted/iu);
  });

  it("a module that hangs in its exit function is reported in time, and other modules can be loaded", async () => {
    assertDone(await load(vm, "stuck"));
    const started = performance.now();
    const { result } = await told(() => unload(vm, "stuck"));
    const took = performance.now() - started;
    const { diagnosis } = assertFailed(result);
    assert.equal(diagnosis.cause, "hung");
    assert.ok(took < reportLimitMs + 2_000, `reported after ${Math.round(took)} ms`);
    const read = await (await api()).modules.loaded.refresh(vm);
    assert.equal(read.modules.find(({ name }) => name === "stuck")?.state, "unloading");
    assertDone(await load(vm, "greet"));
  });

  it("Restart Target gives a machine that has forgotten all of it", async () => {
    await vscode.commands.executeCommand("kmod.restartTarget", { target: vm });
    await state(vm, "connected");
    assert.doesNotMatch(await ask(vm, "cat", "/proc/modules"), /^(?:stuck|crashes|greet) /mu);
  });

  it("a panic is reported with the kernel's own words; the machine restarts and keeps the console", async () => {
    const started = performance.now();
    const { result, shown } = await told(() => load(vm, "panics"));
    const took = performance.now() - started;
    const { diagnosis } = assertFailed(result);
    assert.equal(diagnosis.cause, "panic");
    assert.ok(took < reportLimitMs, `reported after ${Math.round(took)} ms`);
    const said = [...shown.map(({ title }) => title), diagnosis.title, ...diagnosis.details].join("\n");
    assert.match(said, /as it was told to/u);
    await state(vm, "connected");
    assertDone(await load(vm, "greet"));
    const console = readFileSync(vm.console?.file ?? "", "utf8");
    // What the machine's ssh server prints to the console may stand in the middle of the kernel's line.
    assert.match(console, /Kernel panic - not syncing|panics: as it was told to/u);
    await snapshot(vm, has("greet"));
  });

  it("a connection that is cut in the middle of an unload: said at once, and after Connect the work goes on", async () => {
    assertDone(await load(vm, "stuck"));
    const unloading = told(() => unload(vm, "stuck"));
    await snapshot(vm, ({ modules }) =>
      modules.some(({ name, state: is }) => name === "stuck" && is === "unloading"),
    );
    const started = performance.now();
    for (const pid of connectionsOf(process.pid)) process.kill(pid, "SIGKILL");
    const { result } = await unloading;
    const took = performance.now() - started;
    assert.equal(assertFailed(result).diagnosis.cause, "lost");
    assert.ok(took < reportLimitMs, `reported after ${Math.round(took)} ms`);
    await connect("vm-6.1");
    // The same machine as before: nothing that was loaded is lost with a connection.
    assert.match(await ask(vm, "cat", "/proc/modules"), /^stuck .* Unloading /mu);
    assertDone(await load(vm, "greet_user"));
  });

  it("several machines with different kernels run side by side", async () => {
    const newer = await connect("vm-6.12");
    const releases = await Promise.all([vm, newer].map((target) => ask(target, "uname", "-r")));
    assert.match(releases[0] ?? "", /^6\.1\./u);
    assert.match(releases[1] ?? "", /^6\.12\./u);
    assertDone(await load(newer, "newer/greet", { who: "6.12" }));
    assert.match(await ask(newer, "dmesg"), /greet: hello 6\.12, 1 times/u);
    const { modules } = await api();
    assert.ok(
      (await modules.view.rows()).filter(({ contextValue }) => contextValue === "target.vm.connected")
        .length === 2,
    );
  });

  it("a disconnected machine is gone, with all its processes and files", async () => {
    const newer = await targetNamed("vm-6.12");
    const file = newer.console?.file ?? "";
    assert.ok(file);
    const before = machinesOf(process.pid).length;
    await vscode.commands.executeCommand("kmod.disconnectTarget", { target: newer });
    await state(newer, "disconnected");
    assert.equal(machinesOf(process.pid).length, before - 1);
  });
});

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly argv: string;
}

/** What a process has started, and what that has. */
function descendants(root: number): readonly Process[] {
  const all = execFileSync("ps", ["-e", "-o", "pid=,ppid=,args="], { encoding: "utf8", maxBuffer: 64 << 20 })
    .split("\n")
    .flatMap((line): readonly Process[] => {
      const found = /^\s*(\d+)\s+(\d+)\s+(.*)$/u.exec(line);
      return found ? [{ pid: Number(found[1]), parent: Number(found[2]), argv: found[3] ?? "" }] : [];
    });
  const below = (pid: number): readonly Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
  return below(root);
}

/** The ssh processes that hold connections. */
const connectionsOf = (root: number): readonly number[] =>
  descendants(root)
    .filter(({ argv }) => /^(?:\S*\/)?ssh .*ControlMaster=yes|^(?:\S*\/)?ssh .*-M/u.test(argv))
    .map(({ pid }) => pid);

const machinesOf = (root: number): readonly Process[] =>
  descendants(root).filter(({ argv }) => /^(?:\S*\/)?qemu-system-/u.test(argv));
