/**
 * The kinds of modules that New Module writes. The sources of each lie in `templates/<id>/`: real modules called
 * `skeleton` that build as they are. Pure.
 */
import * as l10n from "@vscode/l10n";

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
  /** What the entry has to `select`: libraries of the kernel that nobody chooses by themselves. */
  readonly selects?: readonly string[];
  /** Most letters of the name, where what it registers holds fewer than a module's name. */
  readonly longestName?: number;
}

export const moduleKinds: readonly ModuleKind[] = [
  {
    id: "bare",
    get label() {
      return l10n.t("Bare Module");
    },
    get detail() {
      return l10n.t("An init and an exit function, and a line in the kernel's log from each.");
    },
    icon: "file-code",
    depends: [],
  },
  {
    id: "parameters",
    get label() {
      return l10n.t("Module with Parameters");
    },
    get detail() {
      return l10n.t(
        "A number, a string and an array that are given when it is loaded; one can be changed in /sys.",
      );
    },
    icon: "symbol-parameter",
    depends: [],
  },
  {
    id: "misc",
    get label() {
      return l10n.t("Misc Device");
    },
    get detail() {
      return l10n.t("One device node in /dev that is read, written and asked by ioctl.");
    },
    icon: "terminal",
    depends: [],
  },
  {
    id: "cdev",
    get label() {
      return l10n.t("Character Device (cdev)");
    },
    get detail() {
      return l10n.t("Several device nodes with a major number and a class of their own.");
    },
    icon: "list-ordered",
    depends: [],
  },
  {
    id: "platform",
    get label() {
      return l10n.t("Platform Driver");
    },
    get detail() {
      return l10n.t("For devices that a device tree describes (of_match), with registers and an interrupt.");
    },
    icon: "circuit-board",
    depends: ["OF || COMPILE_TEST", "HAS_IOMEM"],
  },
  {
    id: "pci",
    get label() {
      return l10n.t("PCI Driver");
    },
    get detail() {
      return l10n.t("For a PCI device, with its registers mapped and an MSI interrupt.");
    },
    icon: "server",
    depends: ["PCI"],
  },
  {
    id: "usb",
    get label() {
      return l10n.t("USB Driver");
    },
    get detail() {
      return l10n.t("For a USB interface, with bulk transfers and a device node.");
    },
    icon: "plug",
    depends: ["USB"],
    // usb_register_dev() makes "name255" in 20 bytes, whatever does not fit is lost.
    longestName: 16,
  },
  {
    id: "i2c",
    get label() {
      return l10n.t("I2C Driver");
    },
    get detail() {
      return l10n.t("For a chip on an I2C bus, with its registers by regmap.");
    },
    icon: "circuit-board",
    depends: ["I2C"],
    selects: ["REGMAP_I2C"],
    // I2C_NAME_SIZE of linux/mod_devicetable.h, with the end of the string.
    longestName: 19,
  },
  {
    id: "spi",
    get label() {
      return l10n.t("SPI Driver");
    },
    get detail() {
      return l10n.t("For a chip on an SPI bus, with a transfer and an attribute in /sys.");
    },
    icon: "circuit-board",
    depends: ["SPI_MASTER"],
    // SPI_NAME_SIZE of linux/mod_devicetable.h, with the end of the string.
    longestName: 31,
  },
  {
    id: "netdev",
    get label() {
      return l10n.t("Network Device");
    },
    get detail() {
      return l10n.t("A network interface that counts what it is given to send.");
    },
    icon: "globe",
    depends: ["NET"],
  },
  {
    id: "block",
    get label() {
      return l10n.t("Block Device");
    },
    get detail() {
      return l10n.t("A disk in memory, by blk-mq.");
    },
    icon: "database",
    depends: ["BLOCK"],
    // DISK_NAME_LEN of linux/blkdev.h, with a number and the end of the string.
    longestName: 30,
  },
  {
    id: "filesystem",
    get label() {
      return l10n.t("File System");
    },
    get detail() {
      return l10n.t("A file system in memory that can be mounted, with files and folders.");
    },
    icon: "folder",
    depends: [],
  },
  {
    id: "procfs",
    get label() {
      return l10n.t("File in /proc");
    },
    get detail() {
      return l10n.t("A file in /proc that is read as a sequence and can be written.");
    },
    icon: "file",
    depends: ["PROC_FS"],
  },
  {
    id: "sysfs",
    get label() {
      return l10n.t("Attributes in /sys");
    },
    get detail() {
      return l10n.t("A folder in /sys/kernel with attributes that are read and written.");
    },
    icon: "file",
    depends: ["SYSFS"],
  },
  {
    id: "debugfs",
    get label() {
      return l10n.t("Files in debugfs");
    },
    get detail() {
      return l10n.t("A folder in /sys/kernel/debug with values, a table and a file of its own.");
    },
    icon: "bug",
    depends: ["DEBUG_FS"],
  },
  {
    id: "kthread",
    get label() {
      return l10n.t("Kernel Thread");
    },
    get detail() {
      return l10n.t("A thread that works until the module is unloaded.");
    },
    icon: "debug-alt",
    depends: [],
  },
  {
    id: "workqueue",
    get label() {
      return l10n.t("Workqueue and Timer");
    },
    get detail() {
      return l10n.t("A timer that queues work, and delayed work.");
    },
    icon: "watch",
    depends: [],
    // WQ_NAME_LEN of kernel/workqueue.c, with the end of the string.
    longestName: 23,
  },
  {
    id: "netfilter",
    get label() {
      return l10n.t("Netfilter Hook");
    },
    get detail() {
      return l10n.t("Looks at IPv4 packets that come in, and can drop those of one protocol.");
    },
    icon: "filter",
    depends: ["NETFILTER", "INET"],
  },
  {
    id: "kunit",
    get label() {
      return l10n.t("KUnit Test");
    },
    get detail() {
      return l10n.t("Functions, and a module with KUnit tests of them where the kernel has KUnit.");
    },
    icon: "beaker",
    depends: [],
  },
];
