import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import { next } from "./conversation.ts";
import { api, inWorkspace, until, write } from "./host.ts";

const helloSource = `#include <linux/module.h>
static int count = 1;
module_param(count, int, 0644);
MODULE_PARM_DESC(count, "how often");
static char *who = "world";
module_param(who, charp, 0444);
int ops_answer(void) { return count; }
EXPORT_SYMBOL_GPL(ops_answer);
static int __init hello_init(void) { pr_info("hello %s\\n", who); return 0; }
module_init(hello_init);
static void __exit hello_exit(void) { }
module_exit(hello_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Says hello");
`;

const userSource = `#include <linux/module.h>
int ops_answer(void);
static int __init user_init(void) { return ops_answer() < 0; }
module_init(user_init);
static void __exit user_exit(void) { }
module_exit(user_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Uses hello");
`;

/** Build folder of an installed kernel, for real .ko files. */
const buildFolder = (existsSync("/lib/modules") ? readdirSync("/lib/modules") : [])
  .map((release) => `/lib/modules/${release}/build`)
  .find((folder) => existsSync(path.join(folder, "Makefile")));

/** These tests load nothing on the machine that they run on: only one whose kernel would not do it can be asked. */
const canLoadHere = existsSync("/proc/modules");

let kmod: KmodApi;

