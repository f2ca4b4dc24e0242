/** What makes a new module build: alone by `make` or DKMS, and inside of a kernel tree. Pure: texts. */
import { kconfigString, wrapped } from "./escapes.ts";
import type { Licence } from "./licences.ts";
import type { ModuleNames } from "./module-names.ts";

export interface BuildFilesInput {
  readonly names: ModuleNames;
  readonly description: string;
  readonly licence: Licence;
  /** Symbols of the kernel's configuration. */
  readonly depends: readonly string[];
  /** Libraries of the kernel that it needs. */
  readonly selects: readonly string[];
  /** A second module has KUnit tests of the first. */
  readonly hasTests: boolean;
}

const spdx = ({ licence }: BuildFilesInput): string => `# SPDX-License-Identifier: ${licence.spdx}`;

/** Read by Kbuild, which takes it before a Makefile. */
export function kbuildFile(input: BuildFilesInput): string {
  const { names, hasTests } = input;
  const object = `${names.file}.o`;
  const test = `${names.file}_test.o`;
  const symbol = `$(CONFIG_${names.capitals})`;
  const testSymbol = `$(CONFIG_${names.capitals}_KUNIT_TEST)`;
  const outside = [
    `obj-m += ${object}`,
    ...(hasTests
      ? ["", "# KUnit may be part of the kernel, or a module itself.", "ifneq ($(CONFIG_KUNIT),)"]
      : []),
    ...(hasTests ? [`obj-m += ${test}`, "endif"] : []),
  ];
  const inside = [`obj-${symbol} += ${object}`, ...(hasTests ? [`obj-${testSymbol} += ${test}`] : [])];
  return lines(
    spdx(input),
    "",
    "ifneq ($(KBUILD_EXTMOD),)",
    "# Built outside of the kernel's tree: always a module.",
    ...outside,
    "else",
    "# Part of the kernel's tree: as its configuration says.",
    ...inside,
    "endif",
  );
}

/** For a person in a shell, and for DKMS. */
export const makefile = (input: BuildFilesInput): string =>
  lines(
    spdx(input),
    "#",
    "# Which modules are built of what stands in Kbuild; this only calls it.",
    "",
    "# Folder of the kernel that is built for: its headers, or its tree.",
    "KDIR ?= /lib/modules/$(shell uname -r)/build",
    "",
    ".PHONY: modules clean install modules_install help",
    "",
    "modules:",
    "\t$(MAKE) -C $(KDIR) M=$(CURDIR) modules",
    "",
    "clean:",
    "\t$(MAKE) -C $(KDIR) M=$(CURDIR) clean",
    "",
    "install modules_install: modules",
    "\t$(MAKE) -C $(KDIR) M=$(CURDIR) modules_install",
    "",
    "help:",
    `\t@echo 'make           build ${input.names.file}.ko'`,
    "\t@echo 'make clean     remove what was built'",
    "\t@echo 'make install   install it for the kernel that is built for (as root)'",
    "\t@echo 'KDIR=FOLDER    build for the kernel of that folder instead of $(KDIR)'",
  );

/** The entry that the kernel's own Kconfig reads with `source`. */
export function kconfigFile(input: BuildFilesInput): string {
  const { names, description, depends, selects, hasTests } = input;
  return lines(
    spdx(input),
    "",
    `config ${names.capitals}`,
    `\ttristate ${kconfigString(description)}`,
    ...depends.map((symbol) => `\tdepends on ${symbol}`),
    ...selects.map((symbol) => `\tselect ${symbol}`),
    "\thelp",
    ...help(
      description,
      `Choose M to have it as a module, which is called ${names.identifier} and can be loaded when it is needed.`,
      "If unsure, say N.",
    ),
    ...(hasTests ? ["", ...testEntry(names)] : []),
  );
}

const testEntry = ({ capitals, identifier }: ModuleNames): readonly string[] => [
  `config ${capitals}_KUNIT_TEST`,
  `\ttristate "KUnit tests of ${identifier}" if !KUNIT_ALL_TESTS`,
  `\tdepends on ${capitals} && KUNIT`,
  "\tdefault KUNIT_ALL_TESTS",
  "\thelp",
  ...help(
    `Tests the functions of ${identifier}: when the kernel boots, or when the module of the tests is loaded. What came of each test stands in the kernel's log.`,
    "If unsure, say N.",
  ),
];

/** Paragraphs, in 80 columns, less a tab and two spaces. */
const help = (...paragraphs: readonly string[]): readonly string[] =>
  paragraphs.flatMap((text, at) => [
    ...(at === 0 ? [] : [""]),
    ...wrapped(text, 70).map((line) => `\t  ${line}`),
  ]);

/** The version that a new module begins with: DKMS installs by it. */
export const firstVersion = "0.1.0";

/** Read by dkms(8), a shell script. All values are names that were checked. */
export const dkmsFile = ({ names }: BuildFilesInput): string =>
  lines(
    "# dkms(8) builds the module again for each kernel that is installed:",
    `#   sudo dkms add . && sudo dkms install ${names.file}/${firstVersion}`,
    "",
    `PACKAGE_NAME="${names.file}"`,
    `PACKAGE_VERSION="${firstVersion}"`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of dkms
    'MAKE[0]="make KDIR=${kernel_source_dir} modules"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of dkms
    'CLEAN="make KDIR=${kernel_source_dir} clean"',
    `BUILT_MODULE_NAME[0]="${names.file}"`,
    'DEST_MODULE_LOCATION[0]="/updates/dkms"',
    'AUTOINSTALL="yes"',
  );

/** What Kbuild of any kernel since 4.x leaves behind. */
export const gitignoreFile = (): string =>
  lines(
    "# What Kbuild makes",
    "*.cmd",
    "*.dwo",
    "*.gcno",
    "*.ko",
    "*.mod",
    "*.mod.c",
    "*.o",
    "*.o.d",
    ".cache.mk",
    ".tmp_*",
    "Module.symvers",
    "built-in.a",
    "modules.order",
  );

const lines = (...all: readonly string[]): string => `${all.join("\n")}\n`;
