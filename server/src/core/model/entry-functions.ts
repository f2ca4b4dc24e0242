/** The functions that become a module's init_module and cleanup_module. */
import type { KernelFacts } from "../kernel/facts.ts";
import { entryPointsOf } from "./entry-points.ts";
import type { FileModel, FunctionDefinition, MacroCall } from "./file.ts";
import { areExclusive } from "./guards.ts";

export interface EntryFunction {
  readonly role: "init" | "exit";
  readonly definition: FunctionDefinition;
  /** The macro that names it. */
  readonly call: MacroCall;
}

/**
 * The functions of a file that module_init(), module_exit() and the *_initcall levels name there. Helpers that call
 * the function from one of their own are left out: they accept more than the kernel's initcall_t.
 */
export function entryFunctionsOf(file: FileModel, kernel: KernelFacts): readonly EntryFunction[] {
  return entryPointsOf(file, kernel).flatMap(({ call, init, exit }) => {
    if (!isDirect(call.name)) return [];
    const find = (role: EntryFunction["role"], name: string | undefined): readonly EntryFunction[] =>
      file.functions
        .filter((one) => one.name === name && !areExclusive(one.guards, call.guards))
        .map((definition) => ({ role, definition, call }));
    return [...find("init", init?.text), ...find("exit", exit?.text)];
  });
}

/**
 * Functions called init_module or cleanup_module, which include/linux/module.h declares, in a file that includes it.
 * They are what the macros would make.
 */
export const functionsByName = (
  file: FileModel,
  role: EntryFunction["role"],
): readonly FunctionDefinition[] =>
  (file.isRead || file.text.includes(role === "init" ? "init_module" : "cleanup_module")) &&
  file.includes.some(({ path }) => path === "linux/module.h" || path === "linux/init.h")
    ? file.functions.filter(({ name }) => name === (role === "init" ? "init_module" : "cleanup_module"))
    : [];

/** Macros that make the function itself the module's, not a wrapper that calls it. */
export const isDirect = (macro: string): boolean =>
  /^(?:module_init|module_exit|\w+_initcall(?:_sync)?)$/.test(macro);
