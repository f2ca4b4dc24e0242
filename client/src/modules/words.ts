/** Sizes, times and counts as a person says them. Pure. */
import * as l10n from "@vscode/l10n";

/** @param bytes not negative. Gives `16 KiB`, `1.4 MiB`: modules come in pages, so nothing is smaller than a KiB. */
export function sizeInWords(bytes: number): string {
  const kib = bytes / 1024;
  if (kib < 1024) return `${Math.max(1, Math.round(kib))} KiB`;
  return `${(kib / 1024).toFixed(1)} MiB`;
}

/** @param seconds not negative. Gives the two largest units: `2 d 3 h`, `5 min`, `12 s`. */
export function durationInWords(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} min`;
  if (whole < day) return joined(whole, [hour, "h"], [minute, "min"]);
  return joined(whole, [day, "d"], [hour, "h"]);
}

/** `1 module`, `2 modules`. */
export const countedModules = (count: number): string =>
  count === 1 ? l10n.t("1 module") : l10n.t`${count} modules`;

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

type Unit = readonly [seconds: number, name: string];

function joined(seconds: number, large: Unit, small: Unit): string {
  const rest = Math.floor((seconds % large[0]) / small[0]);
  const first = `${Math.floor(seconds / large[0])} ${large[1]}`;
  return rest === 0 ? first : `${first} ${rest} ${small[1]}`;
}
