/** Names that a header of the kernel may declare: rules know the project's own headers, and only some of the kernel's. */
import type { Unit } from "./unit.ts";

/**
 * May one of the kernel's headers that the unit includes declare the name? Their globals start with the name of the
 * header or of its folder: `edac_op_state` of linux/edac.h, `sctp_checksum_disable` of net/sctp/sctp.h.
 */
export function mayBeTheKernels(name: string, unit: Unit): boolean {
  if (exceptions.has(name)) return true;
  const prefix = /^_*([a-z]{3,})/i.exec(name)?.[1]?.toLowerCase();
  if (prefix === undefined) return false;
  return unit.files.some((file) =>
    file.includes.some(({ path }) =>
      path
        .split(/[/.]/)
        .some((part) => part.startsWith(prefix) || (part.length > 2 && prefix.startsWith(part))),
    ),
  );
}

/** Is the name mentioned in the file outside this place, comments and strings apart? */
export function isMentionedElsewhere(
  name: string,
  unit: Unit,
  place: { readonly start: number; readonly end: number },
): boolean {
  const { text } = unit.file;
  const rest = `${text.slice(0, place.start)} ${text.slice(place.end)}`;
  if (!rest.includes(name)) return false;
  const plain = rest.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"/g, " ");
  return new RegExp(`\\b${name}\\b`).test(plain);
}

/** Declared by a header of another name (linux/lockd/lockd.h). */
const exceptions: ReadonlySet<string> = new Set(["nsm_use_hostnames"]);
