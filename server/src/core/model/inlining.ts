/** What gcc is known to do with a call between sections: measured, for there is no rule to read. */
import { compareVersion, type KernelFacts } from "../kernel/facts.ts";
import type { FileModel, FunctionDefinition } from "./file.ts";
import type { SectionTarget } from "./section-targets.ts";

/**
 * Does a call of a function whose body gcc sees certainly remain a call?
 *
 * The module's own exit function, called from __init code to clean up, was never inlined in builds for 6.1 with
 * gcc 12 unless it was empty, and always in builds for 6.12. Of every other call nothing is certain.
 */
export function isCallKept(
  user: FunctionDefinition,
  target: SectionTarget,
  file: FileModel,
  kernel: KernelFacts,
): boolean {
  const { definition, home } = target;
  if (!kernel.version || compareVersion(kernel.version, 6, 12) >= 0) return false;
  if (home !== file || definition.kind !== "function" || target.side !== "exit" || user.section !== "init")
    return false;
  const body = file.text
    .slice(definition.body.start, definition.body.end)
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ");
  if (/^\s*\{\s*\}\s*$/.test(body)) return false;
  return file.macroCalls.some(
    (call) => call.name === "module_exit" && call.arguments[0]?.text === target.name,
  );
}
