/**
 * What C snippets stand in when a test builds them: by their prefix, what an author would have around them. The headers
 * that a snippet needs are those that its description names. `$1` is what the snippet's stop 1 holds.
 */

/** Where a snippet goes. */
export type Context =
  /** The whole file. */
  | { readonly place: "file" }
  /** A module of its own, of which it is the entry. */
  | { readonly place: "module"; readonly before?: string }
  /** At the head of a file. */
  | { readonly place: "head"; readonly after: string }
  /** At file scope; what it defines is used. */
  | {
      readonly place: "piece";
      readonly before?: string;
      readonly after?: string;
      /** What would be called unused otherwise. */
      readonly uses?: readonly string[];
      /** Stops that name something of file scope without the file's own name. */
      readonly names?: readonly string[];
    }
  /** In a function. */
  | { readonly place: "function"; readonly before?: string; readonly after?: string }
  /** As an object that is not linked: kernels of distributions have no KUnit. */
  | { readonly place: "object"; readonly flags: readonly string[] };

const module: Context = { place: "module" };
const itemList = `struct item {
	struct list_head list;
};
struct item *entry;
LIST_HEAD(head);
`;

/** A snippet of file scope whose own definitions are all used needs no entry of `uses`. */
export const contexts: Readonly<Record<string, Context>> = {
  module: { place: "file" },
  init: module,
  modinfo: { place: "head", after: "#include <linux/init.h>\n" },
  pr_fmt: {
    place: "head",
    after: `#include <linux/module.h>
static int __init head_init(void)
{
	pr_info("loaded\\n");
	return 0;
}
module_init(head_init);
static void __exit head_exit(void)
{
}
module_exit(head_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("pr_fmt");
`,
  },
  param: { place: "piece", names: ["2"] },
  "param-bool": { place: "piece", names: ["1"] },
  "param-charp": { place: "piece", names: ["1"] },
  "param-string": { place: "piece", names: ["1"] },
  "param-array": { place: "piece", names: ["2"] },
  "param-cb": { place: "piece", names: ["1"] },
  export: { place: "piece", before: "$1 $2($3);\n", names: ["2"] },
  fops: { place: "piece", uses: ["$1_fops"] },
  misc: {
    place: "module",
    before: "static const struct file_operations $1_fops = { .owner = THIS_MODULE };\n",
  },
  cdev: {
    place: "module",
    before: "static const struct file_operations $1_fops = { .owner = THIS_MODULE };\n",
  },
  ioctl: { place: "piece", uses: ["meter_ioctl"] },
  "platform-driver": module,
  "pci-driver": module,
  "usb-driver": module,
  "i2c-driver": module,
  "spi-driver": module,
  probe: { place: "piece", uses: ["$1_probe"] },
  "of-table": { place: "piece", uses: ["$1_of_match"] },
  "acpi-table": { place: "piece", uses: ["$1_acpi_match"] },
  "pci-table": { place: "piece", uses: ["$1_ids"] },
  "usb-table": { place: "piece", uses: ["$1_ids"] },
  "chip-table": { place: "piece", uses: ["$1_ids"] },
  "device-attr": { place: "piece", uses: ["$2_groups"] },
  kobject: module,
  procfs: module,
  debugfs: module,
  "seq-file": { place: "piece", uses: ["$1_seq_ops"] },
  kthread: module,
  timer: module,
  "delayed-work": module,
  work: { place: "piece", uses: ["$1_work"] },
  "wait-queue": { place: "piece", uses: ["$1_sleep", "$1_wake"] },
  mutex: { place: "function", before: "struct mutex lock;\nmutex_init(&lock);\n" },
  "mutex-interruptible": { place: "function", before: "struct mutex lock;\nmutex_init(&lock);\n" },
  spinlock: { place: "function", before: "spinlock_t lock;\nspin_lock_init(&lock);\n" },
  "spinlock-irqsave": { place: "function", before: "static DEFINE_SPINLOCK(lock);\n" },
  "rcu-read": { place: "function", before: "static int __rcu *pointer;\nint *entry;\n" },
  alloc: { place: "piece", uses: ["$1_prepare"] },
  "list-each": { place: "function", before: itemList },
  "list-free": { place: "function", before: `${itemList}struct item *next;\n\n` },
  netfilter: module,
  notifier: module,
  irq: { place: "piece", uses: ["$1_request_irq"] },
  "pm-ops": { place: "piece", uses: ["$1_pm_ops"] },
  kunit: { place: "object", flags: ["CONFIG_KUNIT=m", "KCFLAGS=-DCONFIG_KUNIT=1"] },
  version: { place: "piece" },
  "kernel-doc": {
    place: "piece",
    after: "static int $1(int $3)\n{\n\treturn $3;\n}\n",
    uses: ["$1"],
    names: ["1"],
  },
  dev_err_probe: { place: "function", before: "static struct device *dev;\nstatic void *resource;\n" },
};
