/** What a module of each kind does on a machine as New Module writes it, and how that is seen there. */

export interface Behaviour {
  /** In words, for the name of the test. */
  readonly does: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** It uses symbols of modules that the machine has itself. */
  readonly needsOthers?: boolean;
  /** For busybox' sh, with `$1` as the name that the kernel knows; what it prints is compared. */
  readonly script?: string;
  readonly prints?: string;
  /** Are there while it is loaded, and not after that. */
  readonly paths?: readonly string[];
  /** Comes to stand in the kernel's log while it is loaded, behind the module's name. */
  readonly says?: RegExp;
  /** And when it is unloaded. */
  readonly saysGoodbye?: RegExp;
}

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join("");

/** By the kind's id. */
export const behaviours: Readonly<Record<string, Behaviour>> = {
  bare: { does: "says that it comes and goes", says: /loaded/u, saysGoodbye: /unloaded/u },
  parameters: {
    does: "has the values that it was given, and takes others where it may",
    parameters: { level: 3, greeting: "Good morning", numbers: "1,2,3" },
    script: `
      cd /sys/module/$1/parameters
      cat level greeting numbers
      echo 7 > level && cat level
      echo 11 > level || echo refused
      cat level`,
    prints: lines("3", "Good morning", "1,2,3", "7", "refused", "7"),
    says: /Good morning, 3 numbers make 6, level 3/u,
  },
  misc: {
    does: "gives back what was written to its node",
    script: `echo 'hello, kernel' > /dev/$1; cat /dev/$1; echo again > /dev/$1; cat /dev/$1`,
    prints: lines("hello, kernel", "again"),
    paths: ["/dev/my_misc", "/sys/class/misc/my_misc"],
  },
  cdev: {
    does: "passes on what is written to each of its nodes",
    script: `
      echo one > /dev/\${1}0; echo two > /dev/\${1}3
      head -n 1 /dev/\${1}3; head -n 1 /dev/\${1}0
      ls /sys/class/$1; grep -c " $1$" /proc/devices`,
    prints: lines("two", "one", "my_cdev0", "my_cdev1", "my_cdev2", "my_cdev3", "1"),
    paths: ["/dev/my_cdev0", "/dev/my_cdev3", "/sys/class/my_cdev"],
  },
  platform: { does: "waits for its devices", paths: ["/sys/bus/platform/drivers/my_platform"] },
  pci: { does: "waits for its devices", paths: ["/sys/bus/pci/drivers/my_pci/new_id"] },
  usb: {
    does: "sends to a device that was plugged in, and receives from it",
    needsOthers: true,
    // A device of the machine's own, which sends back what it is sent, at a bus of its own.
    script: `
      modprobe -a dummy_hcd usb_f_ss_lb
      mount -t configfs none /sys/kernel/config 2>/dev/null
      cd /sys/kernel/config/usb_gadget
      mkdir -p loop/configs/only.1 loop/functions/Loopback.only
      echo 0x1209 > loop/idVendor; echo 1 > loop/idProduct
      ln -s loop/functions/Loopback.only loop/configs/only.1
      echo dummy_udc.0 > loop/UDC
      until [ -e /dev/\${1}0 ]; do usleep 20000; done
      dd if=/dev/\${1}0 bs=512 count=1 2> /dev/null &
      echo to and fro > /dev/\${1}0
      wait
      echo > loop/UDC
      while [ -e /dev/\${1}0 ]; do usleep 20000; done
      rm loop/configs/only.1/Loopback.only
      rmdir loop/configs/only.1 loop/functions/Loopback.only loop`,
    prints: lines("to and fro"),
    paths: ["/sys/bus/usb/drivers/my_usb"],
  },
  i2c: {
    does: "reads and writes the registers of a chip",
    script: `
      modprobe i2c-stub chip_addr=0x48
      cd "$(dirname "$(grep -l 'SMBus stub driver' /sys/bus/i2c/devices/i2c-*/name)")"
      bus=$(basename $PWD)
      echo $1 0x48 > new_device
      cat \${bus#i2c-}-0048/value
      echo 7 > \${bus#i2c-}-0048/value
      cat \${bus#i2c-}-0048/value
      echo 0x48 > delete_device
      cd /; rmmod i2c-stub`,
    prints: lines("0", "7"),
    paths: ["/sys/bus/i2c/drivers/my_i2c"],
  },
  spi: { does: "waits for its devices", paths: ["/sys/bus/spi/drivers/my_spi"] },
  netdev: {
    does: "counts what its interface is given to send",
    // 44 bytes of an Ethernet header, one of IP, one of ICMP, and 2 that are asked for.
    script: `
      echo 1 > /proc/sys/net/ipv6/conf/\${1}0/disable_ipv6
      ip link set \${1}0 up
      ip addr add 10.9.9.1/24 dev \${1}0
      ping -c 2 -i 0.2 -W 1 -s 2 10.9.9.2 > /dev/null
      cd /sys/class/net/\${1}0/statistics
      cat tx_packets tx_bytes rx_packets`,
    prints: lines("2", "88", "0"),
    paths: ["/sys/class/net/my_netdev0"],
  },
  block: {
    does: "keeps what is written to its sectors",
    parameters: { size_mb: 4 },
    script: `
      cat /sys/block/\${1}0/size
      echo 'sector of seven' | dd of=/dev/\${1}0 bs=512 seek=7 conv=sync,fsync 2> /dev/null
      blockdev --flushbufs /dev/\${1}0
      dd if=/dev/\${1}0 bs=512 skip=7 count=1 2> /dev/null | head -n 1
      dd if=/dev/zero of=/dev/\${1}0 bs=1M 2>&1 | grep -o 'No space left on device'`,
    prints: lines("8192", "sector of seven", "No space left on device"),
    paths: ["/dev/my_block0", "/sys/block/my_block0"],
  },
  filesystem: {
    does: "is mounted, and keeps files and folders until it is unmounted",
    script: `
      mkdir /tmp/mounted; mount -t $1 -o mode=0700 none /tmp/mounted; cd /tmp/mounted
      stat -c %a .
      echo kept > file; mkdir folder; mv file folder/moved; ln -s folder/moved link; ln folder/moved hard
      cat link hard; ls; rm -r folder; cat link 2> /dev/null || echo dangling
      grep " $1 " /proc/mounts
      cd /; umount /tmp/mounted; rmdir /tmp/mounted; grep -c "$1$" /proc/filesystems`,
    prints: lines(
      "700",
      "kept",
      "kept",
      "folder",
      "hard",
      "link",
      "dangling",
      "none /tmp/mounted my_filesystem rw,relatime,mode=700 0 0",
      "1",
    ),
  },
  procfs: {
    does: "keeps what is written to its file",
    script: `
      echo first > /proc/$1; echo '  second line ' > /proc/$1
      cat /proc/$1
      for number in $(seq 100); do echo $number > /proc/$1; done
      wc -l < /proc/$1; head -n 1 /proc/$1; tail -n 1 /proc/$1
      dd if=/dev/zero of=/proc/$1 bs=300 count=1 2> /dev/null || echo refused`,
    prints: lines("1 first", "2 second line", "64", "39 37", "102 100", "refused"),
    paths: ["/proc/my_procfs"],
  },
  sysfs: {
    does: "has attributes that take what is in their limits",
    script: `
      cd /sys/kernel/$1
      echo 7 > level; echo 'a label' > label; cat level label changes
      echo 11 > level || echo refused
      echo 1 > reset; cat level label changes; cat reset 2> /dev/null || echo write only`,
    prints: lines("7", "a label", "2", "refused", "0", "nothing yet", "0", "write only"),
    paths: ["/sys/kernel/my_sysfs"],
  },
  debugfs: {
    does: "records readings as its settings say",
    script: `
      cd /sys/kernel/debug/$1
      echo 10 > threshold; echo 42 > inject; echo 5 > inject
      echo N > enabled; echo 50 > inject; echo Y > enabled; echo 60 > inject
      cat enabled threshold ignored; awk '{ print $1, $3 }' readings
      for number in $(seq 100 130); do echo $number > inject; done
      wc -l < readings; tail -n 1 readings | awk '{ print $1, $3 }'`,
    prints: lines("Y", "10", "2", "1 42", "2 60", "16", "33 130"),
    paths: ["/sys/kernel/debug/my_debugfs"],
  },
  kthread: {
    does: "works in a thread until it is unloaded",
    parameters: { interval_ms: 20 },
    says: /round 1: woken \d+ us late, the most so far/u,
    script: `cat /proc/[0-9]*/comm | grep -c "^$1$"`,
    prints: lines("1"),
    saysGoodbye: /\d+ rounds, woken \d+ us late at most/u,
  },
  workqueue: {
    does: "works at each tick of its timer, and reports",
    parameters: { interval_ms: 20, report_ms: 500 },
    says: /[1-9]\d* ticks, [1-9]\d* works, each waited for \d+ us/u,
  },
  netfilter: {
    does: "counts packets, and drops those of one protocol",
    script: `
      ip link set lo up
      of() { awk -v name=$1 '$1 == name { print $2 }' /proc/net/my_netfilter; }
      before=$(of packets); ping -c 1 -W 5 127.0.0.1 > /dev/null && echo answered
      [ $(of packets) -ge $((before + 2)) ] && echo counted
      echo 1 > /sys/module/$1/parameters/drop
      ping -c 1 -W 1 127.0.0.1 > /dev/null || echo no answer
      of dropped; echo -1 > /sys/module/$1/parameters/drop`,
    prints: lines("answered", "counted", "no answer", "1"),
    paths: ["/proc/net/my_netfilter"],
  },
  kunit: {
    does: "gives its functions to other modules",
    script: `grep -c "__ksymtab_$1_.*\\[$1\\]" /proc/kallsyms`,
    prints: lines("3"),
  },
};
