/**
 * The macros and functions of the kernel's headers that print into its log, each reduced to what it prints: a call of
 * `printed` with a level (`none`: the format begins with it), `plain` or `device` (driver and device come first), the
 * format and its arguments. As include/linux/{printk,dev_printk,device-mapper,netdevice,pci,hid}.h of 6.1 and 6.12 have
 * them; wrappers that print otherwise, or into something else, are not here.
 */
import type { Macro } from "../preprocess/macro-body.ts";

/** No source can have this name. */
export const printed = "kmod$printed";

/** What nobody can say without building: the compiler's path of the file. */
export const unknownText = "kmod$unknown";

/** By KERN_ name; KERN_CONT goes on with the line before, KERN_DEFAULT leaves the level to the configuration. */
export const kernLevels: ReadonlyMap<string, string> = new Map([
  ["KERN_EMERG", "0"],
  ["KERN_ALERT", "1"],
  ["KERN_CRIT", "2"],
  ["KERN_ERR", "3"],
  ["KERN_WARNING", "4"],
  ["KERN_NOTICE", "5"],
  ["KERN_INFO", "6"],
  ["KERN_DEBUG", "7"],
  ["KERN_DEFAULT", "d"],
  ["KERN_CONT", "c"],
]);

const levels: readonly (readonly [string, number])[] = [
  ["emerg", 0],
  ["alert", 1],
  ["crit", 2],
  ["err", 3],
  ["warn", 4],
  ["warning", 4],
  ["notice", 5],
  ["info", 6],
  ["dbg", 7],
  ["debug", 7],
  ["devel", 7],
  ["vdbg", 7],
];

/**
 * Families, `~` being the level's name; pr_fmt() and dev_fmt() are applied where the headers do it. The product of
 * families, levels and `often` has names that no header has: nobody asks for them.
 */
const families: readonly (readonly [string, string])[] = [
  ["pr_~(fmt, ...)", "plain, pr_fmt(fmt)"],
  ["net_~_ratelimited(fmt, ...)", "plain, pr_fmt(fmt)"],
  ["dev_~(dev, fmt, ...)", "device, dev_fmt(fmt)"],
  ["pci_~(pdev, fmt, ...)", "device, dev_fmt(fmt)"],
  ["hid_~(hid, fmt, ...)", "device, dev_fmt(fmt)"],
  ["phydev_~(phydev, fmt, ...)", "device, dev_fmt(fmt)"],
  ["wiphy_~(wiphy, fmt, ...)", "device, dev_fmt(fmt)"],
  ["netdev_~(dev, fmt, ...)", "device, fmt"],
  ["netif_~(priv, type, dev, fmt, ...)", "device, fmt"],
  ["drm_~(drm, fmt, ...)", 'device, dev_fmt("[drm] " fmt)'],
  ["acpi_handle_~(handle, fmt, ...)", 'plain, "ACPI: %s: " fmt, handle'],
];

const often = ["", "_once", "_ratelimited"];

