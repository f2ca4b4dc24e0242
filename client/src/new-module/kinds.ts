/**
 * The kinds of modules that New Module writes. The sources of each lie in `templates/<id>/`: real modules called
 * `skeleton` that build as they are. Pure.
 */

export interface ModuleKind {
  /** Folder below `templates/`. */
  readonly id: string;
  readonly label: string;
  /** What it does as it is written, in one line. */
  readonly detail: string;
  /** Id of one of VS Code's icons. */
  readonly icon: string;
  /** What its Kconfig entry `depends on`: symbols of the kernel's configuration. */
  readonly depends: readonly string[];
}

export const moduleKinds: readonly ModuleKind[] = [
  {
    id: "bare",
    label: "Bare Module",
    detail: "An init and an exit function, and a line in the kernel's log from each.",
    icon: "file-code",
    depends: [],
  },
  {
    id: "parameters",
    label: "Module with Parameters",
    detail: "A number, a string and an array that are given when it is loaded; one can be changed in /sys.",
    icon: "symbol-parameter",
    depends: [],
  },
  {
    id: "misc",
    label: "Misc Device",
    detail: "One device node in /dev that is read, written and asked by ioctl.",
    icon: "terminal",
    depends: [],
  },
  {
    id: "cdev",
    label: "Character Device (cdev)",
    detail: "Several device nodes with a major number and a class of their own.",
    icon: "list-ordered",
    depends: [],
  },
  {
    id: "platform",
    label: "Platform Driver",
    detail: "For devices that a device tree describes (of_match), with registers and an interrupt.",
    icon: "circuit-board",
    depends: ["OF || COMPILE_TEST"],
  },
  {
    id: "pci",
    label: "PCI Driver",
    detail: "For a PCI device, with its registers mapped and an MSI interrupt.",
    icon: "server",
    depends: ["PCI"],
  },
  {
    id: "usb",
    label: "USB Driver",
    detail: "For a USB interface, with bulk transfers and a device node.",
    icon: "plug",
    depends: ["USB"],
  },
  {
    id: "i2c",
    label: "I2C Driver",
    detail: "For a chip on an I2C bus, with its registers by regmap.",
    icon: "circuit-board",
    depends: ["I2C"],
  },
  {
    id: "spi",
    label: "SPI Driver",
    detail: "For a chip on an SPI bus, with a transfer and an attribute in /sys.",
    icon: "circuit-board",
    depends: ["SPI_MASTER"],
  },
  {
    id: "netdev",
    label: "Network Device",
    detail: "A network interface that counts what it is given to send.",
    icon: "globe",
    depends: ["NET"],
  },
  {
    id: "block",
    label: "Block Device",
    detail: "A disk in memory, by blk-mq.",
    icon: "database",
    depends: ["BLOCK"],
  },
  {
    id: "filesystem",
    label: "File System",
    detail: "A file system in memory that can be mounted, with files and folders.",
    icon: "folder",
    depends: [],
  },
  {
    id: "procfs",
    label: "File in /proc",
    detail: "A file in /proc that is read as a sequence and can be written.",
    icon: "file",
    depends: ["PROC_FS"],
  },
  {
    id: "sysfs",
    label: "Attributes in /sys",
    detail: "A folder in /sys/kernel with attributes that are read and written.",
    icon: "file",
    depends: ["SYSFS"],
  },
  {
    id: "debugfs",
    label: "Files in debugfs",
    detail: "A folder in /sys/kernel/debug with values, a table and a file of its own.",
    icon: "bug",
    depends: ["DEBUG_FS"],
  },
  {
    id: "kthread",
    label: "Kernel Thread",
    detail: "A thread that works until the module is unloaded.",
    icon: "debug-alt",
    depends: [],
  },
  {
    id: "workqueue",
    label: "Workqueue and Timer",
    detail: "A timer that queues work, and delayed work.",
    icon: "watch",
    depends: [],
  },
  {
    id: "netfilter",
    label: "Netfilter Hook",
    detail: "Looks at IPv4 packets that come in, and can drop those of one protocol.",
    icon: "filter",
    depends: ["NETFILTER", "INET"],
  },
  {
    id: "kunit",
    label: "KUnit Test",
    detail: "Functions, and a module with KUnit tests of them where the kernel has KUnit.",
    icon: "beaker",
    depends: [],
  },
];
