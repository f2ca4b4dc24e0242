/** SPDX licence expressions, as far as a module's licence string has to agree with them. */
import { familyOf } from "./licence.ts";

type Kind =
  | "gpl"
  | "gpl3"
  | "bsd"
  | "mit"
  | "permissive"
  | "mpl"
  | "incompatible"
  | "proprietary"
  | "unknown";

/**
 * The MODULE_LICENSE string that an expression asks for; undefined where it does not say so clearly.
 * A permissive licence alone is no reason to write anything but what its author says.
 */
export function licenceForSpdx(expression: string): string | undefined {
  const kinds = alternativesOf(expression);
  if (!kinds || kinds.some((kind) => kind === "unknown")) return undefined;
  if (kinds.every((kind) => kind === "gpl")) return "GPL";
  if (kinds.length !== 2 || !kinds.includes("gpl")) return undefined;
  if (kinds.includes("bsd")) return "Dual BSD/GPL";
  if (kinds.includes("mit")) return "Dual MIT/GPL";
  return kinds.includes("mpl") ? "Dual MPL/GPL" : undefined;
}

/**
 * Why a licence string and an expression cannot both be true, as the end of a sentence about the file; undefined where
 * they can, or where either is not understood.
 */
export function conflictOf(licence: string, expression: string): string | undefined {
  const kinds = alternativesOf(expression);
  if (!kinds || kinds.length === 0 || kinds.includes("unknown")) return undefined;
  const isGpl = kinds.includes("gpl");
  const isPermissive = kinds.some((kind) => kind === "bsd" || kind === "mit" || kind === "permissive");
  const family = familyOf(licence);
  switch (family) {
    case "gpl":
      if (isGpl || isPermissive) return undefined;
      if (kinds.includes("proprietary")) return "is not free";
      return kinds.includes("gpl3")
        ? "needs version 3 of the GPL, which the version 2 of the kernel excludes"
        : "is not compatible with the GPL";
    case "bsd":
    case "mit":
      return isPermissive ? undefined : "offers no such choice";
    case "mpl":
      return kinds.includes("mpl") || isPermissive ? undefined : "offers no such choice";
    case "proprietary":
      return isGpl && !isPermissive && !kinds.includes("mpl") ? "is free software" : undefined;
    case "unknown":
      return undefined;
  }
}

/** The alternatives of an expression; undefined where it is more than a plain choice. */
function alternativesOf(expression: string): readonly Kind[] | undefined {
  const plain = expression.replace(/[()]/g, " ").trim();
  if (plain === "" || /\bAND\b/i.test(plain)) return undefined;
  return plain.split(/\s+OR\s+|\s*\/\s*|\s*\|\s*/i).map(kindOf);
}

function kindOf(identifier: string): Kind {
  const id = identifier.trim().replace(/\s+WITH\s+\S+$/i, "");
  if (/^L?GPL-(?:1\.0|2\.[01])(?:\+|-only|-or-later)?$/.test(id)) return "gpl";
  if (/^L?GPL-3\.0(?:\+|-only|-or-later)?$|^AGPL-/.test(id)) return "gpl3";
  if (/^BSD-|^0BSD$/.test(id)) return "bsd";
  if (/^MIT(?:-0)?$|^X11$/.test(id)) return "mit";
  if (/^(?:ISC|Zlib|Linux-OpenIB|CC0-1\.0|Unlicense|BSL-1\.0|NCSA)$/.test(id)) return "permissive";
  if (id.startsWith("MPL-")) return "mpl";
  if (/^(?:CDDL-|Apache-(?:1\.[01]|2\.0)$|EPL-|CPL-)/.test(id)) return "incompatible";
  if (/^(?:LicenseRef-)?(?:Proprietary|Commercial|NonFree)/i.test(id)) return "proprietary";
  return "unknown";
}
