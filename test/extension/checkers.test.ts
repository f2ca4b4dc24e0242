/** sparse, checkpatch and Coccinelle by their commands: what they say in Problems, and quick fixes that mend it. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import { question } from "./conversation.ts";
import { api, inWorkspace, replace, show, until, withSetting, write } from "./host.ts";

const file = "looked/looked.c";

const source = `#include <linux/module.h>
#include <linux/slab.h>
#include <linux/io.h>

static int look(void __iomem *p)
{
	int *q = (int *)p;

	return *q;
}

static int __init look_init(void)
{
	char *name = kmalloc(3, GFP_KERNEL);
	if (name != NULL)
		kfree(name);
	return look(NULL) ;
}
module_init(look_init);
MODULE_LICENSE("GPL");
`;

/**
 * Called as checkpatch is, with its words for two mistakes: distributions have checkpatch.pl in the sources of the kernel
 * only.
 */
const standIn = String.raw`my ($type) = map { /^--types=(.*)/ ? $1 : () } @ARGV;
my ($file) = $ARGV[-1];
open(my $in, "<", $file) or die; my @lines = <$in>; close $in;
my @fixed = @lines; my $found = 0;
for my $i (0..$#lines) {
  if ($lines[$i] =~ / ;$/ && (!$type || $type eq "SPACING")) {
    printf "%s:%d: WARNING:SPACING: space prohibited before semicolon\n\n", $file, $i + 1;
    $fixed[$i] =~ s/ ;/;/; $found = 1;
  }
  if ($lines[$i] =~ /!= NULL/ && (!$type || $type eq "COMPARISON_TO_NULL")) {
    printf "%s:%d: CHECK:COMPARISON_TO_NULL: Comparison to NULL could be written \"name\"\n\n", $file, $i + 1;
    $fixed[$i] =~ s/ != NULL//; $found = 1;
  }
}
if ($found) { open(my $out, ">", "$file.EXPERIMENTAL-checkpatch-fixes"); print $out @fixed; }
exit $found;
`;

const semanticPatch = `// Options: --no-includes
virtual patch
virtual report

@mend depends on patch@
expression E;
@@
- if (E != NULL)
  kfree(E);

@find depends on report@
expression E;
position p;
@@
  if (E != NULL)
	kfree@p(E);

@script:python depends on report@
p << find.p;
@@
coccilib.report.print_report(p[0], "WARNING: the NULL check is not needed.")
`;

const hasKernel = (existsSync("/lib/modules") ? readdirSync("/lib/modules") : []).some((release) =>
  existsSync(path.join("/lib/modules", release, "build", "Makefile")),
);

let kmod: KmodApi;

