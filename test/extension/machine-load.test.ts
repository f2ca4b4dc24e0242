/** Modules on a real kernel, loaded and changed by commands; what the tree shows is compared with what the kernel says. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { Snapshot } from "../../client/src/kernel/kmod/loaded.ts";
import type { Target } from "../../client/src/kernel/targets/target.ts";
import type { Shown } from "../../client/src/prompts.ts";
import { next } from "./conversation.ts";
import { api } from "./host.ts";
import {
  ask,
  assertDone,
  assertFailed,
  change,
  connect,
  has,
  koFile,
  lacks,
  load,
  machineLimitMs,
  machineRow,
  moduleRow,
  snapshot,
  sourceOf,
  told,
  unload,
} from "./machine.ts";

let vm: Target;

describe("modules on a real kernel", function suite(this: Mocha.Suite) {
  this.timeout(machineLimitMs);

  before(async () => {
    await vscode.commands.executeCommand("kmod.loadedModules.focus");
    vm = await connect("vm-6.1");
  });

  it("a machine says what it is", async () => {
    const release = (await ask(vm, "uname", "-r")).trim();
    const row = await machineRow(vm);
    assert.ok(vm.state.kind === "connected" && vm.state.machine.release === release);
    assert.match(row.description, new RegExp(release.replaceAll(/[.+]/gu, String.raw`\$&`), "u"));
    assert.equal(row.contextValue, "target.vm.connected");
  });

  it("a module is loaded from its file with parameters given in the form", async () => {
    let form = next(isForm);
    const running = vscode.commands.executeCommand("kmod.loadModule", koFile("greet"));
    assert.deepEqual((await form).offered, ["Load", "count", "who", "levels", "is_loud"]);
    for (const [name, value] of [
      ["count", "3"],
      ["who", "two words and $HOME"],
      ["levels", "1,2,3"],
    ] as const) {
      const box = next(({ kind }) => kind === "text");
      (await form).answer(name);
      const input = await box;
      form = next(isForm);
      input.answer(value);
    }
    (await form).answer("Load");
    await running;
    const read = await snapshot(vm, has("greet"));
    assert.ok(read);
    assert.equal(await ask(vm, "cat", "/sys/module/greet/parameters/who"), "two words and $HOME\n");
    assert.equal(await ask(vm, "cat", "/sys/module/greet/parameters/levels"), "1,2,3\n");
    assert.match(await ask(vm, "dmesg"), /greet: hello two words and \$HOME, 3 times/u);
  });

  it("the tree shows what /proc/modules, /sys/module and modinfo say", async () => {
    const read = await (await api()).modules.loaded.refresh(vm);
    const lines = (await ask(vm, "cat", "/proc/modules")).trim().split("\n");
    const said = lines.map((line) => {
      const [name = "", size = "", count = "", by = "", state = ""] = line.split(" ");
      return {
        name,
        size: Number(size),
        count: Number(count),
        by: by === "-" ? [] : by.split(",").filter(Boolean),
        state: state.toLowerCase(),
      };
    });
    assert.deepEqual(
      read.modules.map(({ name, size, useCount, usedBy, state }) => ({
        name,
        size,
        count: useCount,
        by: usedBy,
        state,
      })),
      said,
    );
    const srcversion = (await ask(vm, "cat", "/sys/module/greet/srcversion")).trim();
    const greet = read.modules.find(({ name }) => name === "greet");
    assert.equal(greet?.srcversion, srcversion);
    assert.equal(greet?.version, "1.2");
    assert.equal(greet?.taint, (await ask(vm, "cat", "/sys/module/greet/taint")).trim());
    assert.equal(read.taint, Number(await ask(vm, "cat", "/proc/sys/kernel/tainted")));
    const rows = (await machineRow(vm)).children.map(({ label }) => label);
    assert.deepEqual(rows.toSorted(), said.map(({ name }) => name).toSorted());
  });

  it("an opened module shows its parameters, with their types and descriptions, and its sections", async () => {
    const { modules } = await api();
    await modules.view.reveal(vm, "greet");
    await snapshot(vm, ({ details }) => details.has("greet"));
    const row = await moduleRow(vm, "greet");
    const everything = JSON.stringify(row?.children);
    for (const word of ["count", "who", "levels", "is_loud", "How often to greet", ".text"])
      assert.ok(everything.includes(word), `${word} in ${everything}`);
    const address = (await ask(vm, "cat", "/sys/module/greet/sections/.text")).trim();
    assert.ok(everything.includes(address), `${address} in ${everything}`);
  });

  it("parameters that can be changed are offered, and take only what the kernel takes, in place", async () => {
    const { modules } = await api();
    const module = modules.loaded.snapshot(vm)?.modules.find(({ name }) => name === "greet");
    assert.ok(module);
    const list = next(({ kind }) => kind === "pick");
    const running = vscode.commands.executeCommand("kmod.changeParameter", { target: vm, module });
    const box = next(({ kind }) => kind === "text");
    assert.deepEqual((await list).offered, ["count", "is_loud"]);
    (await list).answer("count");
    const input = await box;
    assert.deepEqual(input.offered, ["3"]);
    // Refused: the box stays.
    input.answer("not a number");
    input.answer("7");
    await running;
    assert.equal(await ask(vm, "cat", "/sys/module/greet/parameters/count"), "7\n");
    await snapshot(vm, hasCount("7"));
  });

  it("what a module needs is loaded first, in order", async () => {
    assertDone(await unload(vm, "greet"));
    await snapshot(vm, lacks("greet"));
    const report = await change("loadModuleWithDependencies", vm, { file: "greet_user.ko", parameters: {} });
    assertDone(report);
    assert.deepEqual(report.done, ["greet", "greet_user"]);
    const read = await snapshot(vm, has("greet_user"));
    assert.deepEqual(read.modules.find(({ name }) => name === "greet")?.usedBy, ["greet_user"]);
    assert.match(await ask(vm, "dmesg"), /greet_user: the answer is \d/u);
  });

  it("a module that others use is not unloaded, and who uses it is said", async () => {
    assertDone(await load(vm, "greet_again"));
    const { result, shown } = await told(() => unload(vm, "greet"));
    const { diagnosis } = assertFailed(result);
    assert.equal(diagnosis.cause, "in-use");
    const said = shown.map(({ title }) => title).join("\n");
    assert.match(said, /greet_user/u);
    assert.match(said, /greet_again/u);
    assert.ok((await ask(vm, "lsmod")).includes("greet_user"));
  });

  it("a module is unloaded with those that use it, after the order was shown", async () => {
    const orders: string[] = [];
    const { result } = await told(
      () => change("unloadModuleWithDependents", vm, { module: "greet" }),
      (shown) => {
        if (shown.kind !== "choose") return undefined;
        orders.push(shown.detail);
        return shown.offered[0];
      },
    );
    assertDone(result);
    assert.equal(result.done.at(-1), "greet");
    assert.deepEqual(result.done.slice(0, -1).toSorted(), ["greet_again", "greet_user"]);
    assert.match(orders.join(), /greet_user/u);
    await snapshot(vm, lacks("greet"));
    assert.doesNotMatch(await ask(vm, "cat", "/proc/modules"), /^greet/mu);
  });

  it("a loaded module that is not the built one has a badge, and Reload makes them one, with the same values", async () => {
    assertDone(await load(vm, "greet", { count: 5 }));
    await snapshot(vm, has("greet"));
    assert.doesNotMatch((await moduleRow(vm, "greet"))?.description ?? "", badge);
    const source = sourceOf("greet");
    writeFileSync(source, readFileSync(source, "utf8").replace("greet: bye", "greet: see you"));
    const release = (await ask(vm, "uname", "-r")).trim();
    const kernel = `/lib/modules/${release}/build`;
    const made = spawnSync("make", ["-s", "-C", kernel, `M=${path.dirname(source)}`, "modules"], {
      encoding: "utf8",
    });
    assert.equal(made.status, 0, made.stderr);
    await rowOf("greet", (words) => badge.test(words));
    assertDone(await change("reloadModule", vm, { module: "greet" }));
    await rowOf("greet", (words) => !badge.test(words));
    assert.equal(await ask(vm, "cat", "/sys/module/greet/parameters/count"), "5\n");
    assertDone(await unload(vm, "greet"));
    assert.match(await ask(vm, "dmesg"), /greet: see you/u);
  });

  it("one of the machine's own modules is loaded with what it needs, by its name", async () => {
    const { result } = await told(
      () => change("loadModuleWithDependencies", vm, { module: "dummy", parameters: {} }),
      ({ kind, offered }) => (kind === "choose" ? offered[0] : undefined),
    );
    assertDone(result);
    assert.match(await ask(vm, "cat", "/proc/modules"), /^dummy /mu);
    assertDone(
      (
        await told(
          () => unload(vm, "dummy"),
          ({ kind, offered }) => (kind === "choose" ? offered[0] : undefined),
        )
      ).result,
    );
  });

  it("the table of loaded modules says what lsmod says", async () => {
    await vscode.commands.executeCommand("kmod.listModules", { target: vm });
    const text = vscode.window.activeTextEditor?.document.getText() ?? "";
    for (const line of (await ask(vm, "lsmod")).trim().split("\n").slice(1)) {
      const [name = ""] = line.split(/\s+/u);
      assert.match(text, new RegExp(`^${name}\\s`, "mu"));
    }
  });
});

/** What the row of a module says that was loaded before it was built again. */
const badge = /loaded is not built/u;

/** Waits until the row of a module says what it should. */
async function rowOf(name: string, fits: (words: string) => boolean): Promise<void> {
  const { modules } = await api();
  while (true) {
    const changed = firstOf(modules.built.onDidChange, modules.loaded.onDidChange, modules.view.onDidRender);
    if (fits((await moduleRow(vm, name))?.description ?? "")) return;
    await changed;
  }
}

/** Resolves at the first of the events. */
const firstOf = (...events: readonly vscode.Event<unknown>[]): Promise<void> =>
  new Promise((resolve) => {
    const listeners = events.map((event) =>
      event(() => {
        for (const listener of listeners) listener.dispose();
        resolve();
      }),
    );
  });

const isForm = ({ kind, offered }: Shown): boolean => kind === "pick" && offered.includes("Load");

const hasCount =
  (value: string) =>
  ({ details }: Snapshot): boolean =>
    details.get("greet")?.parameters.find(({ name }) => name === "count")?.value === value;
