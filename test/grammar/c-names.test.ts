/** What the installed kernels' headers define is known by the colours of C: macros of modules, loops, attributes, messages. */
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "./tokenizer.ts";

const tokenizer = await createTokenizer();
const text = (pattern: string): string =>
  globSync(pattern)
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");

describe.each(globSync("/usr/src/linux-headers-*-common"))("names of %s", (folder) => {
  const headers = text(`${folder}/include/{linux,net,kunit,media,sound,drm,rdma}/**/*.h`);
  it("what describes a module", async () => {
    const found = names(headers, /^#define[ \t]+(MODULE_[A-Z]\w*)\(/gmu).filter(
      (name) => name !== "MODULE_PARM_DESC",
    );
    expect(found.length).toBeGreaterThan(40);
    expect(await strangers(found, "keyword.other.module", "(x);")).toEqual([]);
  });

  it("what registers a driver", async () => {
    const found = names(headers, /^#define[ \t]+((?:module|builtin)_\w*driver|\w+_module_driver)\(/gmu);
    expect(found.length).toBeGreaterThan(50);
    expect(await strangers(found, "keyword.other.module", "(x);")).toEqual([]);
  });

  it("what runs when a module or the kernel begins", async () => {
    const found = names(headers, /^#define[ \t]+(module_(?:init|exit)|[a-z]\w*_initcall(?:_sync)?)\(/gmu);
    expect(found.length).toBeGreaterThan(15);
    expect(await strangers(found, "keyword.other.module", "(x);")).toEqual([]);
  });

  it("what declares parameters", async () => {
    const found = names(headers, /^#define[ \t]+((?:module|core)_param\w*)\(/gmu);
    expect(found.length).toBeGreaterThan(10);
    expect(await strangers(found, "keyword.other.parameter", "(x);")).toEqual([]);
  });

  it("what exports symbols", async () => {
    const found = names(headers, /^#define[ \t]+(EXPORT_\w+)\(/gmu);
    expect(found.length).toBeGreaterThan(20);
    expect(await strangers(found, "keyword.other.export", "(x);")).toEqual([]);
  });

  it("macros that are loops, and no function with a callback", async () => {
    const macros = names(headers, /^#define[ \t]+(\w*for_each\w*)\(/gmu);
    expect(macros.length).toBeGreaterThan(300);
    expect(await strangers(macros, "keyword.control.loop", "(x)")).toEqual([]);
    const release = folder.replace(/-common$/u, "-amd64");
    const exports = names(text(`${release}/Module.symvers`), /^\S+\t(\w*for_each\w*)\t/gmu);
    expect(exports.length).toBeGreaterThan(20);
    expect(await strangers(exports, "keyword.control.loop", "(x)")).toEqual(exports);
  });

  it("what prints messages", async () => {
    const own = text(`${folder}/include/linux/{printk,dev_printk}.h`);
    const found = names(own, /^#define[ \t]+((?:pr|dev)_(?!fmt|level|no_|printk_|WARN)\w+)\(/gmu);
    expect(found.length).toBeGreaterThan(40);
    expect(await strangers(found, "support.function.printk", "(x);")).toEqual([]);
  });

  it("attributes and sections", async () => {
    const own = text(`${folder}/include/linux/{compiler_types,compiler_attributes,init,cache,linkage}.h`);
    const found = names(
      own,
      /^#[ \t]*define[ \t]+(__(?!inline__)[a-z]\w+)[ \t]+(?=__attribute__|__section|__used|inline)/gmu,
    );
    expect(found.length).toBeGreaterThan(50);
    expect(await strangers(found, "storage.modifier", " x;")).toEqual([]);
  });
});

function names(from: string, pattern: RegExp): readonly string[] {
  return [...new Set([...from.matchAll(pattern)].map(([, name = ""]) => name))];
}

/** Names of which the grammar says something else. */
async function strangers(found: readonly string[], scope: string, after: string): Promise<readonly string[]> {
  const lines = await tokenizer.lines("source.c", found.map((name) => `${name}${after}`).join("\n"));
  return found.filter(
    (name, line) =>
      !lines[line]?.some((token) => token.text === name && token.scopes.some((one) => one.startsWith(scope))),
  );
}
