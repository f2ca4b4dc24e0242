import assert from "node:assert/strict";
import * as vscode from "vscode";
import { sleeping } from "./asleep.ts";
import { entry, show, until } from "./host.ts";

describe("the view of the kernel's log in a project that has nothing of the kernel", () => {
  it("wakes Kmod when it is seen, and its page is drawn", async () => {
    await show("main.c");
    await sleeping();
    const kmod = await entry();
    await vscode.commands.executeCommand("kmod.kernelLog.focus");
    const api = await until(
      kmod.onDidWake,
      () => kmod.api,
      () => "asleep",
    );
    let isDrawn = false;
    const listener = api.logView.onDidDraw(() => {
      isDrawn = true;
    });
    await until(
      api.logView.onDidDraw,
      () => isDrawn || undefined,
      () => "no page",
    );
    listener.dispose();
    assert.ok(isDrawn);
  });
});
