/** What is known of the kernel that is built for. Without a kernel: the built-in lists and no version. */
import type { SymbolTable } from "../symbols/exported.ts";

/** A macro that stands for module_init, module_exit or both (include/linux/device/driver.h and kin). */
export interface EntryMacro {
  readonly name: string;
  readonly definesInit: boolean;
  readonly definesExit: boolean;
  /** Index of the argument that is the init function, where the caller names it: 0 for module_init. */
  readonly initArgument: number | undefined;
  readonly exitArgument: number | undefined;
  /** builtin_*, *_initcall: nothing to unload, also when built as a module. */
  readonly isBuiltinOnly: boolean;
}

export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
}

export interface KernelFacts {
  /** Build folder or source tree; undefined when only the built-in lists speak. */
  readonly directory: string | undefined;
  /** `6.1.0-56-amd64`. */
  readonly release: string | undefined;
  readonly version: KernelVersion | undefined;
  readonly entryMacros: ReadonlyMap<string, EntryMacro>;
  /** CONFIG_ values without the prefix (include/config/auto.conf); undefined where unknown. */
  readonly config: ReadonlyMap<string, string> | undefined;
  /** What vmlinux and the kernel's own modules export; undefined where there is no Module.symvers. */
  readonly symbols: SymbolTable | undefined;
}

/** -1, 0, 1 as a is older than, the same as, newer than major.minor. */
export const compareVersion = (a: KernelVersion, major: number, minor: number): number =>
  Math.sign(a.major - major || a.minor - minor);
