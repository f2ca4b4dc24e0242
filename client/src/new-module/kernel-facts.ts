/** What the kernel that is built for has itself: names of its modules, and the headers that a source includes. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { KernelChoice } from "../../../server/src/protocol/messages.ts";
import { includesOf } from "./declared-names.ts";

export interface Kernel extends Pick<KernelChoice, "directory"> {
  readonly release?: string | undefined;
  /** The kernel's name of it: `x86`. */
  readonly architecture?: string | undefined;
}

/** lsmod's names of its modules, also of those that are built in; none where its folder has no list of them. */
export async function kernelModules({ directory, release }: Kernel): Promise<ReadonlySet<string>> {
  const folders = [directory, ...(release === undefined ? [] : [path.join("/lib/modules", release)])];
  const lists = folders.flatMap((folder) =>
    ["modules.order", "modules.builtin", "modules.dep"].map((list) => path.join(folder, list)),
  );
  const texts = await Promise.all(lists.map(textOf));
  // kernel/drivers/net/dummy.ko.xz: kernel/...
  const modules = texts.flatMap((text = "") => [...text.matchAll(/^(?:[^:\n]*\/)?([\w-]+)\.k?o\b/gmu)]);
  return new Set(modules.map(([, name = ""]) => name.replaceAll("-", "_")));
}

/** Symbols that only modules with a licence like the kernel's may use; none where it has no Module.symvers. */
export async function gplOnlySymbols({ directory }: Kernel): Promise<ReadonlySet<string>> {
  const text = (await textOf(path.join(directory, "Module.symvers"))) ?? "";
  // 0x12345678	class_register	vmlinux	EXPORT_SYMBOL_GPL
  const found = text.matchAll(/^0x[0-9a-f]+\t(\w+)\t\S+\tEXPORT_SYMBOL_GPL\b/gmu);
  return new Set([...found].map(([, name = ""]) => name));
}

/** Texts of all headers that sources include, directly or not, whatever their conditions say. */
export async function headersOf(kernel: Kernel, sources: readonly string[]): Promise<readonly string[]> {
  const roots = await includeRoots(kernel);
  const read = new Map<string, string>();
  let wanted = new Set(["linux/kconfig.h", "linux/compiler_types.h", ...sources.flatMap(includesOf)]);
  while (wanted.size > 0) {
    const found = await Promise.all([...wanted].map((name) => firstOf(roots, name)));
    for (const name of wanted) read.set(name, "");
    const texts = found.filter((text) => text !== undefined);
    for (const [at, name] of [...wanted].entries()) read.set(name, found[at] ?? "");
    wanted = new Set(texts.flatMap(includesOf).filter((name) => !read.has(name)));
  }
  return [...read.values()];
}

/** In the order of LINUXINCLUDE in the kernel's Makefile; Debian keeps what all configurations share in another folder. */
async function includeRoots({ directory, release, architecture }: Kernel): Promise<readonly string[]> {
  const [, common] =
    /^include (\/.*)\/Makefile$/mu.exec((await textOf(path.join(directory, "Makefile"))) ?? "") ?? [];
  const trees = [
    directory,
    ...(common === undefined ? [] : [common]),
    path.join(directory, "source"),
    ...(release === undefined ? [] : [path.join("/lib/modules", release, "source")]),
  ];
  const arch = architecture === undefined ? [] : [`arch/${architecture}/`];
  const parts = [...arch, ""].flatMap((of) =>
    ["include", "include/generated", "include/uapi", "include/generated/uapi"].map((part) => of + part),
  );
  return parts.flatMap((part) => trees.map((tree) => path.join(tree, part)));
}

async function firstOf(roots: readonly string[], name: string): Promise<string | undefined> {
  for (const root of roots) {
    const text = await textOf(path.join(root, name));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A file that cannot be read says nothing: a name is then compared with fewer others. */
const textOf = (file: string): Promise<string | undefined> => readFile(file, "utf8").catch(() => undefined);
