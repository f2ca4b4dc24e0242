import assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, show, status, write } from "./host.ts";

describe("activation", () => {
  it("leaves the server alone for a makefile that is no kernel's", async () => {
    write({ "other/Makefile": "all:\n\techo nothing of the kernel\n" });
    await show("other/Makefile");
    const kmod = await api();
    assert.equal(kmod.serverProcessId(), undefined);
    assert.equal(kmod.status().text, "Kmod");
  });

  it("connects to no machine", async () => {
    const { targets } = await api();
    assert.deepEqual(
      targets.all().map(({ state }) => state.kind),
      targets.all().map(() => "disconnected"),
    );
  });

  it("starts the server for a C file", async () => {
    await show("hello.c");
    await status(({ text }) => /^(?:Kernel \d|No kernel)/u.test(text));
    assert.notEqual((await api()).serverProcessId(), undefined);
  });

  it("takes a file named Kbuild for a makefile", async () => {
    write({ "kbuild/Kbuild": "obj-m := some.o\n" });
    assert.equal((await show("kbuild/Kbuild")).languageId, "makefile");
  });

  it("brings its commands", async () => {
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes("kmod.restartServer"));
    assert.ok(commands.includes("kmod.showLog"));
  });
});
