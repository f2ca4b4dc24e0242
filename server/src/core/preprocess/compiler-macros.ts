/**
 * The macros that stand before the first line of a unit: the compiler's own, as the kernel's configuration tells which
 * compiler and which flags, and those of Kbuild's command line. Facts of gcc, scripts/Makefile.lib and arch Makefiles.
 */
import { compareVersion, type KernelVersion } from "../kernel/facts.ts";
import {
  architectureMacros,
  commonMacros,
  i386Macros,
  narrowMacros,
  wideArchitectureMacros,
  wideNames,
} from "./compiler-macro-table.ts";
import { architectureFolder } from "./include-folders.ts";
import type { PredefinedMacro } from "./whole-scope.ts";

type Config = ReadonlyMap<string, string>;

/**
 * Takes the configuration (CONFIG_ values without the prefix) and the version; gives what every unit of a module is
 * compiled with. Make it once for a kernel: units that share the macros share what is remembered of them.
 */
export const compilerMacros = (
  config: Config | undefined,
  version: KernelVersion | undefined,
): readonly PredefinedMacro[] => {
  const values = config ?? new Map<string, string>();
  const isOn = (name: string): boolean => values.get(name) === "y";
  const macros = new Map<string, PredefinedMacro>();
  const add = (table: string): void => {
    for (const macro of readTable(table)) macros.set(macro.name, macro);
  };
  const architecture = architectureFolder(config) ?? "x86";
  const isWide = config === undefined || isOn("64BIT");
  add(commonMacros);
  add(architectureMacros[architecture] ?? "");
  add(isWide ? (wideArchitectureMacros[architecture] ?? "") : narrowMacros);
  if (!isWide) narrow(macros, architecture, add);
  if (isOn("CPU_BIG_ENDIAN") || architecture === "s390") add("__BYTE_ORDER__ __ORDER_BIG_ENDIAN__");
  add(compilerVersion(values));
  add(languageOf(version));
  for (const [name, table] of flagMacros) if (isOn(name)) add(table);
  if (isOn("STACKPROTECTOR") && !isOn("STACKPROTECTOR_STRONG")) add("__SSP__ 1");
  add(tracingOf(architecture, isOn));
  if (architecture === "x86" && isOn("X86_KERNEL_IBT")) add("__CET__ 1");
  if (architecture === "arm64") add(arm64Flags(isOn));
  add("__KERNEL__ 1");
  return [...macros.values()];
};

const narrow = (
  macros: Map<string, PredefinedMacro>,
  architecture: string,
  add: (table: string) => void,
): void => {
  for (const name of wideNames) macros.delete(name);
  if (architecture !== "x86") return;
  for (const name of macros.keys()) if (/^__(?:amd64|x86_64|k8|code_model)/u.test(name)) macros.delete(name);
  add(i386Macros);
};

/** Which file of which module is compiled. */
export interface UnitName {
  /** The module's name as its file has it: `my-driver`. */
  readonly module: string;
  /** The source's name without folder and ending: `my-core`. */
  readonly file: string;
}

/** Takes a unit's names; gives what Kbuild defines for it alone. */
export const moduleMacros = ({ module, file }: UnitName): readonly PredefinedMacro[] => {
  const name = module.replace(/[-,]/gu, "_");
  return readTable(`
MODULE 1
KBUILD_BASENAME "${file.replace(/[-,]/gu, "_")}"
KBUILD_MODNAME "${name}"
__KBUILD_MODNAME kmod_${name}
`);
};

/** What gcc's -D defines: `NAME`, `NAME=value`, `NAME(a,b)=value`. */
export const commandLineMacro = (define: string): PredefinedMacro => {
  const [, name = define, list, value] = /^(\w+)(?:\(([^)]*)\))?(?:=(.*))?$/s.exec(define) ?? [];
  return { name, parameters: list?.split(",").map((one) => one.trim()), body: value ?? "1" };
};

