import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import * as vscode from "vscode";
import { api, findings, has, inWorkspace, show, status, write } from "./host.ts";

const tree = (folder: string, minor: number, more: Readonly<Record<string, string>> = {}) => ({
  [`${folder}/Kbuild`]: "",
  [`${folder}/Kconfig`]: "",
  [`${folder}/Makefile`]: `VERSION = 6\nPATCHLEVEL = ${minor}\nSUBLEVEL = 0\n`,
  [`${folder}/include/linux/init.h`]: "",
  ...Object.fromEntries(Object.entries(more).map(([name, text]) => [`${folder}/${name}`, text])),
});

const source = `#include <linux/module.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("t");
MODULE_IMPORT_NS("NS");
`;

describe("the kernel to check against", () => {
  before(async () => {
    write({
      ...tree("kernels/1-old", 1, { "include/config/auto.conf": "CONFIG_MODULES=y\n", "Module.symvers": "" }),
      ...tree("kernels/2-new", 15),
      "import/Makefile": "obj-m := import.o\n",
      "import/import.c": source,
    });
    await settings().update("kernel", inWorkspace("kernels/1-old"), vscode.ConfigurationTarget.Workspace);
    await show("import/import.c");
  });

  after(async () => {
    await settings().update("kernel", undefined, vscode.ConfigurationTarget.Workspace);
    await settings().update("kernels", undefined, vscode.ConfigurationTarget.Workspace);
    rmSync(inWorkspace("kernels"), { recursive: true });
  });

  it("is the one that the settings name, and shown", async () => {
    const line = await status(({ text }) => text === "Kernel 6.1.0");
    assert.doesNotMatch(line.detail, /not configured|no Module.symvers/u);
    await findings("import/import.c", has("misplaced-string-argument"));
  });

  it("is chosen from a list, and open files are checked again", async () => {
    const chosen = await listShown("kmod.selectKernel");
    await vscode.commands.executeCommand("workbench.action.quickOpenSelectNext");
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    await chosen.done;
    assert.equal(settings().inspect("kernel")?.workspaceValue, inWorkspace("kernels/2-new"));
    await findings("import/import.c", (found) =>
      found.every(({ rule }) => rule !== "misplaced-string-argument"),
    );
    const line = await status(({ text }) => text === "Kernel 6.15.0");
    assert.match(line.detail, /not configured/u);
  });

  it("is one of several, where more are ticked: findings say with which they hold", async () => {
    const chosen = await listShown("kmod.selectMoreKernels");
    await vscode.commands.executeCommand("workbench.action.quickPickManyToggle");
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    await chosen.done;
    assert.deepEqual(settings().inspect("kernels")?.workspaceValue, [inWorkspace("kernels/1-old")]);
    const found = await findings("import/import.c", has("misplaced-string-argument"));
    const [finding] = found.filter(({ rule }) => rule === "misplaced-string-argument");
    assert.match(finding?.message ?? "", /\(only with 6\.1\.0\)$/u);
    await status(({ detail }) => detail.includes("also checked: 6.1.0"));
  });

  it("is left as it is when the list is left", async () => {
    const chosen = await listShown("kmod.selectKernel");
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
    await chosen.done;
    assert.equal(settings().inspect("kernel")?.workspaceValue, inWorkspace("kernels/2-new"));
  });
});

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("kmod");

/** Starts a command and resolves when its list stands; `done`: when the command has ended. */
async function listShown(command: string): Promise<{ readonly done: Thenable<unknown> }> {
  const kmod = await api();
  return new Promise((resolve) => {
    const listener = kmod.onDidShowKernels(() => {
      listener.dispose();
      resolve({ done });
    });
    const done = vscode.commands.executeCommand(command);
  });
}
