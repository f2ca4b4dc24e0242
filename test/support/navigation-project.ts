/**
 * A small kernel and two modules beside each other, in a folder of the real disk, and a server over them: one module
 * exports, the other uses what it and the kernel export.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readOptionTypes } from "../../server/src/core/kbuild/evaluate.ts";
import { readSymvers } from "../../server/src/core/symbols/symvers.ts";
import { nodeAsyncDisk } from "../../server/src/host/async-disk.ts";
import { nodeDisk } from "../../server/src/host/disk.ts";
import { loadParser } from "../../server/src/host/parser/load.ts";
import { createSymbolReader } from "../../server/src/host/symbols/symbol-reader.ts";
import type { ServerHost } from "../../server/src/lsp/host.ts";
import { languageOf } from "../../server/src/lsp/language.ts";
import { kernelFacts, testHost } from "./lsp-host.ts";

export interface NavigationProject {
  /** Of the workspace. */
  readonly folder: string;
  readonly kernel: string;
  readonly host: ServerHost;
  write(path: string, text: string): void;
  dispose(): void;
}

const kernelFiles: Readonly<Record<string, string>> = {
  "arch/x86/include/asm/types.h": "",
  "include/linux/module.h":
    "#include <linux/base.h>\n#define MODULE_LICENSE(x)\n#define EXPORT_SYMBOL(x)\n#define EXPORT_SYMBOL_GPL(x)\n",
  "include/linux/base.h": "int base_count(void);\n",
  "include/linux/clocks.h": `/**
 * clock_take() - take a clock
 * @name: which of them, never %NULL
 * @count: how many times
 *
 * May sleep.
 *
 * Return: 0, or a negative error number.
 */
int clock_take(const char *name, int count);
int clock_give(const char *name);
extern int clock_total;
`,
  "include/linux/buffers.h": "struct buffer;\nstruct buffer *buffer_new(unsigned int size);\n",
};

const symvers = `0x11111111\tbase_count\tvmlinux\tEXPORT_SYMBOL\t
0x22222222\tclock_take\tvmlinux\tEXPORT_SYMBOL_GPL\t
0x22222223\tclock_give\tvmlinux\tEXPORT_SYMBOL_GPL\t
0x22222224\tclock_total\tvmlinux\tEXPORT_SYMBOL_GPL\t
0x33333333\tbuffer_new\tdrivers/buffers/buffers\tEXPORT_SYMBOL_GPL\tBUFFERS
`;

export const exporterText = `#include <linux/module.h>
#include "meter.h"

static int level;

/**
 * meter_read() - read a meter
 * @channel: which one
 */
int meter_read(int channel)
{
	return level + channel;
}
EXPORT_SYMBOL_GPL(meter_read);

MODULE_LICENSE("GPL");
`;

export const userText = `#include <linux/module.h>
#include "../meter/meter.h"

static int start(void)
{
	/* meter_read is called once */
	return meter_read(1) + base_count();
}
module_init(start);

MODULE_LICENSE("GPL");
`;

export const projectFiles: Readonly<Record<string, string>> = {
  Kbuild: "obj-m := meter/ display/\n",
  "meter/Kbuild": "obj-m := meter.o\n",
  "meter/meter.c": exporterText,
  "meter/meter.h": "int meter_read(int channel);\n",
  "display/Kbuild": "obj-m := display.o\n",
  "display/display.c": userText,
};

const writeBelow = (base: string, path: string, text: string): void => {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), text);
};

export async function navigationProject(
  files: Readonly<Record<string, string>> = projectFiles,
): Promise<NavigationProject> {
  const root = mkdtempSync(join(tmpdir(), "kmod-navigation-"));
  const kernel = join(root, "kernel");
  const folder = join(root, "work");
  for (const [path, text] of Object.entries(kernelFiles)) writeBelow(kernel, path, text);
  for (const [path, text] of Object.entries(files)) writeBelow(folder, path, text);
  const facts = {
    ...kernelFacts(kernel, "6.1.0"),
    version: { major: 6, minor: 1 },
    config: new Map([["X86", "y"]]),
    symbols: readSymvers(symvers),
  };
  const language = languageOf(await loadParser({ log: () => undefined }));
  const host: ServerHost = {
    ...testHost({}),
    disk: nodeAsyncDisk(),
    loadLanguage: () => Promise.resolve(language),
    optionTypes: (tree) => Promise.resolve(readOptionTypes(nodeDisk(), tree)),
    findKernel: () => Promise.resolve({ facts, problem: undefined }),
    symbols: createSymbolReader(undefined),
  };
  return {
    folder,
    kernel,
    host,
    write: (path, text) => writeBelow(folder, path, text),
    dispose: () => rmSync(root, { recursive: true }),
  };
}
