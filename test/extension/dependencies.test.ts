/** The picture of module dependencies in the real editor. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, inWorkspace, until, write } from "./host.ts";

const drawn = async (folder: string): Promise<{ readonly nodes: number; readonly edges: number }> => {
  const { dependencies } = await api();
  let last: { readonly nodes: number; readonly edges: number } | undefined;
  const listener = dependencies.onDidDraw((event) => (last = event));
  const seen = until(
    dependencies.onDidDraw,
    () => last,
    () => "no picture",
  );
  await vscode.commands.executeCommand("kmod.showDependencies", vscode.Uri.file(inWorkspace(folder)));
  return seen.finally(() => listener.dispose());
};

describe("module dependencies", () => {
  before(() =>
    write({
      "graph/Kbuild": "obj-m := base.o user.o\n",
      "graph/base.c": "void base_add(void) { }\nEXPORT_SYMBOL(base_add);\n",
      "graph/user.c": "void use(void)\n{\n\tbase_add();\n}\n",
      "empty/readme.txt": "nothing\n",
    }),
  );

  it("are drawn in a tab of the editor", async () => {
    assert.deepEqual(pick(await drawn("graph")), { nodes: 2, edges: 1 });
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
    assert.ok(tabs.includes("Module Dependencies"));
  });

  it("an arrow opens the first use, and DOT can be copied", async () => {
    await drawn("graph");
    const { dependencies } = await api();
    await dependencies.hear({ kind: "openUse", edge: 0 });
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor, "a file is open");
    assert.ok(editor.document.uri.path.endsWith("/graph/user.c"));
    assert.equal(editor.selection.active.line, 2);
    await dependencies.hear({ kind: "copyDot" });
    assert.match(await vscode.env.clipboard.readText(), /"user" -> "base"/u);
  });

  it("of a folder without modules are those of the project around it", async () => {
    assert.deepEqual(pick(await drawn("empty")), { nodes: 1, edges: 0 });
  });
});

const pick = ({ nodes, edges }: { readonly nodes: number; readonly edges: number }) => ({ nodes, edges });