describe("what is done with modules", () => {
  before(async function build(this: Mocha.Context) {
    this.timeout(120_000);
    kmod = await api();
    write({
      "ops/Makefile": "obj-m := ops_hello.o ops_user.o\n",
      "ops/ops_hello.c": helloSource,
      "ops/ops_user.c": userSource,
      "ops/broken.ko": "this is no module\n",
    });
    if (buildFolder === undefined) this.skip();
    const made = spawnSync("make", ["-C", buildFolder, `M=${inWorkspace("ops")}`, "modules"], {
      encoding: "utf8",
    });
    if (made.error !== undefined) this.skip();
    assert.equal(made.status, 0, made.stderr);
    // What the server has read of a module is what its form is made of.
    const source = vscode.Uri.file(inWorkspace("ops/ops_hello.c"));
    await vscode.workspace.openTextDocument(source);
    await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", source);
    await vscode.commands.executeCommand("kmod.showModuleInformation", source);
  });

  after(() => rmSync(inWorkspace("ops"), { recursive: true, force: true }));

  it("information on a .ko file is a page that can be read and leads on", async () => {
    await built("ops_hello", "ops_user");
    const file = vscode.Uri.file(inWorkspace("ops/ops_user.ko"));
    const infos = await vscode.commands.executeCommand<readonly { name: string }[]>(
      "kmod.showModuleInformation",
      file,
    );
    assert.deepEqual(
      infos.map(({ name }) => name),
      ["ops_user"],
    );
    const { document } = activeEditor();
    assert.equal(document.languageId, "markdown");
    assert.match(document.getText(), /^# ops_user\n\nUses hello\n/u);
    assert.match(document.getText(), /\| Depends on +\| ops_hello /u);
    assert.ok(document.getText().includes("ops_answer"));
    const links = await linksOf(document);
    const dependency = links.find(({ text }) => text === "ops_hello");
    assert.ok(dependency?.target, JSON.stringify(links));
    await follow(dependency.target);
    assert.match(activeEditor().document.getText(), /\| count +\| int +\| 0644 +\| how often +\|/u);
  });

  it("information is asked for by a list where no module is named", async () => {
    const asked = next(({ kind }) => kind === "pick");
    const shown = vscode.commands.executeCommand("kmod.showModuleInformation");
    const list = await asked;
    assert.ok(list.offered.includes("ops_hello"), list.offered.join());
    assert.equal(list.offered.at(-1), "Browse...");
    list.answer("ops_hello");
    await shown;
    assert.match(activeEditor().document.getText(), /^# ops_hello\n/u);
  });

  it("a file that is no module is said to be none", async () => {
    const told = next(({ kind }) => kind === "notify");
    const file = vscode.Uri.file(inWorkspace("ops/broken.ko"));
    assert.equal(await vscode.commands.executeCommand("kmod.loadModule", file), undefined);
    assert.match((await told).title, /broken\.ko is not a kernel module/u);
  });

  it("a target that is not there is said not to be, with those that are", async () => {
    const told = next(({ kind }) => kind === "notify");
    const argument = { file: "ops/ops_hello.ko", target: "no-such-machine" };
    assert.equal(await vscode.commands.executeCommand("kmod.loadModule", argument), undefined);
    assert.match((await told).title, /no target called no-such-machine\. There are: .+/u);
  });

  it("the form asks for parameters, takes only what the kernel takes, and is refused where nothing can be loaded", async function refused(this: Mocha.Context) {
    if (canLoadHere) this.skip();
    const argument = { file: "ops/ops_hello.ko", target: "local" };
    const form = next(({ kind }) => kind === "pick");
    const loading = vscode.commands.executeCommand("kmod.loadModule", argument);
    const first = await form;
    assert.deepEqual(first.offered, ["Load", "count", "who"]);
    const box = next(({ kind }) => kind === "text");
    first.answer("count");
    const input = await box;
    assert.equal(input.title, "count (int)");
    assert.match(input.detail, /how often/u);
    // Refused: the box stays, and takes the next answer.
    input.answer("many");
    const formAgain = next(({ kind }) => kind === "pick");
    input.answer("3");
    const second = await formAgain;
    assert.deepEqual(second.offered, ["Load", "Clear All Values", "count", "who"]);
    const told = next(({ kind }) => kind === "notify");
    second.answer("Load");
    const message = await told;
    assert.match(message.title, /without loadable modules/u);
    message.leave();
    assert.equal(await loading, undefined);
  });

  it("the form begins with the values of the last time", async function again(this: Mocha.Context) {
    if (canLoadHere) this.skip();
    const form = next(({ kind }) => kind === "pick");
    const argument = { file: "ops/ops_hello.ko", target: "local" };
    const loading = vscode.commands.executeCommand("kmod.loadModule", argument);
    const shown = await form;
    assert.ok(shown.offered.includes("Clear All Values"), shown.offered.join());
    shown.leave();
    assert.equal(await loading, undefined);
  });

  it("given parameters take the place of the form", async function given(this: Mocha.Context) {
    if (canLoadHere) this.skip();
    const told = next(() => true);
    const argument = { file: "ops/ops_hello.ko", target: "local", parameters: { count: 2 } };
    const loading = vscode.commands.executeCommand("kmod.loadModule", argument);
    const message = await told;
    assert.equal(message.kind, "notify");
    message.leave();
    assert.equal(await loading, undefined);
  });

  it("a Kbuild file stands for its modules", async () => {
    const asked = next(({ kind }) => kind === "pick");
    const file = vscode.Uri.file(inWorkspace("ops/Makefile"));
    const shown = vscode.commands.executeCommand<readonly unknown[]>("kmod.showModuleInformation", file);
    const list = await asked;
    assert.deepEqual(list.offered, ["All of Them", "ops_hello", "ops_user"]);
    list.answer("All of Them");
    assert.equal((await shown).length, 2);
  });

  it("a C file stands for the module that it is part of", async () => {
    const said: string[] = [];
    const listener = kmod.prompts.onDidShow(({ title }) => said.push(title));
    const file = vscode.Uri.file(inWorkspace("ops/ops_user.c"));
    const infos = await vscode.commands.executeCommand<readonly { name: string }[] | undefined>(
      "kmod.showModuleInformation",
      file,
    );
    listener.dispose();
    assert.equal(infos?.[0]?.name, "ops_user", said.join());
  });

  it("names are copied, a line each", async () => {
    const text = await vscode.commands.executeCommand("kmod.copyModuleName", { modules: ["a-b", "c"] });
    assert.equal(text, "a_b\nc");
    assert.equal(await vscode.env.clipboard.readText(), "a_b\nc");
  });
});

function activeEditor(): vscode.TextEditor {
  assert.ok(vscode.window.activeTextEditor, "an editor is open");
  return vscode.window.activeTextEditor;
}

/** What a click on a link to a command does. */
async function follow({ scheme, path: command, query }: vscode.Uri): Promise<void> {
  assert.equal(scheme, "command");
  const given: unknown = JSON.parse(decodeURIComponent(query));
  assert.ok(Array.isArray(given));
  await vscode.commands.executeCommand(command, ...given);
}

/** Resolves when the workspace is known to have built these. */
async function built(...names: readonly string[]): Promise<void> {
  const { modules } = kmod;
  let known: readonly string[] = [];
  const look = async (): Promise<void> => {
    known = (await modules.built.all()).map(({ name }) => name);
  };
  const looked = new vscode.EventEmitter<void>();
  const listener = modules.built.onDidChange(() => void look().then(() => looked.fire()));
  await look();
  await until(
    looked.event,
    () => (names.every((name) => known.includes(name)) ? true : undefined),
    () => known,
  );
  listener.dispose();
  looked.dispose();
}

interface ShownLink {
  readonly text: string;
  readonly target: vscode.Uri | undefined;
}

async function linksOf(document: vscode.TextDocument): Promise<readonly ShownLink[]> {
  const links = await vscode.commands.executeCommand<readonly vscode.DocumentLink[]>(
    "vscode.executeLinkProvider",
    document.uri,
  );
  return links.map(({ range, target }) => ({ text: document.getText(range), target }));
}
