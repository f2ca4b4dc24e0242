/** Names of architectures: those of ELF files, and whether a machine that calls itself so runs them. */
import * as l10n from "@vscode/l10n";
import type { Elf } from "./elf.ts";

/**
 * The architecture of an object file as uname -m names it, or `ELF machine N` where Kmod has no name for it.
 * Source: include/uapi/linux/elf-em.h, and UTS_MACHINE of arch/ARCH/Makefile.
 */
export function architectureOf({ machine, is64, isLittleEndian }: Elf): string {
  const name = names[machine];
  if (typeof name === "string") return name;
  return name?.({ is64, isLittleEndian }) ?? l10n.t`ELF machine ${machine}`;
}

/**
 * Can a kernel whose uname -m is `machine` load modules of that architecture? uname says more than ELF does of 32-bit
 * ARM, x86 and SuperH (`armv7l`, `i586`, `sh4`), and HP's, which all load what `arm`, `i686`, `sh`, `parisc` were built for.
 */
export function isArchitectureOf(architecture: string, machine: string): boolean {
  return architecture === machine || (families[architecture]?.test(machine) ?? false);
}

const families: Readonly<Record<string, RegExp>> = {
  arm: /^arm(?!64)/,
  i686: /^i[3-6]86$/,
  sh: /^sh\d/,
};

type Format = Pick<Elf, "is64" | "isLittleEndian">;

const names: Readonly<Record<number, string | ((format: Format) => string)>> = {
  2: "sparc",
  3: "i686",
  4: "m68k",
  8: ({ is64 }) => (is64 ? "mips64" : "mips"),
  15: ({ is64 }) => (is64 ? "parisc64" : "parisc"),
  20: ({ isLittleEndian }) => (isLittleEndian ? "ppcle" : "ppc"),
  21: ({ isLittleEndian }) => (isLittleEndian ? "ppc64le" : "ppc64"),
  22: ({ is64 }) => (is64 ? "s390x" : "s390"),
  40: "arm",
  42: "sh",
  43: "sparc64",
  50: "ia64",
  62: "x86_64",
  93: "arc",
  94: "xtensa",
  164: "hexagon",
  183: "aarch64",
  189: "microblaze",
  195: "arc",
  243: ({ is64 }) => (is64 ? "riscv64" : "riscv32"),
  252: "csky",
  258: ({ is64 }) => (is64 ? "loongarch64" : "loongarch32"),
  0x9026: "alpha",
};
