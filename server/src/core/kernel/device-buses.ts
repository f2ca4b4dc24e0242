/**
 * The buses of MODULE_DEVICE_TABLE(bus, table) that modpost makes aliases for (scripts/mod/file2alias.c), with the
 * struct of a table's entries (include/linux/mod_devicetable.h). Sizes were measured on x86-64 with 6.1 and 6.12; on
 * 64-bit little-endian kernels of 5.15 and later they are the same.
 */
import { closestWord } from "../text/closest-word.ts";
import { compareVersion, type KernelFacts, type KernelVersion } from "./facts.ts";

export interface DeviceBus {
  readonly name: string;
  /** Tag of the struct: `pci_device_id`. */
  readonly struct: string;
  /** Bytes of one entry on 64-bit kernels. */
  readonly size: number;
  /** Older kernels ignore tables of this bus. */
  readonly since: KernelVersion | undefined;
  /** Do the entries keep names in arrays, so that a string in one makes it differ from the terminator? */
  readonly holdsStrings: boolean;
}

const since = (major: number, minor: number): KernelVersion => ({ major, minor });

const arrays = (name: string, struct: string, size: number, from?: KernelVersion): DeviceBus => ({
  name,
  struct,
  size,
  since: from,
  holdsStrings: true,
});

const numbers = (name: string, struct: string, size: number, from?: KernelVersion): DeviceBus => ({
  ...arrays(name, struct, size, from),
  holdsStrings: false,
});

export const deviceBuses: readonly DeviceBus[] = [
  numbers("pci", "pci_device_id", 40),
  numbers("usb", "usb_device_id", 32),
  arrays("of", "of_device_id", 200),
  arrays("acpi", "acpi_device_id", 32),
  arrays("i2c", "i2c_device_id", 32),
  arrays("spi", "spi_device_id", 40),
  arrays("platform", "platform_device_id", 32),
  numbers("hid", "hid_device_id", 24),
  numbers("x86cpu", "x86_cpu_id", 24),
  numbers("pcmcia", "pcmcia_device_id", 80),
  numbers("mdio", "mdio_device_id", 8),
  numbers("serio", "serio_device_id", 4),
  numbers("amba", "amba_id", 16),
  numbers("dmi", "dmi_system_id", 344),
  arrays("pnp", "pnp_device_id", 16),
  arrays("pnp_card", "pnp_card_device_id", 80),
  numbers("virtio", "virtio_device_id", 8),
  arrays("auxiliary", "auxiliary_device_id", 40),
  numbers("sdio", "sdio_device_id", 16),
  arrays("wmi", "wmi_device_id", 48),
  arrays("vio", "vio_device_id", 64),
  numbers("parisc", "parisc_device_id", 8),
  numbers("sdw", "sdw_device_id", 16),
  numbers("hdaudio", "hda_device_id", 32),
  numbers("zorro", "zorro_device_id", 16),
  numbers("ieee1394", "ieee1394_device_id", 32),
  numbers("vmbus", "hv_vmbus_device_id", 24),
  numbers("ccw", "ccw_device_id", 16),
  numbers("ssam", "ssam_device_id", 16),
  numbers("input", "input_device_id", 200),
  arrays("eisa", "eisa_device_id", 16),
  numbers("tee", "tee_client_device_id", 16),
  numbers("isapnp", "isapnp_device_id", 16),
  numbers("ap", "ap_device_id", 16),
  numbers("ssb", "ssb_device_id", 6),
  arrays("mei", "mei_cl_device_id", 64),
  numbers("bcma", "bcma_device_id", 6),
  arrays("mhi", "mhi_device_id", 40),
  arrays("mhi_ep", "mhi_device_id", 40, since(5, 19)),
  numbers("ishtp", "ishtp_device_id", 24, since(5, 17)),
  arrays("fslmc", "fsl_mc_device_id", 18),
  numbers("dfl", "dfl_device_id", 16, since(5, 11)),
  arrays("rpmsg", "rpmsg_device_id", 40),
  numbers("css", "css_device_id", 16),
  numbers("typec", "typec_device_id", 16),
  arrays("tbsvc", "tb_service_id", 40),
  numbers("cpu", "cpu_feature", 2),
  numbers("ulpi", "ulpi_device_id", 16),
  numbers("rapidio", "rio_device_id", 8),
  numbers("ipack", "ipack_device_id", 12),
  numbers("i3c", "i3c_device_id", 16),
  numbers("mipscdmm", "mips_cdmm_device_id", 1),
  numbers("slim", "slim_device_id", 16, since(6, 12)),
  numbers("cdx", "cdx_device_id", 20, since(6, 4)),
  arrays("vchiq", "vchiq_device_id", 32, since(6, 7)),
  numbers("coreboot", "coreboot_device_id", 16, since(6, 9)),
];

/** Names that in-tree drivers give although modpost makes no aliases for them: no error of spelling. */
const withoutAliases: ReadonlySet<string> = new Set(
  "apr fsi gbphy greybus mcb memstick mt7621 peci pci_epf scmi spmi tc tifm usb_serial".split(" "),
);

/** Sizes hold where pointers have 64 bits; where the configuration is not known they are taken to. */
export const hasKnownSizes = (kernel: KernelFacts): boolean =>
  kernel.config === undefined || kernel.config.get("64BIT") === "y";

/** What modpost knows under a bus name. `elsewhere`: nothing, and the name is right; `newer`: from that kernel on. */
export type BusLookup =
  | { readonly kind: "known"; readonly bus: DeviceBus }
  | { readonly kind: "newer"; readonly bus: DeviceBus; readonly since: KernelVersion }
  | { readonly kind: "elsewhere" }
  | { readonly kind: "unknown"; readonly closest: string | undefined };

export function findBus(name: string, kernel: KernelFacts): BusLookup {
  const bus = byName.get(name);
  if (bus) {
    const isOlder =
      bus.since && kernel.version && compareVersion(kernel.version, bus.since.major, bus.since.minor) < 0;
    return isOlder && bus.since ? { kind: "newer", bus, since: bus.since } : { kind: "known", bus };
  }
  if (withoutAliases.has(name)) return { kind: "elsewhere" };
  return { kind: "unknown", closest: misnomers.get(name) ?? closestWord(name, byName.keys()) };
}

/** The bus whose tables have entries of this struct; the first where two share one (mhi before mhi_ep). */
export const busOfStruct = (struct: string): DeviceBus | undefined =>
  deviceBuses.find((bus) => bus.struct === struct);

const byName: ReadonlyMap<string, DeviceBus> = new Map(deviceBuses.map((bus) => [bus.name, bus]));

const misnomers: ReadonlyMap<string, string> = new Map([
  ["dt", "of"],
  ["device", "of"],
  ["open_firmware", "of"],
  ["hv_vmbus", "vmbus"],
  ["hda", "hdaudio"],
  ["tee_client", "tee"],
  ["mei_cl", "mei"],
  ["fsl_mc", "fslmc"],
  ["tb_service", "tbsvc"],
  ["x86_cpu", "x86cpu"],
  ["cpu_feature", "cpu"],
  ["soundwire", "sdw"],
]);