describe("checks by other tools", function checking() {
  this.timeout(120_000);

  before(async () => {
    kmod = await api();
    write({
      "looked/Kbuild": "obj-m := looked.o\n",
      [file]: source,
      "tools/checkpatch.pl": standIn,
      "tools/cocci/null.cocci": semanticPatch,
    });
  });

  after(() => {
    rmSync(inWorkspace("looked"), { recursive: true, force: true });
    rmSync(inWorkspace("tools"), { recursive: true, force: true });
  });

  it("without checkpatch.pl a message says where it is found", async () => {
    await withSetting("kmod.checkers.checkpatch", inWorkspace("tools/none"), async () => {
      const told = question(/names .*tools\/none, which is neither checkpatch\.pl nor a kernel tree/u);
      await show(file);
      await vscode.commands.executeCommand("kmod.runCheckpatch");
      await told;
    });
  });

  it("checkpatch looks at the text of the editor, and each message is mended alone", async () => {
    await withSetting("kmod.checkers.checkpatch", inWorkspace("tools/checkpatch.pl"), async () => {
      const document = await show(file);
      await replace(document, "\tchar *name", "\tint unsaved = 1 ;\n\tchar *name");
      const found = checked("checkpatch");
      await vscode.commands.executeCommand("kmod.runCheckpatch");
      assert.equal(await found, 3);
      assert.deepEqual(problemsOf("checkpatch"), ["14 SPACING", "16 COMPARISON_TO_NULL", "18 SPACING"]);
      await fix(document, 18, "Fix SPACING (checkpatch)");
      assert.match(document.getText(), /return look\(NULL\);/u);
      assert.match(document.getText(), /unsaved = 1 ;/u);
      assert.deepEqual(problemsOf("checkpatch"), ["14 SPACING", "16 COMPARISON_TO_NULL"]);
    });
  });

  it("messages move with their lines, and what is left is mended at once", async () => {
    const document = await show(file);
    await replace(document, "#include <linux/io.h>", "#include <linux/io.h>\n#include <linux/types.h>");
    assert.deepEqual(problemsOf("checkpatch"), ["15 SPACING", "17 COMPARISON_TO_NULL"]);
    await fix(document, 15, "Fix everything that checkpatch can in this file");
    assert.match(document.getText(), /unsaved = 1;\n\tchar \*name.*\n\tif \(name\)/u);
    assert.deepEqual(problemsOf("checkpatch"), []);
    await replace(document, document.getText(), source);
    await document.save();
  });

  it("checkpatch looks at what is saved, where that is wanted", async () => {
    await withSetting("kmod.checkers.checkpatch", inWorkspace("tools/checkpatch.pl"), async () => {
      await withSetting("kmod.checkers.onSave", ["checkpatch"], async () => {
        const document = await show(file);
        await replace(document, "return look(NULL) ;", "return look(NULL)  ;");
        const found = checked("checkpatch");
        await document.save();
        assert.equal(await found, 2);
      });
    });
  });

  it("Coccinelle finds what scripts of a folder describe, and mends it", async () => {
    await withSetting("kmod.checkers.coccinelleFolder", inWorkspace("tools/cocci"), async () => {
      const document = await show(file);
      const found = checked("coccinelle");
      await vscode.commands.executeCommand("kmod.runCoccinelle", vscode.Uri.file(inWorkspace(file)));
      assert.equal(await found, 1);
      assert.deepEqual(problemsOf("coccinelle"), ["16 null"]);
      await fix(document, 16, "Fix null (coccinelle)");
      assert.match(document.getText(), /GFP_KERNEL\);\n\tkfree\(name\);/u);
      assert.deepEqual(problemsOf("coccinelle"), []);
      await document.save();
    });
  });

  it("sparse looks at a source by Kbuild, and its words stand in Problems", async function sparse(this: Mocha.Context) {
    if (!hasKernel) this.skip();
    await show(file);
    const reports: string[] = [];
    const listener = kmod.builds.onDidBuild((report) => reports.push(JSON.stringify(report)));
    await vscode.commands.executeCommand("kmod.runSparse");
    const lines = readFileSync(inWorkspace(file), "utf8").split("\n");
    const messages = vscode.languages
      .getDiagnostics(vscode.Uri.file(inWorkspace(file)))
      .filter(({ message }) => /__iomem/u.test(message));
    listener.dispose();
    assert.equal(messages.length, 1, reports.join());
    assert.match(lines[messages[0]?.range.start.line ?? 0] ?? "", /\(int \*\)p/u);
  });
});

/** What a tool said of the file, by line and kind. */
const problemsOf = (tool: string): readonly string[] =>
  vscode.languages
    .getDiagnostics(vscode.Uri.file(inWorkspace(file)))
    .filter(({ source: from }) => from === tool)
    .map(({ range, code }) => `${range.start.line + 1} ${typeof code === "string" ? code : ""}`)
    .toSorted();

/** The number of messages of the next check of the file. */
function checked(tool: string): Promise<number> {
  let messages: number | undefined;
  return until(
    (listener) =>
      kmod.checkers.onDidCheck((done) => {
        if (done.tool !== tool || done.file !== inWorkspace(file)) return;
        messages = done.messages;
        listener(undefined);
      }),
    () => messages,
    () => `no check by ${tool}`,
    60_000,
  );
}

/** Applies the quick fix of a line, from 1, as choosing it does. */
async function fix(document: vscode.TextDocument, line: number, title: string): Promise<void> {
  const { range } = document.lineAt(line - 1);
  const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
    20,
  );
  const action = actions.find((one) => one.title === title);
  assert.ok(action?.edit, `${title} is among ${actions.map((one) => one.title).join(", ")}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}
