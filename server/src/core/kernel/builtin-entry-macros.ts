/**
 * The macros that stand for module_init or module_exit in Linux 6.1 and 6.12, for when no kernel's headers are at
 * hand: what `readEntryMacros` finds in all headers of both.
 */
import { basicEntryMacros } from "./entry-macros.ts";
import type { EntryMacro } from "./facts.ts";

/** Define both functions themselves, around a driver or another thing they register. */
const bothNames = `
  DECLARE_USB_FUNCTION_INIT FBTFT_REGISTER_DRIVER FBTFT_REGISTER_SPI_DRIVER drm_module_pci_driver
  drm_module_pci_driver_if_modeset drm_module_platform_driver dsa_tag_driver_module_drivers
  mdio_module_driver module_acpi_driver module_amba_driver module_apr_driver module_auxiliary_driver
  module_bcma_driver module_comedi_driver module_comedi_pci_driver module_comedi_pcmcia_driver
  module_comedi_usb_driver module_coreboot_driver module_cxl_driver module_dfl_driver module_dm
  module_driver module_dsa_tag_driver module_dsa_tag_drivers module_ffa_driver module_fsi_driver
  module_fsl_mc_driver module_gameport_driver module_gbphy_driver module_gpr_driver
  module_greybus_driver module_hda_codec_driver module_hid_driver module_i2c_driver module_i3c_driver
  module_i3c_i2c_driver module_idxd_driver module_iio_sw_device_driver module_iio_sw_trigger_driver
  module_intel_th_msu_buffer module_isa_driver module_isa_driver_with_irq module_led_trigger
  module_lowpan_nhc module_mcb_driver module_mei_cl_driver module_mhi_driver module_mhi_ep_driver
  module_mipi_dsi_driver module_mips_cdmm_driver module_misc_device module_moxtet_driver
  module_mtd_blktrans module_mtd_part_parser module_nd_driver module_ntb_client
  module_nvmem_layout_driver module_parport_driver module_pata_parport_driver module_pci_driver
  module_pcmcia_driver module_peci_driver module_phy_driver module_platform_driver
  module_platform_driver_probe module_pnp_driver module_rpmsg_driver module_scmi_driver
  module_scmi_protocol module_sdio_driver module_sdw_driver module_serdev_device_driver
  module_serio_driver module_siox_driver module_slim_driver module_snd_seq_driver module_spi_driver
  module_spi_mem_driver module_spk_synth module_spmi_driver module_ssam_device_driver
  module_sunxi_rsb_driver module_typec_altmode_driver module_ulpi_driver module_usb_composite_driver
  module_usb_driver module_usb_serial_driver module_usb_stor_driver module_vchiq_driver
  module_vdpa_driver module_vfio_reset_handler module_virtio_driver module_w1_family module_wmi_driver
  phy_module_driver usb_serial_module_driver
`;
/** Define an init function and register it for the built-in kernel: nothing to unload. */
const builtinNames = `
  IRQCHIP_PLATFORM_DRIVER_END builtin_amba_driver builtin_driver builtin_i2c_driver
  builtin_mips_cdmm_driver builtin_misc_device builtin_pci_driver builtin_platform_driver
  builtin_platform_driver_probe cpufreq_governor_init
`;
/** Define an exit function alone. */
const exitNames = `
  cpufreq_governor_exit module_isa_driver_exit
`;
/** Define or take an init function alone. */
const initNames = `
  module_cpu_feature_match module_isa_driver_init module_isa_driver_with_irq_init
`;

const named = (
  names: string,
  roles: Omit<EntryMacro, "name" | "initArgument" | "exitArgument">,
): readonly EntryMacro[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, ...roles, initArgument: undefined, exitArgument: undefined }));

/** By name; the basic ones (module_init, module_exit, the initcalls) included. */
export const builtinEntryMacros: ReadonlyMap<string, EntryMacro> = new Map([
  ...basicEntryMacros(),
  ...[
    ...named(bothNames, { definesInit: true, definesExit: true, isBuiltinOnly: false }),
    ...named(builtinNames, { definesInit: true, definesExit: false, isBuiltinOnly: true }),
    ...named(initNames, { definesInit: true, definesExit: false, isBuiltinOnly: false }),
    ...named(exitNames, { definesInit: false, definesExit: true, isBuiltinOnly: false }),
  ].map((macro) => [macro.name, macro] as const),
]);
