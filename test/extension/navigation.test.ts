import assert from "node:assert/strict";
import * as vscode from "vscode";
import { replace, show } from "./host.ts";
import {
  completionsAt,
  definitionsAt,
  hoverAt,
  inside,
  kernelInUse,
  useNavigationFiles,
} from "./navigation-files.ts";

describe("exported symbols", () => {
  let restore: () => Promise<void>;
  let document: vscode.TextDocument;

  before(async () => {
    restore = await useNavigationFiles();
    document = await show("nav/display.c");
    await kernelInUse();
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await restore();
  });

  it("lead from a use to the source of the module that exports it", async () => {
    assert.deepEqual(await definitionsAt(document, inside(document, "meter_read")), ["nav/meter.c:8"]);
  });

  it("lead from a use of the kernel's to its header", async () => {
    assert.deepEqual(await definitionsAt(document, inside(document, "base_count")), [
      "nav/kernel/include/linux/base.h:1",
    ]);
  });

  it("are explained where the pointer rests", async () => {
    const text = await hoverAt(document, inside(document, "meter_read"));
    assert.match(text, /int meter_read\(int channel\)/u);
    assert.match(text, /Exported by `meter\.ko` · \*\*GPL only\*\*/u);
    assert.match(text, /read a meter/u);
    assert.match(await hoverAt(document, inside(document, "base_count")), /Exported by `vmlinux`/u);
  });

  it("have their uses in other modules listed", async () => {
    const found: readonly vscode.Location[] = await vscode.commands.executeCommand(
      "vscode.executeReferenceProvider",
      document.uri,
      inside(document, "meter_read"),
    );
    const files = new Set(found.map(({ uri }) => vscode.workspace.asRelativePath(uri)));
    assert.deepEqual([...files].toSorted(), ["nav/display.c", "nav/meter.c", "nav/meter.h"]);
  });

  it("are found in the workspace", async () => {
    const found: readonly vscode.SymbolInformation[] = await vscode.commands.executeCommand(
      "vscode.executeWorkspaceSymbolProvider",
      "meter_re",
    );
    assert.deepEqual(
      found.map(({ name }) => name),
      ["meter_read"],
    );
  });

  it("are offered with the #include that they need", async () => {
    await replace(document, "return meter_read", "clock_;\n\treturn meter_read");
    const offered = await completionsAt(document, inside(document, "clock_;", "clock_".length));
    assert.deepEqual(
      offered.map(({ name }) => name),
      ["clock_take"],
    );
    assert.match(offered[0]?.item.additionalTextEdits?.[0]?.newText ?? "", /^#include <linux\/clocks\.h>$/mu);
    await replace(document, "clock_;\n\t", "");
  });

  it("are marked with who uses them, and a click shows where", async () => {
    const exporter = await show("nav/meter.c");
    const lenses: readonly vscode.CodeLens[] = await vscode.commands.executeCommand(
      "vscode.executeCodeLensProvider",
      exporter.uri,
      10,
    );
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ["exported · GPL only · used by 1 module"],
    );
    const [command] = lenses.map((lens) => lens.command);
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
  });
});
