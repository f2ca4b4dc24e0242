/** The steps of the walkthrough that need a kernel of their own. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import type { Target } from "../../client/src/kernel/targets/target.ts";
import { next } from "./conversation.ts";
import { api, findings, inWorkspace, show, until, write } from "./host.ts";
import { machineLimitMs, state, targetNamed } from "./machine.ts";

const source = `#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt
#include <linux/module.h>

static int __init strolls_init(void)
{
	pr_info("loaded\\n");
	return 0;
}
module_init(strolls_init);

static void __exit strolls_exit(void)
{
}
module_exit(strolls_exit);

MODULE_DESCRIPTION("Strolls through");
MODULE_LICENSE("GPL");
`;

let kmod: KmodApi;
let vm: Target;

describe("the walkthrough on a real kernel", function walkthrough() {
  this.timeout(machineLimitMs);

  before(async () => {
    kmod = await api();
    vm = await targetNamed("vm-6.1");
    await vm.disconnect();
    write({ "strolls/Kbuild": "obj-m := strolls.o\n", "strolls/strolls.c": source });
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await kmod.walkthrough.forget();
  });

  after(async () => {
    await vm.disconnect();
    await kmod.walkthrough.forget();
  });

  it("counts a virtual machine once it runs, which one command starts without a question", async () => {
    const questions: string[] = [];
    const listener = kmod.prompts.onDidShow(({ title }) => questions.push(title));
    await vscode.commands.executeCommand("kmod.startVirtualMachine");
    listener.dispose();
    await state(vm, "connected");
    await done("machine");
    assert.deepEqual(questions, []);
    assert.equal(kmod.targets.current(), vm);
    assert.ok(!kmod.walkthrough.done().includes("load"), "nothing of the workspace is loaded yet");
  });

  it("counts a module of the workspace once it is loaded, and the log once it is seen", async () => {
    await show("strolls/strolls.c");
    await run();
    await done("load");
    await vscode.commands.executeCommand("kmod.showKernelLog", { target: vm });
    await done("log");
  });

  it("counts the crash that it makes itself, and takes the line out again", async () => {
    const removal = next(({ title }) => title.startsWith("The line that crashes is still in"));
    const failed = next(({ title }) => title.includes("crashed in the init function"));
    await vscode.commands.executeCommand("kmod.tryCrash");
    (await failed).leave();
    await done("trace");
    const page = vscode.window.activeTextEditor?.document.getText() ?? "";
    assert.match(page, /^# oops: kernel NULL pointer dereference/u);
    const document = await vscode.workspace.openTextDocument(inWorkspace("strolls/strolls.c"));
    const line = document.getText().split("\n").indexOf("\t*(volatile int *)NULL = 0;") + 1;
    assert.notEqual(line, 0);
    assert.match(page, new RegExp(`strolls\\.c:${line}\\b`, "u"));
    await findings("strolls/strolls.c", (found) => found.some(({ range }) => range.start.line + 1 === line));
    const saved = until(
      vscode.workspace.onDidSaveTextDocument,
      () => document.getText() === source && !document.isDirty,
      () => document.getText(),
    );
    (await removal).answer("Take It Out");
    await saved;
  });
});

const run = (): Thenable<unknown> =>
  vscode.commands.executeCommand("kmod.buildAndReload", {
    file: inWorkspace("strolls/strolls.c"),
    target: "vm-6.1",
  });

const done = (step: ReturnType<KmodApi["walkthrough"]["done"]>[number]): Promise<true> =>
  until(
    kmod.walkthrough.onDidChange,
    () => (kmod.walkthrough.done().includes(step) ? true : undefined),
    () => kmod.walkthrough.done(),
    60_000,
  );
