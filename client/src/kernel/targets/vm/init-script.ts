/** What the virtual machine does when its kernel has booted: the text of /init. */
import { quote } from "../quote.ts";

/** The console shows this line as soon as the machine answers. */
export const readyLine = "kmod: this machine is ready";

/** The console shows a line that begins so, when the machine cannot become ready; the reason follows. */
export const brokenMark = "kmod: this machine cannot be used: ";

/** Where the shares of this machine are mounted. */
export interface GuestShare {
  readonly tag: string;
  /** Absolute, without blanks. */
  readonly at: string;
  /** Files behind it change while the machine runs. */
  readonly isChanging: boolean;
}

export interface InitOptions {
  /** Files in the archive to load for the network, in order. */
  readonly networkModules: readonly string[];
  /** Files in the archive to load for the shares, in order. */
  readonly shareModules: readonly string[];
  readonly shares: readonly GuestShare[];
}

/** Where the address is what QEMU's user network expects of a machine that asks nobody for one. */
const address = "10.0.2.15/24";

/**
 * A script for busybox sh, which is the machine's first process. The SSH server comes first: what the shares need is loaded
 * while somebody connects.
 */
export function initScript({ networkModules, shareModules, shares }: InitOptions): string {
  return `#!/bin/busybox sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
broken() { echo "${brokenMark}$1"; while :; do sleep 1000; done; }
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev || broken "its kernel has no devtmpfs (CONFIG_DEVTMPFS)"
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
${insertAll(networkModules)}ip link set lo up
for net in /sys/class/net/*; do [ -e "$net/device" ] && break; done
[ -e "$net/device" ] || broken "its kernel has no driver for the network card (CONFIG_VIRTIO_NET, CONFIG_VIRTIO_PCI)"
ip addr add ${address} dev "\${net##*/}" && ip link set "\${net##*/}" up || broken "its network does not start"
dropbear -E -R -s -j -k || broken "its SSH server does not start"
${insertAll(shareModules)}${shares.map(mountShare).join("")}mount -t tmpfs tmp /tmp
mount -t debugfs debugfs /sys/kernel/debug
mount -t tracefs tracefs /sys/kernel/tracing
hostname kmod
echo "${readyLine}"
while :; do sleep 1000; done
`;
}

const insertAll = (files: readonly string[]): string => files.map((file) => `insmod /${file}\n`).join("");

/** `loose` keeps what was read: only for what does not change. */
const mountShare = ({ tag, at, isChanging }: GuestShare): string =>
  `mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=262144${isChanging ? "" : ",cache=loose"} ${quote([tag, at])}\n`;
