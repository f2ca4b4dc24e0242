/**
 * Which references between sections modpost warns of, and the names it lets pass (scripts/mod/modpost.c of 6.1 and
 * 6.12), in terms of definitions: code, data, and the side (normal, init, exit) they are on.
 */
import { compareVersion, type KernelFacts } from "./facts.ts";

export type Side = "normal" | "init" | "exit";

/** The place a reference comes from. Constant data counts as none: modpost does not look into `.rodata`. */
export interface Referrer {
  readonly kind: "code" | "data";
  readonly side: Side;
  readonly name: string;
}

/**
 * Does modpost warn of a reference to something on the other side, once it is in the object file?
 *
 * All kernels agree on what is wrong (sectioncheck[]); what differs is the names of data that are let pass
 * (secref_whitelist), and that before 6.6 data named `*driver` could refer to `.exit.*` without W=1.
 */
export function isMismatch(from: Referrer, to: Exclude<Side, "normal">, kernel: KernelFacts): boolean {
  if (from.side === to) return false;
  if (from.side !== "normal" || from.kind === "code") return true;
  return !isLetPass(from.name, to, kernel);
}

function isLetPass(name: string, to: Exclude<Side, "normal">, kernel: KernelFacts): boolean {
  if (name.startsWith("__param") || /_(?:ops|probe|console)$/.test(name)) return true;
  if (!isOlderThan(kernel, 6, 6) && kernel.version !== undefined) return false;
  return /_(?:template|timer|sht|probe_one)$/.test(name) || (to === "exit" && name.endsWith("driver"));
}

const isOlderThan = (kernel: KernelFacts, major: number, minor: number): boolean =>
  kernel.version !== undefined && compareVersion(kernel.version, major, minor) < 0;
