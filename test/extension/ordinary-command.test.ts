import assert from "node:assert/strict";
import * as vscode from "vscode";
import { languageServers, sleeping } from "./asleep.ts";
import { api, entry, show } from "./host.ts";

describe("a command in a project that has nothing of the kernel", () => {
  it("is there while Kmod sleeps", async () => {
    await show("main.c");
    await sleeping();
    const commands = new Set(await vscode.commands.getCommands(true));
    const contributed: readonly { readonly command: string }[] =
      vscode.extensions.getExtension("kmod.kmod")?.packageJSON.contributes.commands;
    assert.ok(contributed.length > 50);
    assert.deepEqual(
      contributed.map(({ command }) => command).filter((command) => !commands.has(command)),
      [],
    );
  });

  it("wakes Kmod, and does what it is for", async () => {
    await vscode.commands.executeCommand("kmod.showLog");
    assert.notEqual((await entry()).api, undefined);
    const kmod = await api();
    const asked = new Promise<{ readonly title: string; leave(): void }>((resolve) => {
      const listener = kmod.prompts.onDidShow((shown) => {
        listener.dispose();
        resolve(shown);
      });
    });
    const done = vscode.commands.executeCommand("kmod.addTarget");
    (await asked).leave();
    await done;
  });

  it("leaves its C files to others: no language server is started for them", async () => {
    await show("main.c");
    assert.deepEqual(languageServers(), []);
    assert.equal((await api()).serverProcessId(), undefined);
  });
});
