import assert from "node:assert/strict";
import * as vscode from "vscode";
import { findings, has, inWorkspace, show, status, withSetting, write } from "./host.ts";

describe("reading a module", () => {
  it("explains a macro of modules under the mouse", async () => {
    const document = await show("hello.c");
    await findings("hello.c", has("missing-license"));
    const at = document.positionAt(document.getText().indexOf("module_param(") + 3);
    const hovers: readonly vscode.Hover[] = await vscode.commands.executeCommand(
      "vscode.executeHoverProvider",
      document.uri,
      at,
    );
    const text = hovers.flatMap(({ contents }) => contents.map(plain)).join("\n");
    assert.match(text, /module_param|parameter/iu);
  });

  it("lists entry points, parameters and device tables in the outline", async () => {
    const document = await show("hello.c");
    const symbols: readonly vscode.DocumentSymbol[] = await vscode.commands.executeCommand(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    const names = symbols.flatMap(function all(symbol): string[] {
      return [symbol.name, ...symbol.children.flatMap(all)];
    });
    for (const name of ["hello_init", "hello_exit", "count", "whom", "hello_of_match"]) {
      assert.ok(
        names.some((shown) => shown.includes(name)),
        `${name} in ${names.join(", ")}`,
      );
    }
  });

  it("completes a licence inside the quotes of MODULE_LICENSE", async () => {
    write({ "complete/c.c": '#include <linux/module.h>\nMODULE_LICENSE("");\n' });
    const document = await show("complete/c.c");
    const at = document.positionAt(document.getText().indexOf('("') + 2);
    const list: vscode.CompletionList = await vscode.commands.executeCommand(
      "vscode.executeCompletionItemProvider",
      document.uri,
      at,
    );
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(labels.includes("GPL"), labels.slice(0, 20).join(", "));
    assert.ok(labels.includes("Dual MIT/GPL"));
  });
});

describe("the status item", () => {
  it("names the module of the file in the editor", async () => {
    await show("hello.c");
    await status(({ detail }) => detail.includes("module hello (1 object)"));
    write({
      "two/Makefile": "obj-m := both.o\nboth-y := first.o second.o\n",
      "two/first.c": "int a;\n",
      "two/second.c": "int b;\n",
    });
    await show("two/first.c");
    await status(({ detail }) => detail.includes("module both (2 objects)"));
  });

  it("warns of a kernel folder that is not there", async () => {
    await withSetting("kmod.kernel", inWorkspace("no-such-kernel"), async () => {
      const line = await status(({ severity }) => severity === "warning");
      assert.match(line.detail, /no-such-kernel/u);
    });
    await status(({ severity }) => severity === "information");
  });
});

function plain(content: vscode.MarkdownString | vscode.MarkedString): string {
  return typeof content === "string" ? content : content.value;
}
