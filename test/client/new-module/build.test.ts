/** New modules in real builds: alone, as a part of a kernel's tree, and whatever was typed for them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { NewModuleFiles } from "../../../client/src/new-module/new-module-files.ts";
import { anyKernel, installedKernels } from "../../kernel/kbuild/projects.ts";
import { filesOf, textOf } from "./answers.ts";

// Several builds of some seconds each, on machines that do other things too.
vi.setConfig({ testTimeout: 120_000 });

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), "kmod-new-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Writes a module to a folder of its own below the root, and gives that. */
function write({ files }: NewModuleFiles, folder = path.join(root, "my-driver")): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
  return folder;
}

/** What make prints; throws where it fails. */
function makeAny(folder: string, ...args: readonly string[]): string {
  return execFileSync("sh", ["-c", 'exec 2>&1; exec make "$@"', "make", "-C", folder, ...args], {
    encoding: "utf8",
  });
}

/** The same; nothing warns. */
function make(folder: string, ...args: readonly string[]): string {
  const printed = makeAny(folder, ...args);
  expect(printed).not.toMatch(/\b(?:warning|error):/iu);
  return printed;
}

const modinfo = (file: string, field: string): string =>
  execFileSync("modinfo", ["-F", field, file], { encoding: "utf8" }).replace(/\n$/u, "");

describe.each(installedKernels())("alone, for $version", ({ kernel }) => {
  const kdir = `KDIR=${kernel.directory}`;

  test("make builds it, make install installs it, and make clean leaves what was written", () => {
    const folder = write(filesOf("bare"));
    const written = readdirSync(folder);
    expect(make(folder, kdir, "W=1")).toContain("my-driver.ko");
    const ko = path.join(folder, "my-driver.ko");
    expect(["name", "license", "author", "description"].map((field) => modinfo(ko, field))).toEqual([
      "my_driver",
      "GPL",
      "Ada Example <ada@example.org>",
      "Drives what is mine",
    ]);
    // It warns where a distribution's headers have no key to sign with and no System.map.
    makeAny(folder, kdir, "install", `INSTALL_MOD_PATH=${root}/installed`, "DEPMOD=true");
    const installed = readdirSync(path.join(root, "installed"), { recursive: true, encoding: "utf8" });
    expect(installed.filter((name) => /my-driver\.ko/u.test(name))).toHaveLength(1);
    make(folder, kdir, "clean");
    expect(readdirSync(folder).toSorted()).toEqual(written.toSorted());
    expect(make(folder, "help")).toContain("build my-driver.ko");
  });

  test.each([
    ["m", "obj-y= obj-m=my-driver.o", ["my-driver.ko"]],
    ["y", "obj-y=my-driver.o obj-m=", []],
    ["", "obj-y= obj-m=", []],
  ])("as a part of a kernel's tree it is what CONFIG_MY_DRIVER=%s says", (value, lists, modules) => {
    // The kernel's scripts/Makefile.build reads it: what tells a part of the tree from a module beside it is KBUILD_EXTMOD alone.
    const tree = path.join(root, "tree");
    const made = filesOf("bare");
    const folder = write(made, path.join(tree, "my-driver"));
    writeFileSync(path.join(tree, "Kbuild"), "export KBUILD_EXTMOD :=\nobj-y += my-driver/\n");
    const kbuild = `${textOf(made, "Kbuild")}$(info obj-y=$(strip $(obj-y)) obj-m=$(strip $(obj-m)))\n`;
    writeFileSync(path.join(folder, "Kbuild"), kbuild);
    const printed = make(kernel.directory, `M=${tree}`, `CONFIG_MY_DRIVER=${value}`, "modules");
    expect(printed.split("\n")).toContain(lists);
    expect(readdirSync(folder).filter((name) => name.endsWith(".ko"))).toEqual(modules);
  });
});

describe("what was typed", () => {
  /** Each could end a string, a line, a recipe or a comment of some file. */
  const hostile = [
    '"); int x = 1; ("',
    "$(shell touch hacked) ${HOME} `id` $$",
    "two\nlines\twith\r\0 controls \u0001\u007f",
    "*/ /* // # %s %n ??= ??/ ??' \\ \\n '",
    "Jörg Müller 中文 🐧 \u202e right to left \u2066",
    " -Wl,--x ; exit 1 & | < > ( ) = : % ~",
  ];

  test("comes back unchanged from the built module, and breaks no build", () => {
    hostile.forEach((text, at) => {
      write(
        filesOf("bare", { name: `m${at}`, description: text, author: `${text} <a@example.org>` }),
        path.join(root, `m${at}`),
      );
    });
    writeFileSync(path.join(root, "Kbuild"), hostile.map((_, at) => `obj-m += m${at}/\n`).join(""));
    make(root, "-C", anyKernel().directory, `M=${root}`, "-j2", "W=1", "modules");
    hostile.forEach((text, at) => {
      const ko = path.join(root, `m${at}`, `m${at}.ko`);
      const kept = text.replaceAll("\0", "");
      expect(modinfo(ko, "description")).toBe(kept);
      expect(modinfo(ko, "author")).toBe(`${kept} <a@example.org>`);
    });
    expect(readdirSync(root, { recursive: true })).not.toContain("hacked");
  });

  test("does not get into make or into dkms.conf", () => {
    for (const text of hostile) {
      const made = filesOf("bare", { description: text, author: text });
      const plain = filesOf("bare");
      for (const name of ["Kbuild", "Makefile", "dkms.conf", ".gitignore"])
        expect(made.files.get(name)).toBe(plain.files.get(name));
    }
  });
});

test("dkms.conf is a shell script that says what is built and how", () => {
  const folder = write(filesOf("bare"));
  const printed = execFileSync(
    "bash",
    [
      "-eu",
      "-c",
      'kernel_source_dir=/usr/src/k; . ./dkms.conf; printf "%s\\n" "$PACKAGE_NAME" "$PACKAGE_VERSION" "${MAKE[0]}" "$CLEAN" "${BUILT_MODULE_NAME[0]}" "${DEST_MODULE_LOCATION[0]}" "$AUTOINSTALL"',
    ],
    { cwd: folder, encoding: "utf8" },
  );
  expect(printed.trimEnd().split("\n")).toEqual([
    "my-driver",
    "0.1.0",
    "make KDIR=/usr/src/k modules",
    "make KDIR=/usr/src/k clean",
    "my-driver",
    "/updates/dkms",
    "yes",
  ]);
});
