/** Scopes and kernels written by hand: what a test needs of the headers, and nothing else is declared. */
import type { KernelFacts } from "../../server/src/core/kernel/facts.ts";
import type { DeclarationFact, MacroFact, UnitScope } from "../../server/src/core/preprocess/scope.ts";
import { readSymvers } from "../../server/src/core/symbols/symvers.ts";
import { kernelOf } from "./check.ts";

export interface ScopeParts {
  /** By name; `NAME(a, b)` is function-like. */
  readonly macros?: Readonly<Record<string, string>>;
  /** Prototypes by name: the number of parameters; `2...` is variadic behind two. */
  readonly functions?: Readonly<Record<string, number | `${number}...`>>;
  /** Inline functions by name: what they certainly reach, and how many parameters they have. */
  readonly inlines?: Readonly<
    Record<string, { readonly reaches: readonly string[]; readonly parameters?: number }>
  >;
  readonly variables?: readonly string[];
  readonly types?: readonly string[];
  readonly hidden?: readonly string[];
  readonly elsewhere?: Readonly<Record<string, readonly string[]>>;
  readonly isWhole?: boolean;
}

const header = "/kernel/include/linux/sample.h";

/** A whole scope with these in it, all declared by <linux/sample.h>. */
export function scopeWith(path: string, parts: ScopeParts): UnitScope {
  const declarations = new Map<string, DeclarationFact>();
  const declare = (
    name: string,
    what: DeclarationFact["what"],
    more: Partial<DeclarationFact> = {},
  ): void => {
    const fact = { name, what, parameters: undefined, isVariadic: false, isStatic: what === "inline" };
    const place = { path: header, header: undefined, start: 0, end: 0, nameStart: 0 };
    declarations.set(name, { ...fact, ...place, reaches: [], mayBeConstant: what === "inline", ...more });
  };
  for (const [name, count] of Object.entries(parts.functions ?? {})) {
    declare(name, "function", {
      parameters: Number.parseInt(String(count), 10),
      isVariadic: String(count).endsWith("..."),
    });
  }
  for (const [name, { reaches, parameters }] of Object.entries(parts.inlines ?? {}))
    declare(name, "inline", { reaches, parameters });
  for (const name of parts.variables ?? []) declare(name, "variable");
  for (const name of parts.types ?? []) declare(name, "type");
  return {
    path,
    isWhole: parts.isWhole ?? true,
    doubts: [],
    macros: new Map(Object.entries(parts.macros ?? {}).map((entry) => macroFrom(...entry))),
    declarations,
    hidden: new Set(parts.hidden),
    asked: undefined,
    ...(parts.elsewhere && { elsewhere: new Map(Object.entries(parts.elsewhere)) }),
  };
}

function macroFrom(head: string, body: string): readonly [string, MacroFact] {
  const [, name = head, list] = /^(\w+)(?:\(([^)]*)\))?$/.exec(head) ?? [];
  const words = list?.split(",").map((word) => word.trim());
  const parameters = words?.length === 1 && words[0] === "" ? [] : words;
  return [name, { name, parameters, body, path: header, start: 0 }];
}

/** A kernel that exports these: lines of a Module.symvers without the CRC, blanks for tabs. */
export const kernelExporting = (
  version: `${number}.${number}`,
  lines: readonly string[],
  config: Readonly<Record<string, string>> = {},
): KernelFacts => ({
  ...kernelOf(version),
  config: new Map(Object.entries(config)),
  symbols: readSymvers(lines.map((line) => `0x00000000\t${line.replace(/ +/g, "\t")}\n`).join("")),
});

/** What the examples and tests of the rules about symbols are judged by. */
export const sampleSymbols: readonly string[] = [
  "kfree vmlinux EXPORT_SYMBOL",
  "_printk vmlinux EXPORT_SYMBOL",
  "root_device_unregister vmlinux EXPORT_SYMBOL_GPL",
  "__root_device_register vmlinux EXPORT_SYMBOL_GPL",
  "debugfs_create_dir vmlinux EXPORT_SYMBOL_GPL",
  "dma_buf_put vmlinux EXPORT_SYMBOL_GPL DMA_BUF",
  "crypto_boot_test_finished crypto/crypto EXPORT_SYMBOL_GPL CRYPTO_INTERNAL",
  "cfg80211_free net/wireless/cfg80211 EXPORT_SYMBOL",
];

export const sampleParts: ScopeParts = {
  functions: {
    kfree: 1,
    _printk: "1...",
    root_device_unregister: 1,
    __root_device_register: 2,
    debugfs_create_dir: 2,
    dma_buf_put: 1,
    release_task: 1,
  },
  inlines: { make_dir: { reaches: ["debugfs_create_dir"], parameters: 1 } },
  macros: {
    "root_device_register(name)": "__root_device_register(name, THIS_MODULE)",
    THIS_MODULE: "(&__this_module)",
    "max(x, y)": "((x) > (y) ? (x) : (y))",
    "pr_info(fmt, ...)": "_printk(fmt, ##__VA_ARGS__)",
    "IS_ENABLED(option)": "0",
    CONFIG_SET: "1",
    NULL: "((void *)0)",
  },
  variables: ["__this_module", "jiffies_hidden"],
};
