import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { readModuleImage } from "../../client/src/kernel/traces/module-places.ts";
import type { FoundTrace } from "../../client/src/traces/traces.ts";
import { answering, leave, next } from "./conversation.ts";
import { api, inWorkspace, knownBuilt, write } from "./host.ts";

const source = `#include <linux/module.h>
noinline int traced_read(const int *p);
noinline int traced_read(const int *p)
{
	return *p;
}
static int __init traced_init(void) { return traced_read(NULL); }
module_init(traced_init);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Reads from nowhere");
`;

const buildFolder = (existsSync("/lib/modules") ? readdirSync("/lib/modules") : [])
  .map((release) => `/lib/modules/${release}/build`)
  .find((folder) => existsSync(path.join(folder, "Makefile")));

const decode = (given?: unknown) =>
  vscode.commands.executeCommand<readonly FoundTrace[]>("kmod.decodeTrace", given);

describe("reports of kernels from elsewhere", () => {
  let text = "";

  before(async function build(this: Mocha.Context) {
    this.timeout(120_000);
    await api();
    write({ "traced/Makefile": "obj-m := traced.o\n", "traced/traced.c": source });
    if (buildFolder === undefined) this.skip();
    const made = spawnSync("make", ["-C", buildFolder, `M=${inWorkspace("traced")}`, "modules"]);
    if (made.error !== undefined) this.skip();
    const file = inWorkspace("traced/traced.ko");
    await knownBuilt("traced");
    const image = readModuleImage(file, readFileSync(file));
    assert.ok("functions" in image);
    const size = image.functions.get("traced_read")?.[0]?.sizes?.[0] ?? 0;
    text = `[   12.345678] BUG: kernel NULL pointer dereference, address: 0000000000000008
[   12.345679] CPU: 0 PID: 170 Comm: insmod Tainted: G           O       6.1.0-13-amd64 #1  Debian
[   12.345680] RIP: 0010:traced_read+0x0/0x${size.toString(16)} [traced]
[   12.345681] Call Trace:
[   12.345682]  do_one_initcall+0x59/0x220
[   12.345683] ---[ end trace 0000000000000000 ]---
`;
  });

  it("given as text are decoded by what the workspace has built, on a page that leads to the lines", async () => {
    const found = await decode({ text });
    const [call] = found[0]?.decoded.frames[0]?.calls ?? [];
    assert.equal(call?.function, "traced_read");
    assert.equal(call?.file, inWorkspace("traced/traced.c"));
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    assert.match(document.getText(), /^# oops: kernel NULL pointer dereference, address: 0x8\n/u);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      document.uri,
    );
    const targets = links.map(({ target }) => target?.with({ fragment: "" }).fsPath);
    assert.ok(targets.includes(inWorkspace("traced/traced.c")), JSON.stringify(targets));
  });

  it("are taken from the selection", async () => {
    const document = await vscode.workspace.openTextDocument({ content: `Dear author,\n${text}Yours\n` });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, document.lineCount, 0);
    const found = await decode();
    assert.equal(found.length, 1);
    assert.equal(found[0]?.decoded.trace.task?.name, "insmod");
  });

  it("are taken from a new document when the clipboard has none", async () => {
    await vscode.env.clipboard.writeText("nothing of that kind");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const asked = next(({ title }) => title.startsWith("Paste what the kernel said"));
    const decoding = decode();
    const shown = await asked;
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor?.document.isUntitled);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
    shown.answer("Decode");
    assert.equal((await decoding).length, 1);
  });

  it("are taken from the clipboard", async () => {
    await vscode.env.clipboard.writeText(text);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    assert.equal((await decode()).length, 1);
  });

  it("where there is none in a text, it is said what is looked for", async () => {
    const shown = await answering(
      () => leave,
      () => decode("int main(void) { return 0; }"),
    );
    assert.match(shown[0]?.title ?? "", /^There is no report of a kernel in this text/u);
  });

  it("are chosen from, and forgotten", async () => {
    const { traces } = await api();
    const last = traces.all().at(-1);
    assert.ok(last);
    const label = `${last.number}: kernel NULL pointer dereference, address: 0x8`;
    await answering(
      ({ kind }) => (kind === "pick" ? label : undefined),
      () => vscode.commands.executeCommand("kmod.showTrace"),
    );
    assert.match(
      vscode.window.activeTextEditor?.document.uri.path ?? "",
      new RegExp(`Kernel Trace ${last.number}`, "u"),
    );
    await vscode.commands.executeCommand("kmod.clearTraces");
    assert.deepEqual(traces.all(), []);
    const shown = await answering(
      () => leave,
      () => vscode.commands.executeCommand("kmod.showTrace"),
    );
    assert.match(shown[0]?.title ?? "", /^No kernel of a connected machine/u);
  });
});
