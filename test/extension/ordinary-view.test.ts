import assert from "node:assert/strict";
import * as vscode from "vscode";
import { sleeping } from "./asleep.ts";
import { api, entry, show, until } from "./host.ts";

describe("the views in a project that has nothing of the kernel", () => {
  it("wake Kmod when one is seen, and show what they are for", async () => {
    await show("main.c");
    await sleeping();
    const kmod = await entry();
    await vscode.commands.executeCommand("kmod.loadedModules.focus");
    await until(
      kmod.onDidWake,
      () => kmod.api,
      () => "asleep",
    );
    const { modules } = await api();
    await vscode.commands.executeCommand("kmod.refreshModules");
    assert.ok(Array.isArray(await modules.view.rows()));
  });
});
