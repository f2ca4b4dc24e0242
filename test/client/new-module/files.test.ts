/** What New Module writes, as texts. */
import { describe, expect, it, test } from "vitest";
import { moduleKinds } from "../../../client/src/new-module/kinds.ts";
import { licences } from "../../../client/src/new-module/licences.ts";
import { namesOf } from "../../../client/src/new-module/module-names.ts";
import { openingComment } from "../../../client/src/new-module/readme.ts";
import { renamed } from "../../../client/src/new-module/render-template.ts";
import { filesOf, templateOf, textOf } from "./answers.ts";

it("a module is a source, what builds it, and what was asked for beside it", () => {
  expect([...filesOf("bare").files.keys()].toSorted()).toEqual([
    ".clang-format",
    ".gitignore",
    "Kbuild",
    "Kconfig",
    "Makefile",
    "README.md",
    "dkms.conf",
    "my-driver.c",
  ]);
  expect([...filesOf("bare", { extras: new Set() }).files.keys()].toSorted()).toEqual([
    ".gitignore",
    "Kbuild",
    "Makefile",
    "my-driver.c",
  ]);
});

describe("the source", () => {
  it("has the answers in the place of the template's", () => {
    const source = textOf(filesOf("bare", { licence: licences()[2] ?? licences()[0] }), "my-driver.c");
    expect(source.split("\n")[0]).toBe("// SPDX-License-Identifier: (GPL-2.0-only OR MIT)");
    expect(source).toContain("module_init(my_driver_init);");
    expect(source.trimEnd().split("\n").slice(-3)).toEqual([
      'MODULE_DESCRIPTION("Drives what is mine");',
      'MODULE_AUTHOR("Ada Example <ada@example.org>");',
      'MODULE_LICENSE("Dual MIT/GPL");',
    ]);
  });

  test.each(moduleKinds.map(({ id }) => id))("of kind %s has no skeleton left", (id) => {
    for (const [name, text] of filesOf(id).files) expect(`${name}\n${text}`).not.toMatch(/skeleton/iu);
  });

  it("calls files as they are called, and everything else as C can", () => {
    const made = filesOf("kunit");
    expect([...made.files.keys()]).toEqual(
      expect.arrayContaining(["my-driver.c", "my-driver.h", "my-driver_test.c"]),
    );
    expect(textOf(made, "my-driver_test.c")).toContain('#include "my-driver.h"');
    expect(textOf(made, "my-driver.h").split("\n")[0]).toBe("/* SPDX-License-Identifier: GPL-2.0-only */");
    expect(textOf(made, "my-driver.h")).toContain("_MY_DRIVER_H");
    expect(textOf(made, "my-driver_test.c")).not.toContain("Drives what is mine");
  });

  it("stays aligned with its parentheses whatever the name's length", () => {
    const template = [
      "static int skeleton_read(struct file *file, const char *text,",
      "\t\t\t size_t count)",
      "{",
      '\tret = skeleton_wait(skeleton->queue, ")(",',
      "\t\t\t    !skeleton_is_empty(skeleton,",
      "\t\t\t\t\t       count));",
      "\tif (a &&",
      "\t    b)",
      "}",
    ].join("\n");
    expect(renamed(template, namesOf("ab"))).toBe(
      [
        "static int ab_read(struct file *file, const char *text,",
        "\t\t   size_t count)",
        "{",
        '\tret = ab_wait(ab->queue, ")(",',
        "\t\t      !ab_is_empty(ab,",
        "\t\t\t\t   count));",
        "\tif (a &&",
        "\t    b)",
        "}",
      ].join("\n"),
    );
  });

  test.each(moduleKinds.map(({ id }) => id))(
    "of kind %s is the template itself when it is called so",
    (id) => {
      for (const text of templateOf(id).values()) expect(renamed(text, namesOf("skeleton"))).toBe(text);
    },
  );

  test.each(moduleKinds.map(({ id }) => id))("of kind %s opens where its author goes on", (id) => {
    const made = filesOf(id);
    const source = textOf(made, made.main.file);
    const rest = source.slice(made.main.offset);
    expect(source.slice(0, made.main.offset)).toContain("#include");
    expect(rest).not.toMatch(/^\s|^#include|^\/|^\*/u);
  });

  it("opens in the first function where it has nothing before", () => {
    const made = filesOf("bare");
    expect(textOf(made, "my-driver.c").slice(made.main.offset).split("\n")[0]).toBe('pr_info("loaded\\n");');
  });
});

it("Kconfig names the kernel's symbols that this kind depends on or selects, and the tests of a module with tests", () => {
  const kconfig = textOf(filesOf("netfilter"), "Kconfig");
  expect(kconfig).toContain(
    'config MY_DRIVER\n\ttristate "Drives what is mine"\n\tdepends on NETFILTER\n\tdepends on INET\n',
  );
  expect(textOf(filesOf("i2c"), "Kconfig")).toContain("\tdepends on I2C\n\tselect REGMAP_I2C\n\thelp\n");
  expect(textOf(filesOf("kunit"), "Kconfig")).toContain(
    'config MY_DRIVER_KUNIT_TEST\n\ttristate "KUnit tests of my_driver" if !KUNIT_ALL_TESTS\n',
  );
});

describe("README.md", () => {
  it("says how to build, load, try and unload it", () => {
    const readme = textOf(filesOf("misc"), "README.md");
    expect(readme.match(/^## .*$/gmu)).toEqual([
      "## Build",
      "## Load",
      "## See it work",
      "## Unload",
      "## Install for every kernel",
      "## In a kernel tree",
      "## Licence",
    ]);
    expect(readme).toContain("```\necho hello > /dev/my_driver\ncat /dev/my_driver\n```");
    expect(readme).toContain("insmod my-driver.ko");
    expect(readme).toContain("rmmod my_driver\n");
  });

  test.each(moduleKinds.map(({ id }) => id))("of kind %s has something to try", (id) => {
    const made = filesOf(id);
    expect(openingComment(textOf(made, made.main.file)).length).toBeGreaterThan(0);
  });
});

it("each licence is one that the kernel's loader knows, and only the proprietary one is not the kernel's", () => {
  // license_is_gpl_compatible() in include/linux/license.h
  const compatible = [
    "GPL",
    "GPL v2",
    "GPL and additional rights",
    "Dual BSD/GPL",
    "Dual MIT/GPL",
    "Dual MPL/GPL",
  ];
  expect(
    licences()
      .filter(({ ident }) => !compatible.includes(ident))
      .map(({ ident }) => ident),
  ).toEqual(["Proprietary"]);
});
