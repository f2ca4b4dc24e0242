/** compile_commands.json from a real build, read by the clangd that runs in the same editor. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import { question } from "./conversation.ts";
import { api, inWorkspace, show, until, write } from "./host.ts";

const source = `#include <linux/module.h>
#include "listed.h"
static int __init listed_init(void)
{
	pr_info("%d\\n", LISTED);
	return 0;
}
module_init(listed_init);
MODULE_LICENSE("GPL");
`;

/** Is the build folder of a kernel installed? */
const hasKernel = (existsSync("/lib/modules") ? readdirSync("/lib/modules") : []).some((release) =>
  existsSync(path.join("/lib/modules", release, "build", "Makefile")),
);

const list = (): string => inWorkspace("compile_commands.json");
const listed = (): readonly { readonly file: string }[] => JSON.parse(readFileSync(list(), "utf8"));
const build = (): Thenable<unknown> =>
  vscode.commands.executeCommand("kmod.buildModules", { file: "listed/listed.c" });

let kmod: KmodApi;

describe("compile_commands.json", function listing() {
  this.timeout(120_000);

  before(async function open(this: Mocha.Context) {
    if (!hasKernel) this.skip();
    kmod = await api();
    write({
      "listed/Kbuild": "obj-m := listed.o\nccflags-y := -I$(src)/include\n",
      "listed/listed.c": source,
      "listed/include/listed.h": "#define LISTED 3\n",
    });
  });

  after(() => {
    rmSync(inWorkspace("listed"), { recursive: true, force: true });
    rmSync(list(), { force: true });
  });

  it("is offered after the first build, and written on Yes", async () => {
    const offered = question(/^Write compile_commands\.json into .*clangd/u);
    await build();
    const written = updated();
    (await offered).answer("Yes");
    assert.equal(await written, list());
    assert.deepEqual(
      listed().map(({ file }) => file),
      [inWorkspace("listed/listed.c")],
    );
  });

  it("makes clangd see the source as Kbuild compiles it: no error, and the header of its own folder is found", async () => {
    const clangd = vscode.extensions.getExtension("llvm-vs-code-extensions.vscode-clangd");
    assert.ok(clangd, "clangd's extension is in the host");
    await clangd.activate();
    const document = await show("listed/listed.c");
    const at = document.positionAt(source.indexOf("LISTED"));
    const definitions = await vscode.commands.executeCommand<
      readonly (vscode.Location | vscode.LocationLink)[]
    >("vscode.executeDefinitionProvider", document.uri, at);
    const files = definitions.map((one) => ("uri" in one ? one.uri : one.targetUri).fsPath);
    assert.deepEqual(files, [inWorkspace("listed/include/listed.h")]);
    const errors = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.deepEqual(
      errors.map(({ message }) => message),
      [],
    );
  });

  it("is not touched by a build that changes nothing of it, and nobody is asked again", async () => {
    const before = statSync(list()).mtimeMs;
    const asked: string[] = [];
    const listener = kmod.prompts.onDidShow(({ title }) => asked.push(title));
    const looked = updated();
    await build();
    await looked;
    listener.dispose();
    assert.equal(statSync(list()).mtimeMs, before);
    assert.deepEqual(asked, []);
  });

  it("gets what the command finds recorded, and keeps what others wrote", async () => {
    write({
      "compile_commands.json": JSON.stringify([{ directory: "/", file: "/tool.c", command: "cc /tool.c" }]),
    });
    const told = question(/^compile_commands\.json was updated: it lists 1 source/u);
    await vscode.commands.executeCommand(
      "kmod.updateCompileCommands",
      vscode.Uri.file(inWorkspace("listed/listed.c")),
    );
    await told;
    assert.deepEqual(
      listed().map(({ file }) => file),
      ["/tool.c", inWorkspace("listed/listed.c")],
    );
  });

  it("is left as it is where it cannot be read", async () => {
    write({ "compile_commands.json": "[ not json" });
    const told = question(/compile_commands\.json was left as it is: it is not valid JSON/u);
    await vscode.commands.executeCommand(
      "kmod.updateCompileCommands",
      vscode.Uri.file(inWorkspace("listed/listed.c")),
    );
    await told;
    assert.equal(readFileSync(list(), "utf8"), "[ not json");
  });
});

/** The next time that the list is looked at. */
function updated(): Promise<string> {
  let file: string | undefined;
  return until(
    (listener) =>
      kmod.compileCommands.onDidUpdate((found) => {
        file = found;
        listener(undefined);
      }),
    () => file,
    () => "no update",
    60_000,
  );
}
