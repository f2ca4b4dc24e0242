/** Which licences the kernel counts as compatible with the GPL. */

/**
 * May a module of that licence use GPL-only symbols? One that states none may not.
 * Source: license_is_gpl_compatible in include/linux/license.h.
 */
export const isGplCompatible = (license: string | undefined): boolean =>
  license !== undefined && compatible.has(license);

const compatible: ReadonlySet<string> = new Set([
  "GPL",
  "GPL v2",
  "GPL and additional rights",
  "Dual BSD/GPL",
  "Dual MIT/GPL",
  "Dual MPL/GPL",
]);
