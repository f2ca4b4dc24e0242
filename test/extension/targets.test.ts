import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import { type Answerer, answering, leave, question } from "./conversation.ts";
import { api, until } from "./host.ts";

const hasLocalModules = existsSync("/proc/modules");

describe("targets", () => {
  let kmod: KmodApi;

  before(async () => {
    kmod = await api();
  });

  after(async () => {
    await setTargets(undefined);
    await settings().update("target", undefined, vscode.ConfigurationTarget.Global);
    await byId("local")?.disconnect();
  });

  const byId = (id: string) => kmod.targets.all().find((target) => target.id === id);

  const names = (): readonly string[] => kmod.targets.all().map(({ spec }) => spec.name);

  /** Resolves with the target of that id, once the list has it. */
  const listed = (id: string) => until(kmod.targets.onDidChange, () => byId(id), names);

  it("this machine is the first", () => {
    assert.equal(kmod.targets.all()[0]?.id, "local");
  });

  it("this machine is used as it is: where its kernel has no modules, that is said", async () => {
    const local = byId("local");
    const said = await answering(
      () => leave,
      () => vscode.commands.executeCommand("kmod.connectTarget", { target: local }),
    );
    assert.equal(local?.state.kind, "connected");
    assert.equal(said.length, hasLocalModules ? 0 : 1);
    if (!hasLocalModules)
      assert.match(said[0]?.title ?? "", /kernel of this machine .*built without loadable/u);
    assert.equal((await kmod.targets.ready(local)) === local, hasLocalModules);
  });

  it("a virtual machine is offered, and used, where this machine's kernel has no modules", async () => {
    const offered = (await kmod.targets.complete()).find(({ spec }) => spec.kind === "vm");
    if (hasLocalModules) assert.equal(offered, undefined);
    assert.equal(kmod.targets.current().id, offered?.id ?? "local");
  });

  it("a host is added by its questions, written to the settings, and used by the workspace", async () => {
    await answering(addBoard, () => vscode.commands.executeCommand("kmod.addTarget"));
    assert.deepEqual(settings().inspect("targets")?.globalValue, [
      { name: "board", ssh: "root@192.0.2.7", port: 2222 },
    ]);
    assert.equal(kmod.targets.current().id, "ssh:board");
    assert.equal(kmod.targets.current().state.kind, "disconnected");
  });

  it("a name that is taken is not accepted", async () => {
    const shown = question(/^Name of the Target$/u);
    await answering(
      ({ title, kind }) => {
        if (title !== "Add SSH Host") return undefined;
        return kind === "pick" ? "Another Host..." : "root@192.0.2.8";
      },
      async () => {
        const added = vscode.commands.executeCommand("kmod.addTarget", "ssh");
        const box = await shown;
        assert.deepEqual(box.offered, ["192.0.2.8"]);
        box.answer("board");
        box.leave();
        await added;
      },
    );
    assert.equal(names().filter((name) => name === "board").length, 1);
    assert.ok(!names().includes("192.0.2.8"));
  });

  it("another one is selected from a list that shows their states", async () => {
    const [list] = await answering(
      ({ kind }) => (kind === "pick" ? "This machine" : leave),
      () => vscode.commands.executeCommand("kmod.selectTarget"),
    );
    assert.deepEqual(list?.offered.slice(0, 2), ["This machine", "board"]);
    assert.deepEqual(list?.offered.slice(-2), ["Add SSH Host...", "Add Virtual Machine..."]);
    assert.equal(kmod.targets.current().id, "local");
  });

  it("one that is removed is gone from the settings", async () => {
    await answering(
      ({ title }) => (title === "Remove Target" ? "board" : leave),
      () => vscode.commands.executeCommand("kmod.removeTarget"),
    );
    assert.equal(byId("ssh:board"), undefined);
    assert.equal(settings().inspect("targets")?.globalValue, undefined);
  });

  it("a bad entry is named, and the others are there", async () => {
    const message = question(/kmod\.targets/u);
    await setTargets([
      { name: "bad", ssh: "bad", port: "ssh" },
      { name: "good", ssh: "good" },
    ]);
    const shown = await message;
    assert.match(shown.title, /entry "bad": port must be a whole number/u);
    shown.leave();
    await listed("ssh:good");
    assert.equal(byId("ssh:bad"), undefined);
  });

  it("a default that the settings do not name is said, with what there is", async () => {
    const message = question(/kmod\.target:/u);
    await settings().update("target", "god", vscode.ConfigurationTarget.Global);
    const shown = await message;
    assert.match(shown.title, /no target "god" \(there is local, good\)/u);
    shown.leave();
  });

  it("one that cannot be reached is said once, with what to do", async () => {
    await setTargets([{ name: "nobody", ssh: "root@127.0.0.1", port: 1 }]);
    const target = await listed("ssh:nobody");
    const said = await answering(
      () => leave,
      () => vscode.commands.executeCommand("kmod.connectTarget", { target }),
    );
    assert.equal(said.length, 1);
    assert.equal(said[0]?.kind, "notify");
    assert.match(said[0]?.title ?? "", /nobody/u);
    assert.ok(said[0]?.offered.includes("Try Again"));
    assert.ok(said[0]?.offered.includes("Show Log"));
    assert.equal(target.state.kind, "failed");
  });

  it("one that the settings no longer name is gone while it is in use, and this machine stays connected", async () => {
    const local = byId("local");
    await setTargets([]);
    await until(kmod.targets.onDidChange, () => (byId("ssh:nobody") === undefined ? true : undefined), names);
    assert.equal(byId("local"), local);
    assert.equal(local?.state.kind, "connected");
  });
});

const addBoard: Answerer = ({ title, kind }) => {
  if (title === "Add Target") return "Add SSH Host...";
  if (title === "Add SSH Host") return kind === "pick" ? "Another Host..." : "ssh -p 2222 root@192.0.2.7";
  return title === "Name of the Target" ? "board" : leave;
};

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("kmod");

const setTargets = (entries: readonly unknown[] | undefined): Thenable<void> =>
  settings().update("targets", entries, vscode.ConfigurationTarget.Global);
