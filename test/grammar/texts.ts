/** Texts in `texts/` that have something of everything, and the scopes of their languages. */
export const texts: readonly { readonly file: string; readonly scope: string }[] = [
  { file: "names.c", scope: "source.c" },
  { file: "names.h", scope: "source.cpp" },
  { file: "Kbuild", scope: "source.makefile" },
  { file: "Kconfig", scope: "source.kconfig" },
  { file: "dkms.conf", scope: "source.dkms" },
  { file: "Module.symvers", scope: "source.module-symvers" },
  { file: "prefixes.dmesg", scope: "text.kernel-log" },
  { file: "oops.dmesg", scope: "text.kernel-log" },
];
