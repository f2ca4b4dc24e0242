/** Reads the kernel's own words about modules in what it logged. */
import { readLogLine } from "./kernel-log.ts";

/** The words of log lines without time and level, each once: busybox tries a load twice, so the kernel says it twice. */
export const wordsOf = (kernelLines: readonly string[]): readonly string[] => [
  ...new Set(kernelLines.map((line) => readLogLine(line).text)),
];

/** What a kernel line says of a module's symbol. Source: simplify_symbols in kernel/module/main.c. */
export interface SymbolComplaint {
  readonly module: string;
  readonly symbol: string;
  /** Positive: 2 is ENOENT (nobody provides it), 22 EINVAL (somebody does, but not so). */
  readonly error: number;
}

export const unknownSymbols = (words: readonly string[]): readonly SymbolComplaint[] =>
  words.flatMap((line) => {
    const match = /^(\S+): Unknown symbol (\S+) \(err (-?\d+)\)/.exec(line);
    const [, module = "", symbol = "", error = "0"] = match ?? [];
    return match === null ? [] : [{ module, symbol, error: Math.abs(Number(error)) }];
  });

/** The first line that matches, with its groups. */
export function firstMatch(words: readonly string[], pattern: RegExp): readonly string[] | undefined {
  for (const line of words) {
    const match = pattern.exec(line);
    if (match !== null) return match;
  }
  return undefined;
}

export const allMatches = (words: readonly string[], pattern: RegExp): readonly (readonly string[])[] =>
  words.flatMap((line) => {
    const match = pattern.exec(line);
    return match === null ? [] : [match];
  });

/**
 * The line that says that kernel code crashed. Source: show_fault_oops and die in arch/x86, arch/arm64/kernel/traps.c and
 * mm/fault.c, arch/arm/mm/fault.c, arch/riscv/mm/fault.c. A WARNING is not a crash.
 */
export const crashLine = (words: readonly string[]): string | undefined =>
  words.find((line) => crash.test(line)) ?? words.find((line) => /\bOops\b/.test(line));

const crash =
  /^(?:BUG: (?:kernel NULL|unable to handle|KASAN)|Unable to handle kernel|kernel BUG at|Internal error:|general protection fault|stack segment|divide error|invalid opcode|int3:|Kernel stack overflow)/;

/** Where it crashed: `i+0x45/0x1000 [e_oops]`. */
export const crashPlace = (words: readonly string[], module: string): string | undefined =>
  firstMatch(words, /^(?:RIP: \S+:|pc : |PC is at |epc : )(\S+ \[[^\]]+\]|\S+)/)?.[1] ??
  words.find((line) => line.includes(`[${module}]`))?.trim();

export const panicLine = (words: readonly string[]): string | undefined =>
  words.find((line) => line.includes("Kernel panic - not syncing"));
