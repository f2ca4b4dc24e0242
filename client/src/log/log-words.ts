/** What is said of a log that cannot be read, or of which something is missing. Pure. */
import * as l10n from "@vscode/l10n";
import type { TargetError } from "../kernel/errors.ts";

export const gapWords = (lost: number | undefined): string =>
  l10n.t`${missing(lost)}: the kernel's buffer was overwritten before they could be read (log_buf_len= on its command line makes it larger)`;

const missing = (lost: number | undefined): string => {
  if (lost === undefined) return l10n.t("Messages are missing");
  return lost === 1
    ? l10n.t("1 message is missing")
    : l10n.t`${lost.toLocaleString("en")} messages are missing`;
};

/** @param refusal what dmesg said  @param isRoot it was tried as root */
export function refusalWords(name: string, refusal: string, isRoot: boolean): string {
  if (/not found|No such file/i.test(refusal)) {
    return l10n.t`The kernel's log of ${name} cannot be read: there is no /dev/kmsg, and dmesg is not installed (package util-linux or busybox).`;
  }
  if (!/not permitted|denied/i.test(refusal)) {
    return l10n.t`The kernel's log of ${name} cannot be read: ${refusal || l10n.t("dmesg said nothing")}.`;
  }
  return isRoot
    ? l10n.t`The kernel's log of ${name} cannot be read, not even by root: ${refusal}. Containers often forbid it.`
    : l10n.t`Only root may read the kernel's log of ${name} (kernel.dmesg_restrict is 1 there).`;
}

export const problemOfError = ({ message, remedy }: TargetError): string => `${message} ${remedy}`;
