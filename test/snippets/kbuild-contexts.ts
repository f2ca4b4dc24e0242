/** What Kbuild snippets stand in when a test builds them: the files of a folder, by the snippet's prefix. */
import type { Expansion } from "./snippets.ts";

export interface KbuildContext {
  /** Read by Kbuild; else by make alone. */
  readonly isKbuild: boolean;
  /** The folder's files; the snippet stands in `Kbuild` or `Makefile`. */
  readonly files: (expansion: Expansion) => Readonly<Record<string, string>>;
  /** What make is asked for, where it is read by make alone. */
  readonly goals: readonly string[];
  /** Files that there are afterwards. */
  readonly makes: readonly string[];
}

const entry = (includes = ""): string => `// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
${includes}
static int __init sample_init(void)
{
	return 0;
}
module_init(sample_init);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A snippet");
`;
const plain = entry();
/** A part that defines nothing. */
const empty = "// SPDX-License-Identifier: GPL-2.0-only\n";

/** The Kbuild file is the snippet, and these lines. */
const kbuild = (
  sources: Readonly<Record<string, string>>,
  makes: readonly string[],
  more: (name: string) => string = () => "",
): KbuildContext => ({
  isKbuild: true,
  files: ({ name, text }) => ({ ...sources, Kbuild: `${text}${more(name)}` }),
  goals: [],
  makes,
});

/** No two modules of one build may have the same name. */
const module = (name: string): string => `obj-m += ${name}.o\n${name}-y := main.o\n`;

export const kbuildContexts: Readonly<Record<string, KbuildContext>> = {
  "obj-m": {
    ...kbuild({}, ["*.ko"]),
    files: ({ name, text }) => ({ [`${name}.c`]: plain, Kbuild: text }),
  },
  "obj-m-parts": kbuild({ "main.c": plain, "extra.c": empty }, ["*.ko", "extra.o"]),
  "obj-config": kbuild({ "name.c": plain }, ["name.ko"]),
  "part-config": kbuild(
    { "main.c": plain, "extra.c": empty },
    ["*.ko", "extra.o"],
    (name) => `obj-m += ${name}.o\n${name}-y += main.o\n`,
  ),
  "obj-dir": {
    ...kbuild({}, ["folder/*.o"]),
    files: ({ name, text }) => ({
      Kbuild: text,
      "folder/Kbuild": `obj-m += ${name}.o\n`,
      [`folder/${name}.c`]: plain,
    }),
  },
  ccflags: kbuild({ "main.c": plain }, ["*.ko"], module),
  "subdir-ccflags": kbuild(
    { "main.c": entry("#include <sample-number.h>\n"), "include/sample-number.h": "" },
    ["*.ko"],
    module,
  ),
  "cflags-file": kbuild(
    { "main.c": entry("#ifndef DEBUG\n#error the flag did not arrive\n#endif\n") },
    ["*.ko"],
    module,
  ),
  "extra-symbols": {
    ...kbuild({}, ["inner/*.ko"]),
    files: ({ name, text }) => ({
      Kbuild: "obj-m += inner/\n",
      "Module.symvers": "",
      "inner/Kbuild": `${text.replace("/../other", "/..")}${module(name)}`,
      "inner/main.c": plain,
    }),
  },
  if_changed: kbuild(
    { "main.c": entry('#include "table.h"\n'), "table.txt": "/* second */\n/* first */\n" },
    ["table.h", "*.ko"],
    (name) => `${module(name)}ccflags-y += -I$(obj)\n`,
  ),
  hostprog: kbuild(
    { "table.c": "int main(void)\n{\n\treturn 0;\n}\n", "main.c": plain },
    ["table", "*.ko"],
    module,
  ),
  "ifdef-config": kbuild({ "main.c": plain }, ["*.ko"], module),
  module: {
    isKbuild: false,
    files: ({ name, text }) => ({ [`${name}.c`]: plain, Makefile: text }),
    goals: ["modules"],
    makes: ["*.ko"],
  },
  kdir: {
    isKbuild: false,
    files: ({ name, text }) => ({ "main.c": plain, Kbuild: module(name), Makefile: text }),
    goals: ["modules"],
    makes: ["*.ko"],
  },
  "module-dkms": {
    isKbuild: false,
    files: ({ name, text }) => ({ "main.c": plain, Kbuild: module(name), Makefile: text }),
    goals: ["default"],
    makes: ["*.ko"],
  },
};
