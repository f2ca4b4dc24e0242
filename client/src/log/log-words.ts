/** What is said of a log that cannot be read, or of which something is missing. Pure. */
import type { TargetError } from "../kernel/errors.ts";

export const gapWords = (lost: number | undefined): string =>
  `${missing(lost)}: the kernel's buffer was overwritten before they could be read (log_buf_len= on its command line makes it larger)`;

const missing = (lost: number | undefined): string => {
  if (lost === undefined) return "Messages are missing";
  return lost === 1 ? "1 message is missing" : `${lost.toLocaleString("en")} messages are missing`;
};

/** @param refusal what dmesg said  @param isRoot it was tried as root */
export function refusalWords(name: string, refusal: string, isRoot: boolean): string {
  if (/not found|No such file/i.test(refusal)) {
    return `The kernel's log of ${name} cannot be read: there is no /dev/kmsg, and dmesg is not installed (package util-linux or busybox).`;
  }
  if (!/not permitted|denied/i.test(refusal)) {
    return `The kernel's log of ${name} cannot be read: ${refusal || "dmesg said nothing"}.`;
  }
  return isRoot
    ? `The kernel's log of ${name} cannot be read, not even by root: ${refusal}. Containers often forbid it.`
    : `Only root may read the kernel's log of ${name} (kernel.dmesg_restrict is 1 there).`;
}

export const problemOfError = ({ message, remedy }: TargetError): string => `${message} ${remedy}`;
