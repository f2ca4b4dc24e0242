/** The keys of the views on rows of a real machine. What a keybinding runs is run; no key is pressed. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Target } from "../../client/src/kernel/targets/target.ts";
import { api } from "./host.ts";
import { assertDone, connect, has, lacks, load, machineLimitMs, snapshot } from "./machine.ts";

const view = "kmod.loadedModules";
const press = (command: string): Thenable<unknown> =>
  vscode.commands.executeCommand("kmod.actOnRows", { view, command });

describe("keys in the view of loaded modules", function suite(this: Mocha.Suite) {
  this.timeout(machineLimitMs);
  let vm: Target;

  before(async () => {
    await vscode.commands.executeCommand(`${view}.focus`);
    vm = await connect("vm-6.1");
    assertDone(await load(vm, "greet"));
    await snapshot(vm, has("greet"));
    await (await api()).modules.view.reveal(vm, "greet");
  });

  it("copy the name of the row with the focus", async () => {
    await press("kmod.copyModuleName");
    assert.equal(await vscode.env.clipboard.readText(), "greet");
  });

  it("act on the row that the arrow keys went to, not on the one that was chosen before", async () => {
    await vscode.commands.executeCommand("list.focusFirst");
    await vscode.env.clipboard.writeText("nothing");
    await press("kmod.copyModuleName");
    // The first row is a machine, which has no module's name.
    assert.equal(await vscode.env.clipboard.readText(), "nothing");
    await (await api()).modules.view.reveal(vm, "greet");
  });

  it("unload the module of the row", async () => {
    await (await api()).modules.view.reveal(vm, "greet");
    await press("kmod.unloadModule");
    await snapshot(vm, lacks("greet"));
  });
});
