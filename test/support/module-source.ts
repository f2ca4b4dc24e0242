/** Small module sources for tests of rules: what a test is not about is filled in. */

export const includes = "#include <linux/module.h>\n#include <linux/init.h>\n";
export const metadata = 'MODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("test");\n';
export const initFunction = "static int __init t_init(void)\n{\n\treturn 0;\n}\n";
export const exitFunction = "static void __exit t_exit(void)\n{\n}\n";
export const entryCalls = "module_init(t_init);\nmodule_exit(t_exit);\n";

/** A whole clean module with something more before its metadata. */
export const moduleWith = (more: string): string =>
  includes + initFunction + exitFunction + entryCalls + more + metadata;

/** A module of entry functions only. */
export const moduleOf = (init: string, exit: string = exitFunction, calls: string = entryCalls): string =>
  includes + init + exit + calls + metadata;
