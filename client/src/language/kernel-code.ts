/**
 * Whether a file is kernel code, told by its own text or by the Kbuild files around it. Most C on a disk is not, and is
 * none of Kmod's business. Pure: the disk is passed in.
 */
import path from "node:path";

export interface OpenedDocument {
  readonly scheme: string;
  readonly languageId: string;
  readonly path: string;
  /** Called only when the rest leaves it open. */
  text(): string;
}

/** What is on a disk around a document. */
export interface Surroundings {
  /** The workspace folder that the document is in; undefined: in none. */
  readonly root: string | undefined;
  /** The text of a file; undefined when there is none that can be read. */
  readonly read: (file: string) => Promise<string | undefined>;
}

/**
 * A makefile by its text; a C file or header by its text, or by a makefile in its folder or one above that, up to the
 * workspace folder. Headers that VS Code opens as C++ count as C.
 */
export async function isKernelCode(document: OpenedDocument, around: Surroundings): Promise<boolean> {
  if (document.scheme !== "file") return false;
  if (isMakefile(document.path)) return isKbuildText(document.text());
  const isHeader = document.languageId === "cpp" && document.path.endsWith(".h");
  if (document.languageId !== "c" && !isHeader) return false;
  return isKernelText(document.text()) || (await isBelowKbuild(document.path, around));
}

/** Names under which Kbuild reads a folder's own file. */
export const kbuildNames: readonly string[] = ["Kbuild", "Makefile"];

const isMakefile = (file: string): boolean => /\/(?:Kbuild|Makefile|[^/]*\.mk)$/u.test(file);

/** Whether a makefile is written for Kbuild, or calls it. */
export const isKbuildText = (text: string): boolean => kbuildWords.test(text);

const kbuildWords = /^\s*(?:obj-|ccflags-|KBUILD_|.*\$\(?\{?KERNELRELEASE)|\/lib\/modules\//mu;

/**
 * Whether C can only be the kernel's: by a macro that every module has, or by a header that no user space program can
 * include. Most of <linux/...> is no sign: include/uapi gives headers of the same names to all programs.
 */
export const isKernelText = (text: string): boolean => ownMacros.test(text) || ownHeaders.test(text);

const ownMacros =
  /^\s*(?:MODULE_(?:LICENSE|AUTHOR|DESCRIPTION|DEVICE_TABLE|PARM_DESC)|EXPORT_SYMBOL\w*|module_(?:init|exit|param\w*|\w+_driver)|(?:subsys|device|late|core|arch|fs)_initcall)\s*\(/mu;

const ownHeaders = new RegExp(
  String.raw`^\s*#\s*include\s*<linux/(?:${[
    "atomic",
    "bitops",
    "cdev",
    "clk",
    "completion",
    "debugfs",
    "delay",
    "device",
    "dma-mapping",
    "export",
    "gpio/[a-z]+",
    "init",
    "interrupt",
    "io",
    "jiffies",
    "kobject",
    "kthread",
    "list",
    "miscdevice",
    "mod_devicetable",
    "module",
    "moduleparam",
    "mutex",
    "notifier",
    "of(?:_[a-z]+)?",
    "platform_device",
    "pm_runtime",
    "printk",
    "proc_fs",
    "rcupdate",
    "regmap",
    "sched/(?:clock|mm|signal|task)",
    "seq_file",
    "skbuff",
    "slab",
    "spinlock",
    "sysfs",
    "timer",
    "uaccess",
    "vmalloc",
    "workqueue",
  ].join("|")})\.h>`,
  "mu",
);

async function isBelowKbuild(file: string, { root, read }: Surroundings): Promise<boolean> {
  for (const folder of foldersAbove(file, root)) {
    for (const name of kbuildNames) {
      const text = await read(path.posix.join(folder, name));
      if (text !== undefined && isKbuildText(text)) return true;
    }
  }
  return false;
}

/** The folder of a file and those above it, up to the workspace folder; only its own where it is in none. */
function foldersAbove(file: string, root: string | undefined): readonly string[] {
  const own = path.posix.dirname(file);
  const folders = [own];
  if (root === undefined || !`${own}/`.startsWith(`${root}/`)) return folders;
  for (let folder = own; folder !== root; ) {
    folder = path.posix.dirname(folder);
    folders.push(folder);
  }
  return folders;
}
