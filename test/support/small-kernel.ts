/** A kernel of a few headers in a folder of its own: enough to evaluate the units of a module against. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface SmallKernel {
  readonly folder: string;
  /** Below the kernel's folder. Gives the absolute path. */
  write(path: string, text: string): string;
  remove(): void;
}

/** @param files by path below the kernel's folder, besides those that every kernel has */
export const createSmallKernel = (files: Readonly<Record<string, string>> = {}): SmallKernel => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "kmod-kernel-")));
  const write = (path: string, text: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  for (const [path, text] of Object.entries({ ...usual, ...files })) write(path, text);
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

const usual: Readonly<Record<string, string>> = {
  Makefile: "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n",
  "Module.symvers": "0x1\tregister_thing\tvmlinux\tEXPORT_SYMBOL\t\n",
  "arch/x86/include/asm/thing.h": "int asm_thing(int);\n",
  "include/config/auto.conf": "CONFIG_X86=y\nCONFIG_64BIT=y\nCONFIG_THING=y\n",
  "include/generated/autoconf.h": "#define CONFIG_X86 1\n#define CONFIG_64BIT 1\n#define CONFIG_THING 1\n",
  "include/generated/utsrelease.h": '#define UTS_RELEASE "6.1.0-small"\n',
  "include/linux/compiler_types.h": "#define __init\n",
  "include/linux/kconfig.h": "#include <generated/autoconf.h>\n",
  "include/linux/module.h": `#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H
#define MODULE_LICENSE(text)
#define module_init(f)
#endif
`,
  "include/linux/thing.h": `#ifndef _LINUX_THING_H
#define _LINUX_THING_H
#ifdef CONFIG_THING
int register_thing(int kind, void *data);
#else
static inline int register_thing(int kind, void *data) { return 0; }
#endif
#define thing_count(list) count_things(list, 0)
extern int count_things(void *list, int kind);
#endif
`,
};
