/** What Kmod does not see of the builds on record, and why: the test fails for an entry that is no longer true. */

/** Cases that only the kernel's own symbols (Module.symvers, headers) can decide: issue B. */
export const needsKernelSymbols: ReadonlySet<string> = new Set([
  "02b_license_GPLv2_with_GPLsym",
  "03_proprietary_GPL_only",
  "04_undefined_symbol",
  "05_missing_import_ns",
  "214_param_extern_never_defined",
  "500_license_GPLv2_spelling",
  "500_license_lower_case",
  "500_license_trailing_space",
  "500_license_empty",
  "500_license_Apache",
  "500_license_GPL_v2_or_later",
  "500_license_macro_bad",
  "513_license_twice_two_objects_proprietary_first",
  "513_license_twice_two_objects_proprietary_second",
  "607_namespace_two_modules_not_imported",
  "607_namespace_two_modules_other_imported",
  "620_use_exported_under_other_name",
  "620_use_extern_declared",
  "620_use_extern_variable",
  "620_use_kernel_non_exported_function",
  "620_use_kernel_non_exported_variable",
  "620_use_not_declared",
  "620_use_static_never_defined",
  "623_address_in_ops",
  "626_static_in_second_object",
  "627_defined_in_other_module_not_exported",
  "629_object_not_listed",
  "630_gpl_debugfs",
  "630_gpl_direct",
  "630_gpl_rcu_read_lock",
  "630_gpl_sched_set_fifo",
  "630_gpl_taken_by_address",
  "630_gpl_with_MIT",
  "715_implicit_function",
]);

const optimiser = "what gcc puts in the place of a call depends on its measure of size";
const configuration = "depends on an option of the kernel, and rules do not read its configuration";
const ownMacro = "the file's own macro hides it, and Kmod expands none";
const compiler = "an error of plain C, which a compiler finds";

/** Cases that Kmod leaves to the compiler, with the reason. */
export const beyond: ReadonlyMap<string, string> = new Map([
  ["165_init_knr", compiler],
  ["166_init_with_asm_label", compiler],
  ["173_other_function_without_return", "flow is followed for entry points only"],
  ["175_usb_serial_helper", "a header of the kernel that lacks an include"],
  ["179_return_in_unused_label", "gcc finds the label unused before it looks for a return"],
  ["217_param_variable_in_ifdef", configuration],
  ["307_terminator_in_ifdef", configuration],
  ["325_table_only_in_ifdef", configuration],
  ["327_driver_id_table_undeclared", compiler],
  ["403_large_init_helper_called_once", optimiser],
  ["412_exit_in_driver_W1", "modpost says it with W=1 only"],
  ["418_local_static_pointer_in_init", "static variables inside functions are not in the model"],
  ["418_local_static_pointer_in_normal", "static variables inside functions are not in the model"],
  ["420_initdata_from_normal_const_with_initdata", "fails only where gcc keeps the constant"],
  ["451_macro_with_init", ownMacro],
  ["452_call_through_macro", ownMacro],
  ["509_license_in_ifdef_unset_option", configuration],
  ["600_export_static_by_macro", ownMacro],
  [
    "600_export_static_per_cpu",
    "per-cpu variables are declared by macros, which the model does not look into",
  ],
  ["606_default_namespace", "a compiler flag names the namespace, and of flags Kmod keeps the names only"],
  ["700_makefile_composite_by_set_config_missing", configuration],
  ["700_makefile_composite_only_unset", configuration],
  ["700_makefile_missing_object_of_enabled_branch", configuration],
  ["700_makefile_missing_source_with_other_rule", "a recipe that copies may make any file"],
  ["704_include_path_srctree_slash_src", "headers are looked for by the compiler"],
  ["709_missing_header", "headers are looked for by the compiler"],
  ["710_extra_symbols_missing_file", "an argument of make, which Kmod does not see"],
]);

/** Cases that were built by another command than their own Makefile runs, which is what Kmod speaks about. */
export const builtOtherwise: ReadonlySet<string> = new Set(["700_makefile_subdirs_in_recipe"]);
