/** What Kmod does not see of the builds on record, and why: the test fails for an entry that is no longer true. */

const optimiser = "what gcc puts in the place of a call depends on its measure of size";
const configuration = "depends on an option of the kernel, and this rule looks at the text of every branch";
const onlyWarned = "Kmod warns: it is not sure that the compiler keeps the code";
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
  ["325_table_only_in_ifdef", configuration],
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
  ["700_makefile_composite_only_unset", configuration],
  ["700_makefile_missing_source_with_other_rule", "a recipe that copies may make any file"],
  ["704_include_path_srctree_slash_src", "headers are looked for by the compiler"],
  ["709_missing_header", "headers are looked for by the compiler"],
  ["800_undefined_in_pr_debug", onlyWarned],
  ["800_undefined_inline_asm_reference", "what assembly refers to is not read"],
  ["800_undefined_local_static_table", onlyWarned],
  ["800_undefined_static_ops_called", onlyWarned],
  ["800_undefined_volatile_read_and_dropped", onlyWarned],
  ["801_made_by_macro_work", onlyWarned],
  ["830_undeclared_builtin_prefixed", "which of its own functions the compiler calls"],
  ["830_undeclared_nested_function", compiler],
  [
    "860_symbols_of_sibling_by_unset_option",
    "Kmod warns: an option that no configuration names may be given to make by hand",
  ],
  ["840_count_function_in_macro_argument", "the wrong number is given inside of a macro of the kernel"],
  ["840_count_macro_name_as_member", "calls through members are not counted, of macros either"],
  ["840_count_old_style_empty_list", compiler],
  ["840_count_inline_too_few", "the wrong number is given inside of a macro of the kernel (6.12)"],
  ["840_count_inline_too_many", "the wrong number is given inside of a macro of the kernel (6.12)"],
  ["710_extra_symbols_missing_file", "an argument of make, which Kmod does not see"],
]);

/** Cases that were built by another command than their own Makefile runs, which is what Kmod speaks about. */
export const builtOtherwise: ReadonlySet<string> = new Set(["700_makefile_subdirs_in_recipe"]);
