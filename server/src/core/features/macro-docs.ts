/** What the macros of module code mean, for hover and completion. Facts from the headers named; the words are ours. */

export interface MacroDoc {
  readonly name: string;
  /** As it is called: `module_param(name, type, perm)`. */
  readonly call: string;
  readonly text: string;
  /** Header of the kernel that defines it. */
  readonly header: string;
  /** Snippet for completion at file scope; undefined where it is not written there. */
  readonly snippet?: string;
}

const module = "linux/module.h";
const param = "linux/moduleparam.h";
const init = "linux/init.h";
const exported = "linux/export.h";

const all: readonly MacroDoc[] = [
  {
    name: "module_init",
    call: "module_init(function)",
    header: module,
    snippet: "module_init(${1:function});",
    text: "Names the function that runs when the module is loaded: `static int __init f(void)`. It returns 0 or a negative errno; with an errno the module is not loaded and `insmod` prints that error. One per module.",
  },
  {
    name: "module_exit",
    call: "module_exit(function)",
    header: module,
    snippet: "module_exit(${1:function});",
    text: "Names the function that runs when the module is unloaded: `static void __exit f(void)`. A module with an init function and no exit function can never be unloaded.",
  },
  {
    name: "MODULE_LICENSE",
    call: 'MODULE_LICENSE("licence")',
    header: module,
    snippet: 'MODULE_LICENSE("${1|GPL,GPL v2,Dual BSD/GPL,Dual MIT/GPL,Dual MPL/GPL,Proprietary|}");',
    text: "The licence as the kernel understands it. `modpost` refuses a module without one. A licence that is not GPL compatible taints the kernel and hides every `EXPORT_SYMBOL_GPL` symbol. Once per module is enough, in any of its objects.",
  },
  {
    name: "MODULE_AUTHOR",
    call: 'MODULE_AUTHOR("Name <address>")',
    header: module,
    snippet: 'MODULE_AUTHOR("${1:Name} <${2:address}>");',
    text: "Who wrote it, as `modinfo` shows it. One macro per author.",
  },
  {
    name: "MODULE_DESCRIPTION",
    call: 'MODULE_DESCRIPTION("what it does")',
    header: module,
    snippet: 'MODULE_DESCRIPTION("${1:what it does}");',
    text: "One line on what the module does. `modpost` warns without it: from 6.4 when built with `W=1`, from 6.15 always.",
  },
  {
    name: "MODULE_VERSION",
    call: 'MODULE_VERSION("version")',
    header: module,
    snippet: 'MODULE_VERSION("${1:1.0}");',
    text: "A version of the module's own, in `modinfo` and `/sys/module/<name>/version`. It also makes the build record a `srcversion`. In-tree code has no use for it.",
  },
  {
    name: "MODULE_ALIAS",
    call: 'MODULE_ALIAS("alias")',
    header: module,
    snippet: 'MODULE_ALIAS("${1:alias}");',
    text: "One more name by which `modprobe` finds the module. For buses with device tables `MODULE_DEVICE_TABLE` makes the aliases by itself.",
  },
  {
    name: "MODULE_FIRMWARE",
    call: 'MODULE_FIRMWARE("file")',
    header: module,
    snippet: 'MODULE_FIRMWARE("${1:vendor/file.bin}");',
    text: "A firmware file that the module may request: tools that build an initramfs copy it along.",
  },
  {
    name: "MODULE_SOFTDEP",
    call: 'MODULE_SOFTDEP("pre: a b post: c")',
    header: module,
    snippet: 'MODULE_SOFTDEP("${1|pre,post|}: ${2:module}");',
    text: "Modules that `modprobe` should load before (`pre:`) or after (`post:`) this one, though no symbol ties them.",
  },
  {
    name: "MODULE_INFO",
    call: 'MODULE_INFO(tag, "value")',
    header: module,
    snippet: 'MODULE_INFO(${1:tag}, "${2:value}");',
    text: "Puts `tag=value` into the `.modinfo` section, which `modinfo -F tag` reads. The other `MODULE_` macros are made from it.",
  },
  {
    name: "MODULE_IMPORT_NS",
    call: "MODULE_IMPORT_NS(namespace)",
    header: module,
    snippet: "MODULE_IMPORT_NS(${1:NAMESPACE});",
    text: "Lets the module use the symbols exported to that namespace. The argument is an identifier up to 6.12 and a string from 6.13.",
  },
  {
    name: "MODULE_DEVICE_TABLE",
    call: "MODULE_DEVICE_TABLE(bus, table)",
    header: module,
    snippet: "MODULE_DEVICE_TABLE(${1:bus}, ${2:table});",
    text: "Tells `modpost` which devices a driver serves: it turns the table into aliases, so that udev loads the module when such a device appears. The table ends with an all-zero element.",
  },
  {
    name: "MODULE_PARM_DESC",
    call: 'MODULE_PARM_DESC(parameter, "text")',
    header: param,
    snippet: 'MODULE_PARM_DESC(${1:parameter}, "${2:what it sets}");',
    text: "The line that `modinfo -p` prints for a parameter. The name is the parameter's, not the variable's.",
  },
  {
    name: "module_param",
    call: "module_param(name, type, perm)",
    header: param,
    snippet:
      "module_param(${1:name}, ${2|int,uint,bool,charp,long,ulong,short,ushort,byte,hexint,ullong,invbool|}, ${3|0444,0644,0400,0600,0|});",
    text: "Makes the variable `name` a parameter: `insmod x.ko name=value`. `type` must fit the variable; `perm` is the mode of `/sys/module/<module>/parameters/name` in octal, 0 for no file.",
  },
  {
    name: "module_param_named",
    call: "module_param_named(name, variable, type, perm)",
    header: param,
    snippet: "module_param_named(${1:name}, ${2:variable}, ${3:int}, ${4:0444});",
    text: "Like `module_param`, where the parameter's name differs from the variable's, or the variable is a member.",
  },
  {
    name: "module_param_array",
    call: "module_param_array(name, type, count, perm)",
    header: param,
    snippet: "module_param_array(${1:name}, ${2:int}, ${3:NULL}, ${4:0444});",
    text: "A parameter of comma-separated values. `type` is that of one element; `count` points to an `int` or `unsigned int` that receives how many were given, or is NULL.",
  },
  {
    name: "module_param_array_named",
    call: "module_param_array_named(name, array, type, count, perm)",
    header: param,
    text: "Like `module_param_array`, where the parameter's name differs from the array's.",
  },
  {
    name: "module_param_string",
    call: "module_param_string(name, string, length, perm)",
    header: param,
    snippet: "module_param_string(${1:name}, ${2:buffer}, sizeof(${2:buffer}), ${3:0444});",
    text: "Copies the value into a `char` array of that length. A `charp` parameter keeps a pointer instead.",
  },
  {
    name: "module_param_cb",
    call: "module_param_cb(name, ops, argument, perm)",
    header: param,
    snippet: "module_param_cb(${1:name}, &${2:ops}, &${3:argument}, ${4:0644});",
    text: "A parameter with functions of its own in a `struct kernel_param_ops`, called when it is set and read.",
  },
  {
    name: "module_param_unsafe",
    call: "module_param_unsafe(name, type, perm)",
    header: param,
    text: "Like `module_param`, and setting it taints the kernel.",
  },
  {
    name: "module_param_hw",
    call: "module_param_hw(name, type, hardware, perm)",
    header: param,
    text: "Like `module_param` for a hardware address, interrupt or DMA channel: a locked-down kernel refuses to set it.",
  },
  {
    name: "core_param",
    call: "core_param(name, variable, type, perm)",
    header: param,
    text: "A parameter of the kernel itself, without a module's name before it. It means nothing in a module.",
  },
  {
    name: "EXPORT_SYMBOL",
    call: "EXPORT_SYMBOL(symbol)",
    header: exported,
    snippet: "EXPORT_SYMBOL(${1:symbol});",
    text: "Lets other modules use the symbol, whatever their licence. It stands right after the function or variable, which must not be `static`.",
  },
  {
    name: "EXPORT_SYMBOL_GPL",
    call: "EXPORT_SYMBOL_GPL(symbol)",
    header: exported,
    snippet: "EXPORT_SYMBOL_GPL(${1:symbol});",
    text: "Lets modules with a GPL-compatible `MODULE_LICENSE` use the symbol, and no others.",
  },
  {
    name: "EXPORT_SYMBOL_NS",
    call: "EXPORT_SYMBOL_NS(symbol, namespace)",
    header: exported,
    snippet: "EXPORT_SYMBOL_NS(${1:symbol}, ${2:NAMESPACE});",
    text: "Exports into a namespace: a module that uses the symbol must say `MODULE_IMPORT_NS`. The namespace is an identifier up to 6.12 and a string from 6.13.",
  },
  {
    name: "EXPORT_SYMBOL_NS_GPL",
    call: "EXPORT_SYMBOL_NS_GPL(symbol, namespace)",
    header: exported,
    snippet: "EXPORT_SYMBOL_NS_GPL(${1:symbol}, ${2:NAMESPACE});",
    text: "`EXPORT_SYMBOL_NS` for GPL-compatible modules only.",
  },
  {
    name: "__init",
    call: "__init",
    header: init,
    text: "Puts a function into `.init.text`, which is freed once the module's init function has returned. Nothing that lives longer may call it or keep a pointer to it.",
  },
  {
    name: "__initdata",
    call: "__initdata",
    header: init,
    text: "Puts a variable into `.init.data`, which is freed once the module's init function has returned.",
  },
  { name: "__initconst", call: "__initconst", header: init, text: "`__initdata` for `const` data." },
  {
    name: "__exit",
    call: "__exit",
    header: init,
    text: "Puts a function into `.exit.text`, which is left out where nothing is ever unloaded: built into the kernel, or `CONFIG_MODULE_UNLOAD` off. Only code that runs at unloading may call it.",
  },
  {
    name: "__exitdata",
    call: "__exitdata",
    header: init,
    text: "Puts a variable into `.exit.data`, which is left out where nothing is ever unloaded.",
  },
  {
    name: "__exit_p",
    call: "__exit_p(function)",
    header: init,
    text: "The `__exit` function where it is kept, NULL where it is left out. For pointers such as `.remove`.",
  },
  {
    name: "__ref",
    call: "__ref",
    header: init,
    text: "Tells `modpost` that this function's references to `__init` or `__exit` code are meant and safe. Say in a comment why.",
  },
  {
    name: "__refdata",
    call: "__refdata",
    header: init,
    text: "Tells `modpost` that this variable's references to `__init` or `__exit` code are meant and safe. Say in a comment why.",
  },
  {
    name: "THIS_MODULE",
    call: "THIS_MODULE",
    header: exported,
    text: "This module's `struct module *`, NULL where the code is built into the kernel. Goes into `.owner` fields, so that the module is not unloaded while in use.",
  },
  {
    name: "KBUILD_MODNAME",
    call: "KBUILD_MODNAME",
    header: "generated by Kbuild",
    text: 'The module\'s name as a string, dashes turned into underscores. Usual in `#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt` before the first include.',
  },
];

export const macroDocs: ReadonlyMap<string, MacroDoc> = new Map(all.map((doc) => [doc.name, doc]));
