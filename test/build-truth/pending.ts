/** Cases that only the kernel's own symbols (Module.symvers, headers) can decide: issue B. */
export const needsKernelSymbols: ReadonlySet<string> = new Set([
  "02b_license_GPLv2_with_GPLsym",
  "03_proprietary_GPL_only",
  "04_undefined_symbol",
  "05_missing_import_ns",
]);