const readTable = (table: string): readonly PredefinedMacro[] =>
  table
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, name = line, list, body = ""] = /^(\w+)(?:\(([^)]*)\))? ?(.*)$/u.exec(line) ?? [];
      return { name, parameters: list?.split(","), body };
    });

/** CONFIG_GCC_VERSION reads 120200 for 12.2.0, and so does CONFIG_CLANG_VERSION. */
const compilerVersion = (config: Config): string => {
  if (config.get("CC_IS_CLANG") === "y") {
    const [major, minor, patch] = partsOf(Number(config.get("CLANG_VERSION") ?? 140000));
    return `__GNUC__ 4
__GNUC_MINOR__ 2
__GNUC_PATCHLEVEL__ 1
__clang__ 1
__clang_major__ ${major}
__clang_minor__ ${minor}
__clang_patchlevel__ ${patch}
__VERSION__ "Clang ${major}.${minor}.${patch}"`;
  }
  const [major, minor, patch] = partsOf(Number(config.get("GCC_VERSION") ?? 120200));
  return `__GNUC__ ${major}
__GNUC_MINOR__ ${minor}
__GNUC_PATCHLEVEL__ ${patch}
__VERSION__ "${major}.${minor}.${patch}"`;
};

const partsOf = (version: number): readonly [number, number, number] => [
  Math.trunc(version / 10_000),
  Math.trunc(version / 100) % 100,
  version % 100,
];

/** -std=gnu11 came with 5.18, -funsigned-char with 6.2. */
const languageOf = (version: KernelVersion | undefined): string => {
  const isBefore = (major: number, minor: number): boolean =>
    version !== undefined && compareVersion(version, major, minor) < 0;
  const language = isBefore(5, 18)
    ? "__GNUC_GNU_INLINE__ 1"
    : "__STDC_VERSION__ 201112L\n__GNUC_STDC_INLINE__ 1";
  return isBefore(6, 2) ? language : `${language}\n__CHAR_UNSIGNED__ 1`;
};

/** What a flag that a configuration name switches on makes the compiler define. */
const flagMacros: readonly (readonly [string, string])[] = [
  ["STACKPROTECTOR_STRONG", "__SSP_STRONG__ 3"],
  ["CC_OPTIMIZE_FOR_SIZE", "__OPTIMIZE_SIZE__ 1"],
  ["KASAN", "__SANITIZE_ADDRESS__ 1"],
  ["KCSAN", "__SANITIZE_THREAD__ 1"],
  ["ARM64_PTR_AUTH_KERNEL", "__ARM_FEATURE_PAC_DEFAULT 5"],
];

/** How functions are made traceable: `CC_FLAGS_USING` of the Makefile. */
const tracingOf = (architecture: string, isOn: (name: string) => boolean): string => {
  if (!isOn("FUNCTION_TRACER")) return "";
  if (architecture === "arm64") {
    const isPatchable = isOn("DYNAMIC_FTRACE_WITH_ARGS") || isOn("DYNAMIC_FTRACE_WITH_REGS");
    return isPatchable ? "CC_USING_PATCHABLE_FUNCTION_ENTRY 1" : "";
  }
  return isOn("HAVE_FENTRY") ? "CC_USING_FENTRY 1" : "";
};

/** What arch/arm64/Makefile passes: the newest instruction set of the assembler, and how KASAN lays out its shadow. */
const arm64Flags = (isOn: (name: string) => boolean): string => {
  const level = ["5", "4", "3", "2"].find((minor) => isOn(`AS_HAS_ARMV8_${minor}`));
  const shift = isOn("KASAN_SW_TAGS") ? "4" : isOn("KASAN_GENERIC") ? "3" : "";
  return `CONFIG_CC_HAS_K_CONSTRAINT 1
KASAN_SHADOW_SCALE_SHIFT ${shift}
${level === undefined ? "" : `ARM64_ASM_ARCH "armv8.${level}-a"`}`;
};
