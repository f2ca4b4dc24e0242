import assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, findings, has, show, status, withSetting } from "./host.ts";

describe("the server's life", () => {
  it("begins anew after a crash, and the findings come back", async () => {
    await show("hello.c");
    await findings("hello.c", has("missing-license"));
    await killed();
    await findings("hello.c", has("missing-license"));
  });

  it("ends after five crashes, until the author restarts it", async () => {
    for (let crash = 2; crash <= 4; crash++) await killed();
    const kmod = await api();
    process.kill(running(kmod.serverProcessId()), "SIGKILL");
    const line = await status(({ severity }) => severity === "error");
    assert.equal(line.text, "Kmod has stopped");
    await vscode.commands.executeCommand("notifications.clearAll");
    await vscode.commands.executeCommand("kmod.restartServer");
    await status(isRunning);
    await findings("hello.c", has("missing-license"));
  });

  it("is begun anew with the parser that the settings name", async () => {
    await findings("hello.c", has("missing-license"));
    const kmod = await api();
    const before = kmod.serverProcessId();
    await withSetting("kmod.parser", "wasm", async () => {
      await status((line) => isRunning(line) && kmod.serverProcessId() !== before);
      await findings("hello.c", has("missing-license", "device-table-terminator"));
    });
  });

  it("is begun anew by the command", async () => {
    const kmod = await api();
    await status(isRunning);
    const before = running(kmod.serverProcessId());
    await vscode.commands.executeCommand("kmod.restartServer");
    assert.notEqual(running(kmod.serverProcessId()), before);
    await findings("hello.c", has("missing-license"));
  });

  it("is begun anew by the command while it begins", async () => {
    const first = vscode.commands.executeCommand("kmod.restartServer");
    const second = vscode.commands.executeCommand("kmod.restartServer");
    await Promise.allSettled([first, second]);
    await second;
    await status(isRunning);
    await findings("hello.c", has("missing-license"));
  });
});

/** Kills the server and waits for another to run in its place. */
async function killed(): Promise<void> {
  const kmod = await api();
  const before = running(kmod.serverProcessId());
  process.kill(before, "SIGKILL");
  await status((line) => isRunning(line) && kmod.serverProcessId() !== before);
}

const isRunning = ({ text }: { readonly text: string }): boolean => /^(?:Kernel \d|No kernel)/u.test(text);

function running(id: number | undefined): number {
  assert.ok(id !== undefined, "the server runs");
  return id;
}
