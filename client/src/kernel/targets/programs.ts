/** Programs that are needed here or on a machine, and how one gets them where they are missing. */
import * as l10n from "@vscode/l10n";
import { TargetError } from "../errors.ts";

/** Debian's and Ubuntu's package of each program that Kmod starts. */
const packages: ReadonlyMap<string, string> = new Map([
  ["ssh", "openssh-client"],
  ["ssh-keygen", "openssh-client"],
  ["qemu-system-x86_64", "qemu-system-x86"],
  ["qemu-system-i386", "qemu-system-x86"],
  ["qemu-system-aarch64", "qemu-system-arm"],
  ["qemu-system-arm", "qemu-system-arm"],
  ["qemu-system-riscv64", "qemu-system-misc"],
  ["qemu-img", "qemu-utils"],
  ["busybox", "busybox-static"],
  ["dropbear", "dropbear-bin"],
  ["dropbearkey", "dropbear-bin"],
  ["cpio", "cpio"],
  ["gzip", "gzip"],
  ["xz", "xz-utils"],
  ["zstd", "zstd"],
  ["dpkg-deb", "dpkg"],
  ["apt-get", "apt"],
  ["insmod", "kmod"],
  ["rmmod", "kmod"],
  ["lsmod", "kmod"],
  ["modprobe", "kmod"],
  ["modinfo", "kmod"],
  ["depmod", "kmod"],
  ["dmesg", "util-linux"],
  ["setsid", "util-linux"],
  ["udevadm", "udev"],
  ["fuser", "psmisc"],
  ["sparse", "sparse"],
  ["spatch", "coccinelle"],
  ["sudo", "sudo"],
  ["doas", "opendoas"],
]);

/**
 * The error of a program that is not there: names it and how to install it.
 * @param machine name of the target; undefined: this machine
 */
export function missingProgram(program: string, machine?: string, detail?: string): TargetError {
  const name = program.slice(program.lastIndexOf("/") + 1);
  const where = machine === undefined ? l10n.t("this machine") : machine;
  const found = packages.get(name);
  return new TargetError(
    "missing-program",
    l10n.t`${program} is not installed on ${where}.`,
    found === undefined
      ? l10n.t`Install ${name} on ${where} and try again.`
      : l10n.t`Install it on ${where} and try again: sudo apt-get install ${found}`,
    detail,
  );
}
