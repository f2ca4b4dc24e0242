import assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, findings, has, inWorkspace, lacks, replace, show, withSetting, write } from "./host.ts";

const head = '#include <linux/module.h>\nMODULE_DESCRIPTION("t");\n';
const licence = 'MODULE_LICENSE("GPL");\n';

describe("checks", () => {
  it("show the mistakes of the sample when it is opened", async () => {
    await show("hello.c");
    const wanted = ["missing-license", "init-signature", "device-table-terminator", "param-permissions"];
    const found = await findings("hello.c", has(...wanted));
    for (const { rule, severity } of found.filter((finding) => wanted.includes(finding.rule))) {
      assert.equal(severity, vscode.DiagnosticSeverity.Error, rule);
    }
  });

  it("lead to the page of the rule", async () => {
    await show("hello.c");
    const [finding] = await findings("hello.c", has("missing-license"));
    assert.ok(finding?.page);
    const page = await vscode.workspace.openTextDocument(finding.page);
    assert.match(page.getText(), new RegExp(`^# ${finding.rule}$`, "mu"));
  });

  it("follow what is typed", async () => {
    write({ "typed/Makefile": "obj-m := typed.o\n", "typed/typed.c": head });
    const document = await show("typed/typed.c");
    await findings("typed/typed.c", has("missing-license"));
    await replace(document, head, head + licence);
    await findings("typed/typed.c", lacks("missing-license"));
    await replace(document, licence, `${licence}static int n;\nmodule_param(n, int, 0666);\n`);
    await findings("typed/typed.c", has("param-permissions"));
  });

  it("speak of the files of the module that are not open", async () => {
    write({
      "pair/Makefile": "obj-m := pair.o\npair-y := open.o closed.o\n",
      "pair/open.c": head + licence,
      "pair/closed.c": "#include <linux/module.h>\nstatic int n;\nmodule_param(n, int, 0666);\n",
    });
    await show("pair/open.c");
    await findings("pair/closed.c", has("param-permissions"));
  });

  it("see what happens to files on the disk", async () => {
    write({ "disk/Makefile": "obj-m := disk.o\ndisk-y := a.o b.o\n", "disk/a.c": head, "disk/b.c": "\n" });
    await show("disk/a.c");
    await findings("disk/a.c", has("missing-license"));
    write({ "disk/b.c": `#include <linux/module.h>\n${licence}` });
    await findings("disk/a.c", lacks("missing-license"));
  });

  it("speak of Kbuild files", async () => {
    write({ "gone/Kbuild": "obj-m := gone.o\n" });
    await show("gone/Kbuild");
    await findings("gone/Kbuild", has("kbuild-missing-source"));
  });

  it("take a changed severity without a restart", async () => {
    const kmod = await api();
    const before = kmod.serverProcessId();
    await show("hello.c");
    await findings("hello.c", has("param-permissions"));
    await withSetting("kmod.rules", { "param-permissions": "hint" }, async () => {
      const isHint = vscode.DiagnosticSeverity.Hint;
      await findings("hello.c", (found) =>
        found.some(({ rule, severity }) => rule === "param-permissions" && severity === isHint),
      );
    });
    await withSetting("kmod.rules", { "param-permissions": "off" }, async () => {
      await findings("hello.c", (found) => found.length > 0 && lacks("param-permissions")(found));
    });
    await findings("hello.c", has("param-permissions"));
    assert.equal(kmod.serverProcessId(), before);
  });
});

describe("fixes", () => {
  const mistaken = `${head}${licence}static int n;\nmodule_param(n, int, 0666);\nMODULE_PARM_DESC(n, "n");\n`;

  it("are offered at the finding and mend it", async () => {
    write({ "fix/Makefile": "obj-m := fix.o\n", "fix/fix.c": mistaken });
    const document = await show("fix/fix.c");
    const found = await findings("fix/fix.c", has("param-permissions"));
    const place = found.find(({ rule }) => rule === "param-permissions");
    assert.ok(place);
    const [action] = await actions(document, place.range, vscode.CodeActionKind.QuickFix.value);
    assert.ok(action?.edit, "a quick fix with an edit");
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    await findings("fix/fix.c", lacks("param-permissions"));
    assert.match(document.getText(), /module_param\(n, int, 06[04]4\)/u);
  });

  it("are all made by source.fixAll.kmod when the file is saved", async () => {
    write({ "save/Makefile": "obj-m := save.o\n", "save/save.c": unterminated });
    await withSetting("editor.codeActionsOnSave", { "source.fixAll.kmod": "explicit" }, async () => {
      const document = await show("save/save.c");
      await findings("save/save.c", has("device-table-terminator"));
      await replace(document, "// save", "// saved");
      assert.ok(await document.save());
      await findings("save/save.c", lacks("device-table-terminator"));
      assert.equal(document.isDirty, false);
      assert.match(document.getText(), /\{ ?\}|sentinel/u);
    });
  });

  const unterminated = `${head}${licence}#include <linux/mod_devicetable.h>
// save
static const struct of_device_id t_match[] = {
	{ .compatible = "t" },
};
MODULE_DEVICE_TABLE(of, t_match);
`;
});

async function actions(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: string,
): Promise<readonly vscode.CodeAction[]> {
  const resolved = 10;
  const uri = vscode.Uri.file(inWorkspace(vscode.workspace.asRelativePath(document.uri)));
  return vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, range, kind, resolved);
}
