/** Packages of Debian with sources for DKMS. */

/** The modules that their authors' Makefiles build, by package. */
export const dkmsPackages = {
  "v4l2loopback-dkms": ["v4l2loopback"],
  "bbswitch-dkms": ["bbswitch"],
  "digimend-dkms": ["hid_kye", "hid_polostar", "hid_uclogic", "hid_viewsonic"],
  "dm-writeboost-dkms": ["dm_writeboost"],
} as const;
