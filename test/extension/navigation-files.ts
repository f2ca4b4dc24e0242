/** A small kernel, and two modules of which one uses what the other and the kernel export. */
import { rmSync } from "node:fs";
import * as vscode from "vscode";
import { inWorkspace, status, write } from "./host.ts";

const files: Readonly<Record<string, string>> = {
  "nav/kernel/Kbuild": "",
  "nav/kernel/Kconfig": "",
  "nav/kernel/Makefile": "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 7\n",
  "nav/kernel/include/config/auto.conf": "CONFIG_MODULES=y\nCONFIG_X86=y\n",
  "nav/kernel/arch/x86/include/asm/types.h": "",
  "nav/kernel/include/linux/init.h": "",
  "nav/kernel/include/linux/module.h": `#include <linux/base.h>
#define MODULE_LICENSE(text) extern int module_license
#define MODULE_DESCRIPTION(text) extern int module_description
#define EXPORT_SYMBOL_GPL(name) extern int exported_##name
#define module_init(name) int init_module(void) __attribute__((alias(#name)))
`,
  "nav/kernel/include/linux/base.h": "int base_count(void);\n",
  "nav/kernel/include/linux/clocks.h": `/**
 * clock_take() - take a clock
 * @name: which of them
 *
 * Return: 0, or a negative error number.
 */
int clock_take(const char *name);
`,
  "nav/kernel/Module.symvers": `0x11111111\tbase_count\tvmlinux\tEXPORT_SYMBOL\t
0x22222222\tclock_take\tvmlinux\tEXPORT_SYMBOL_GPL\t
`,
  "nav/Kbuild": "obj-m := meter.o display.o\n",
  "nav/meter.h": "int meter_read(int channel);\n",
  "nav/meter.c": `#include <linux/module.h>
#include "meter.h"

/**
 * meter_read() - read a meter
 * @channel: which one
 */
int meter_read(int channel)
{
	return channel;
}
EXPORT_SYMBOL_GPL(meter_read);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("meter");
`,
  "nav/display.c": `#include <linux/module.h>
#include "meter.h"

static int start(void)
{
	return meter_read(1) + base_count();
}
module_init(start);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("display");
`,
  "nav/compile_flags.txt": "-Ikernel/include\n-xc\n",
};

const set = (kernel: string | undefined): Thenable<void> =>
  vscode.workspace.getConfiguration("kmod").update("kernel", kernel, vscode.ConfigurationTarget.Workspace);

/** Writes them and has the server check against the small kernel; gives what takes both back. */
export async function useNavigationFiles(): Promise<() => Promise<void>> {
  write(files);
  await set(inWorkspace("nav/kernel"));
  return async () => {
    await set(undefined);
    // A kernel tree in the workspace is what its modules are built for, whatever else is installed.
    rmSync(inWorkspace("nav"), { recursive: true });
  };
}

/** The server is ready to speak of symbols: of the kernel's, and of the files that were just written. */
export async function kernelInUse(): Promise<void> {
  await status(({ text }) => text === "Kernel 6.1.7");
  // VS Code tells the server of new files when it gets to it, and says nothing when it has.
  while (!(await isKnownToServer("meter_read"))) continue;
}

async function isKnownToServer(name: string): Promise<boolean> {
  const found: readonly vscode.SymbolInformation[] = await vscode.commands.executeCommand(
    "vscode.executeWorkspaceSymbolProvider",
    name,
  );
  return found.some((symbol) => symbol.name === name);
}

/** The position inside the first occurrence of some words. */
export function inside(document: vscode.TextDocument, words: string, at = 1): vscode.Position {
  return document.positionAt(document.getText().indexOf(words) + at);
}

export async function definitionsAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<readonly string[]> {
  const found: readonly (vscode.Location | vscode.LocationLink)[] = await vscode.commands.executeCommand(
    "vscode.executeDefinitionProvider",
    document.uri,
    position,
  );
  return found.map((one) => {
    const [uri, range] =
      "targetUri" in one
        ? [one.targetUri, one.targetSelectionRange ?? one.targetRange]
        : [one.uri, one.range];
    return `${vscode.workspace.asRelativePath(uri)}:${range.start.line + 1}`;
  });
}

/** What the editor would show of a hover, all servers together. */
export async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers: readonly vscode.Hover[] = await vscode.commands.executeCommand(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents.map((one) => (typeof one === "string" ? one : one.value)))
    .join("\n\n");
}

export interface Offered {
  /** The function's name, whatever the server shows around it. */
  readonly name: string;
  readonly item: vscode.CompletionItem;
}

export async function completionsAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<readonly Offered[]> {
  const list: vscode.CompletionList = await vscode.commands.executeCommand(
    "vscode.executeCompletionItemProvider",
    document.uri,
    position,
    undefined,
    50,
  );
  return list.items
    .filter(({ kind }) => kind === vscode.CompletionItemKind.Function)
    .map((item) => {
      const label = typeof item.label === "string" ? item.label : item.label.label;
      return { name: /\w+/.exec(label)?.[0] ?? label, item };
    });
}
