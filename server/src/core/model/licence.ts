/** What MODULE_LICENSE() may say, what the kernel makes of it, and how it goes with an SPDX expression. */

/** The strings that include/linux/module.h lists, as a completion offers them. */
export const licences = [
  { text: "GPL", meaning: "GNU GPL, version 2 or later" },
  { text: "GPL v2", meaning: 'GNU GPL, version 2; the kernel makes no difference between it and "GPL"' },
  { text: "GPL and additional rights", meaning: "GNU GPL version 2 with rights beyond it; for old modules" },
  { text: "Dual BSD/GPL", meaning: "GNU GPL version 2, or the BSD licence" },
  { text: "Dual MIT/GPL", meaning: "GNU GPL version 2, or the MIT licence" },
  { text: "Dual MPL/GPL", meaning: "GNU GPL version 2, or the Mozilla licence" },
  { text: "Proprietary", meaning: "not free: the kernel is tainted, and GPL-only symbols are out of reach" },
] as const satisfies readonly { readonly text: string; readonly meaning: string }[];

/** `license_is_gpl_compatible` of include/linux/license.h: compares the whole string, case included. */
export const isGplCompatible = (licence: string): boolean =>
  licence !== "Proprietary" && licences.some(({ text }) => text === licence);

/** Is it one of the strings that the kernel's documentation lists? */
export const isKnownLicence = (licence: string): boolean => licences.some(({ text }) => text === licence);

/** What an author promises by a licence string; the three spellings of the GPL promise the same. */
export type LicenceFamily = "gpl" | "bsd" | "mit" | "mpl" | "proprietary" | "unknown";

export function familyOf(licence: string): LicenceFamily {
  switch (licence) {
    case "GPL":
    case "GPL v2":
    case "GPL and additional rights":
      return "gpl";
    case "Dual BSD/GPL":
      return "bsd";
    case "Dual MIT/GPL":
      return "mit";
    case "Dual MPL/GPL":
      return "mpl";
    case "Proprietary":
      return "proprietary";
    default:
      return "unknown";
  }
}

/** The listed strings that an unknown one most likely means, the likeliest first; empty where nobody can tell. */
export function likelyLicences(licence: string): readonly string[] {
  const plain = licence
    .toLowerCase()
    .replace(/[^a-z0-9.+]+/g, " ")
    .trim();
  if (/\b(?:a|l)gpl|\bgpl\s*(?:v\s*)?-?3/.test(plain)) return [];
  const isGpl = /gpl|gnu/.test(plain);
  const duals = dualWords.filter(({ word }) => word.test(plain)).map(({ text }) => text);
  if (duals.length > 0) return isGpl ? duals : [...duals, "Proprietary"];
  if (isGpl) return /2(?:\.0)?(?:\s*only)?$/.test(plain) ? ["GPL v2", "GPL"] : ["GPL", "GPL v2"];
  if (/propriet|commercial|closed|copyright|nda|confidential/.test(plain)) return ["Proprietary"];
  return plain === "" ? ["GPL"] : [];
}

const dualWords: readonly { readonly word: RegExp; readonly text: string }[] = [
  { word: /\b\w*bsd\b/, text: "Dual BSD/GPL" },
  { word: /\bmit\b|\bx11\b|\bexpat\b/, text: "Dual MIT/GPL" },
  { word: /\bmpl|\bmozilla/, text: "Dual MPL/GPL" },
];
