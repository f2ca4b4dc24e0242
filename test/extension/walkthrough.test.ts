/** The walkthrough without a machine: each step is done when its thing has happened, and not before. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import { answering, leave, next } from "./conversation.ts";
import { api, findings, has, inWorkspace, lacks, show, until, write } from "./host.ts";

const clean = `#include <linux/module.h>

static int __init walked_init(void)
{
	return 0;
}
module_init(walked_init);

static void __exit walked_exit(void)
{
}
module_exit(walked_exit);

MODULE_DESCRIPTION("Walks through");
MODULE_LICENSE("GPL");
`;

/** Is the build folder of a kernel installed? */
const hasKernel = (existsSync("/lib/modules") ? readdirSync("/lib/modules") : []).some((release) =>
  existsSync(path.join("/lib/modules", release, "build", "Makefile")),
);

let kmod: KmodApi;

describe("the walkthrough", function walkthrough() {
  this.timeout(90_000);

  before(async () => {
    kmod = await api();
    write({ "walked/Kbuild": "obj-m := walked.o\n", "walked/walked.c": clean });
  });

  beforeEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await kmod.walkthrough.forget();
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await kmod.walkthrough.forget();
    rmSync(inWorkspace("walked"), { recursive: true, force: true });
  });

  it("opens by its command", async () => {
    await vscode.commands.executeCommand("kmod.showWalkthrough");
    await until(vscode.window.tabGroups.onDidChangeTabs, isOpen, labels);
    assert.deepEqual(kmod.walkthrough.done(), []);
  });

  it("counts a kernel once it was chosen, not when the list was left", async () => {
    const left = await kernelsShown();
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
    await left.ended;
    assert.deepEqual(kmod.walkthrough.done(), []);
    const chosen = await kernelsShown();
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    await chosen.ended;
    await done("kernel");
    await vscode.workspace.getConfiguration("kmod").update("kernel", undefined);
  });

  it("counts a new module once it is written, not when the questions were left", async () => {
    await answering(
      ({ kind }) => (kind === "notify" || kind === "pick" ? leave : undefined),
      () => vscode.commands.executeCommand("kmod.newModule"),
    );
    assert.deepEqual(kmod.walkthrough.done(), []);
    await answering(
      (shown) => {
        if (shown.kind === "notify") return leave;
        if (shown.detail.startsWith("Name of the module")) return "walked_new";
        if (shown.detail.startsWith("Which files")) return "README.md";
        return shown.detail.startsWith("Who writes it") ? "Ada Author" : shown.offered[0];
      },
      () => vscode.commands.executeCommand("kmod.newModule"),
    );
    await done("create");
    rmSync(inWorkspace("walked_new"), { recursive: true, force: true });
  });

  it("counts a check once one is seen: not while a file has none", async () => {
    await show("walked/walked.c");
    await findings("walked/walked.c", (found) => found.length === 0);
    assert.deepEqual(kmod.walkthrough.done(), []);
    await show("hello.c");
    await done("check");
  });

  it("takes out the licence to show a check, and the fix puts it back", async () => {
    const document = await show("walked/walked.c");
    const told = next(({ title }) => title.includes("MODULE_LICENSE"));
    await vscode.commands.executeCommand("kmod.tryCheck");
    (await told).leave();
    await done("check");
    assert.ok(document.isDirty, "nothing is saved");
    const [finding] = (await findings("walked/walked.c", has("missing-license"))).filter(
      ({ rule }) => rule === "missing-license",
    );
    assert.ok(finding);
    const { activeTextEditor: editor } = vscode.window;
    assert.ok(editor?.selection.active.isEqual(finding.range.start), "the cursor stands at the finding");
    const [fix] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    assert.ok(fix?.edit, "there is a fix");
    await vscode.workspace.applyEdit(fix.edit);
    await findings("walked/walked.c", lacks("missing-license"));
    assert.match(document.getText(), /^MODULE_LICENSE\("/mu);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("counts a build that has made modules, by whatever it was started: not one that failed", async function () {
    if (!hasKernel) this.skip();
    await replaceAll(clean.replace("return 0;", "return nowhere_declared;"));
    await build();
    assert.ok(!kmod.walkthrough.done().includes("build"), "a failed build is none");
    await replaceAll(clean);
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const tasks = await vscode.tasks.fetchTasks({ type: "kmod" });
    const task = tasks.find(({ definition }) => JSON.stringify(definition).includes("walked"));
    assert.ok(task, `a task builds it: ${JSON.stringify(tasks.map(({ definition }) => definition))}`);
    await vscode.tasks.executeTask(task);
    await done("build");
  });

  it("counts a trace once one is shown: the recorded oops without a machine, not a text without one", async () => {
    await answering(
      ({ kind }) => (kind === "notify" ? leave : undefined),
      () => decode("nothing of that kind"),
    );
    assert.deepEqual(kmod.walkthrough.done(), []);
    await vscode.commands.executeCommand("kmod.decodeSampleTrace");
    await done("trace");
    const page = vscode.window.activeTextEditor?.document.getText() ?? "";
    assert.match(page, /^# oops: kernel NULL pointer dereference/u);
    assert.match(page, /hello_init/u);
  });

  it("lets nothing crash where no virtual machine runs", async () => {
    const told = next(({ title }) => title.startsWith("No virtual machine is running."));
    const ended = vscode.commands.executeCommand("kmod.tryCrash");
    const shown = await told;
    assert.deepEqual(shown.offered, ["Start Virtual Machine"]);
    shown.leave();
    await ended;
    assert.equal((await show("walked/walked.c")).getText(), clean);
  });
});

const isOpen = (): true | undefined =>
  vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ label }) => /walkthrough|welcome/iu.test(label)),
  ) || undefined;

const decode = (text: string): Thenable<unknown> =>
  vscode.commands.executeCommand("kmod.decodeTrace", { text });

/** Resolves when the step counts as done. */
const done = (step: ReturnType<KmodApi["walkthrough"]["done"]>[number]): Promise<true> =>
  until(
    kmod.walkthrough.onDidChange,
    () => (kmod.walkthrough.done().includes(step) ? true : undefined),
    () => kmod.walkthrough.done(),
    60_000,
  );

/** Resolves when the list stands; `ended`: when the command has. */
async function kernelsShown(): Promise<{ readonly ended: Thenable<unknown> }> {
  return new Promise((resolve) => {
    const listener = kmod.onDidShowKernels(() => {
      listener.dispose();
      resolve({ ended });
    });
    const ended = vscode.commands.executeCommand("kmod.selectKernel");
  });
}

async function replaceAll(text: string): Promise<void> {
  const document = await show("walked/walked.c");
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const build = (): Thenable<unknown> =>
  vscode.commands.executeCommand("kmod.buildModules", { file: inWorkspace("walked/Kbuild") });

const labels = (): readonly string[] =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