const single: readonly (readonly [string, string])[] = [
  ...[
    "printk",
    "_printk",
    "printk_once",
    "printk_ratelimited",
    "printk_deferred",
    "printk_deferred_once",
  ].map((name) => [`${name}(...)`, `${printed}(none, plain, __VA_ARGS__)`] as const),
  ["pr_cont(...)", `${printed}(none, plain, KERN_CONT __VA_ARGS__)`],
  ["dev_printk(level, dev, fmt, ...)", `${printed}(none, device, level fmt, ##__VA_ARGS__)`],
  ["pci_printk(level, dev, fmt, ...)", `${printed}(none, device, level fmt, ##__VA_ARGS__)`],
  ["netdev_printk(level, dev, fmt, ...)", `${printed}(none, device, level fmt, ##__VA_ARGS__)`],
  ["wiphy_printk(level, dev, fmt, ...)", `${printed}(none, device, level fmt, ##__VA_ARGS__)`],
  ["sdev_printk(level, dev, fmt, ...)", `${printed}(none, device, level fmt, ##__VA_ARGS__)`],
  ["starget_printk(level, dev, fmt, ...)", `${printed}(none, device, level fmt, ##__VA_ARGS__)`],
  ["shost_printk(level, dev, fmt, ...)", `${printed}(none, device, level fmt, ##__VA_ARGS__)`],
  ["netif_printk(priv, type, level, dev, fmt, ...)", `${printed}(none, device, level fmt, ##__VA_ARGS__)`],
  ["v4l2_printk(level, dev, fmt, ...)", `${printed}(none, plain, level "%s: " fmt, dev, ##__VA_ARGS__)`],
  ...["err", "warn", "info"].map(
    (name) =>
      [
        `v4l2_${name}(dev, fmt, ...)`,
        `v4l2_printk(KERN_${name === "warn" ? "WARNING" : name.toUpperCase()}, dev, fmt, ##__VA_ARGS__)`,
      ] as const,
  ),
  ["v4l2_dbg(level, debug, dev, fmt, ...)", "v4l2_printk(KERN_DEBUG, dev, fmt, ##__VA_ARGS__)"],
  ["drm_err(drm, fmt, ...)", `${printed}(3, device, dev_fmt("[drm] *ERROR* " fmt), ##__VA_ARGS__)`],
  ["drm_err_once(drm, fmt, ...)", "drm_err(drm, fmt, ##__VA_ARGS__)"],
  ["drm_err_ratelimited(drm, fmt, ...)", "drm_err(drm, fmt, ##__VA_ARGS__)"],
  ["drm_dbg(drm, fmt, ...)", `${printed}(7, device, "[drm:%ps] " fmt, 0, ##__VA_ARGS__)`],
  ["DRM_INFO(fmt, ...)", `${printed}(6, plain, "[drm] " fmt, ##__VA_ARGS__)`],
  ["DRM_NOTE(fmt, ...)", `${printed}(5, plain, "[drm] " fmt, ##__VA_ARGS__)`],
  ["DRM_WARN(fmt, ...)", `${printed}(4, plain, "[drm] " fmt, ##__VA_ARGS__)`],
  ["DRM_ERROR(fmt, ...)", `${printed}(3, plain, "[drm:%ps] *ERROR* " fmt, 0, ##__VA_ARGS__)`],
  // drivers/base/core.c: the function puts it before, after dev_fmt() of the caller's file could have been asked.
  ["dev_err_probe(dev, err, fmt, ...)", `${printed}(3, device, "error %pe: " fmt, err, ##__VA_ARGS__)`],
  ["dev_warn_probe(dev, err, fmt, ...)", `${printed}(4, device, "error %pe: " fmt, err, ##__VA_ARGS__)`],
  ["dev_err_ptr_probe(dev, err, fmt, ...)", "dev_err_probe(dev, err, fmt, ##__VA_ARGS__)"],
  ["dev_err_cast_probe(dev, err, fmt, ...)", "dev_err_probe(dev, err, fmt, ##__VA_ARGS__)"],
  ["phydev_err_probe(phydev, err, fmt, ...)", "dev_err_probe(phydev, err, fmt, ##__VA_ARGS__)"],
  ["WARN(condition, ...)", `${printed}(4, plain, __VA_ARGS__)`],
  ["WARN_ONCE(condition, ...)", `${printed}(4, plain, __VA_ARGS__)`],
  ["WARN_RATELIMIT(condition, ...)", `${printed}(4, plain, __VA_ARGS__)`],
  ["WARN_TAINT(condition, taint, ...)", `${printed}(4, plain, __VA_ARGS__)`],
  ["WARN_TAINT_ONCE(condition, taint, ...)", `${printed}(4, plain, __VA_ARGS__)`],
  ["dev_WARN(dev, ...)", `${printed}(4, device, __VA_ARGS__)`],
  ["dev_WARN_ONCE(dev, condition, ...)", `${printed}(4, device, __VA_ARGS__)`],
  ["pci_WARN(dev, condition, ...)", `${printed}(4, device, __VA_ARGS__)`],
  ["pci_WARN_ONCE(dev, condition, ...)", `${printed}(4, device, __VA_ARGS__)`],
  ["panic(fmt, ...)", `${printed}(0, plain, "Kernel panic - not syncing: " fmt, ##__VA_ARGS__)`],
  ["DM_FMT(fmt)", 'DM_NAME ": " DM_MSG_PREFIX ": " fmt "\\n"'],
  ...["CRIT", "ERR", "WARN", "INFO", "DEBUG"].flatMap((name) =>
    ["", "_LIMIT"].map(
      (limit) =>
        [`DM${name}${limit}(fmt, ...)`, `pr_${name.toLowerCase()}(DM_FMT(fmt), ##__VA_ARGS__)`] as const,
    ),
  ),
];

/** Those that print nothing themselves, and that a source may define before its includes. */
const helpers: readonly (readonly [string, string])[] = [
  ["pr_fmt(fmt)", "fmt"],
  ["dev_fmt(fmt)", "fmt"],
  ["DM_NAME", '"device-mapper"'],
  ["__stringify_1(x...)", "#x"],
  ["__stringify(x...)", "__stringify_1(x)"],
  ["__FILE__", unknownText],
];

/** By name. */
export const kernelPrintMacros: ReadonlyMap<string, Macro> = new Map([
  ...families.flatMap(([head, format]) =>
    levels.flatMap(([name, level]) =>
      often.map((how) =>
        macroOf(
          head.replace("~", name).replace("(", `${how}(`),
          `${printed}(${level}, ${format}, ##__VA_ARGS__)`,
        ),
      ),
    ),
  ),
  ...single.map(([head, body]) => macroOf(head, body)),
  ...helpers.map(([head, body]) => macroOf(head, body)),
]);

function macroOf(head: string, body: string): readonly [string, Macro] {
  const [, name = head, list] = /^(\w+)(?:\((.*)\))?$/.exec(head) ?? [];
  return [name, { parameters: list?.split(",").map((parameter) => parameter.trim()), body }];
}
