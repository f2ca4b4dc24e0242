/** Words that Kbuild, make and shells use where it is not the sources' fault, and what is said of them. */
import { describe, expect, test } from "vitest";
import type { BuildFailure } from "../../../client/src/kernel/kbuild/build.ts";
import { type Distribution, readDistribution } from "../../../client/src/kernel/kbuild/distribution.ts";
import { mainSign, signOf } from "../../../client/src/kernel/kbuild/failure-signs.ts";
import { failureOf } from "../../../client/src/kernel/kbuild/failures.ts";
import { plainOptions } from "../../support/plain-build.ts";

const debian: Distribution = {
  family: "debian",
  release: "6.1.0-13-amd64",
  architecture: "x86_64",
  compiler: "gcc-12 (Debian 12.2.0-14) 12.2.0",
};
const explain = (lines: readonly string[], distribution = debian): BuildFailure | undefined => {
  const sign = mainSign(lines.flatMap((line) => signOf(line) ?? []));
  return (
    sign &&
    failureOf(sign, [sign.line], {
      request: {
        folder: "/home/ann/driver",
        goal: { kind: "modules" },
        kernel: { directory: "/lib/modules/6.1.0-13-amd64/build", release: "6.1.0-13-amd64" },
        options: plainOptions,
      },
      distribution,
      machine: undefined,
    })
  );
};

describe("what is missing is named with the line that installs it", () => {
  test.each([
    ["/bin/sh: 1: gcc-12: not found", "gcc-12", "gcc-12"],
    ["/bin/sh: line 1: bc: command not found", "bc", "bc"],
    ["/bin/sh: 1: x86_64-linux-gnu-gcc-12: not found", "x86_64-linux-gnu-gcc-12", "gcc-12"],
    ["/bin/sh: 1: aarch64-linux-gnu-gcc: not found", "aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu"],
    [
      "make[1]: arm-linux-gnueabihf-ld: No such file or directory",
      "arm-linux-gnueabihf-ld",
      "binutils-arm-linux-gnueabihf",
    ],
    ["make: gcc: Command not found", "gcc", "gcc"],
    ["env: 'make': No such file or directory", "make", "make"],
    ["env: can't execute 'make': No such file or directory", "make", "make"],
    ["/bin/sh: 1: scripts/generate.sh: not found", "generate.sh", undefined],
    ["/bin/sh: 1: ld.lld-14: not found", "ld.lld-14", "lld-14"],
    ["/bin/sh: 1: pahole: not found", "pahole", "pahole"],
  ])("%s", (line, name, packageName) => {
    expect(explain([line])).toMatchObject({
      cause: "missing-tool",
      title: `${name} is not installed, and the build needs it.`,
      command: packageName && `sudo apt-get install ${packageName}`,
      details: [line],
    });
  });

  test("headers are packages of their own in each distribution", () => {
    const line = "make: *** /lib/modules/6.1.0-13-amd64/build: No such file or directory.  Stop.";
    const command = (family: Distribution["family"]): string | undefined =>
      explain([line], { ...debian, family })?.command;
    expect(explain([line])?.cause).toBe("missing-headers");
    expect(command("debian")).toBe("sudo apt-get install linux-headers-6.1.0-13-amd64");
    expect(command("fedora")).toBe("sudo dnf install kernel-devel-6.1.0-13-amd64");
    expect(command("arch")).toBe("sudo pacman -S linux-headers");
    expect(command("suse")).toBe("sudo zypper install kernel-devel");
    expect(command(undefined)).toBeUndefined();
  });

  test("libelf is", () => {
    const line =
      'Makefile:1004: *** "Cannot generate ORC metadata for CONFIG_UNWINDER_ORC=y, please install libelf-dev, libelf-devel or elfutils-libelf-devel".  Stop.';
    expect(explain([line])).toMatchObject({
      cause: "missing-library",
      command: "sudo apt-get install libelf-dev",
    });
  });
});

describe("other causes", () => {
  test.each([
    ["  ERROR: Kernel configuration is invalid.", "unprepared-kernel"],
    ["/bin/sh: 1: scripts/mod/modpost: not found", "unprepared-kernel"],
    ["/bin/sh: 1: ./scripts/basic/fixdep: not found", "unprepared-kernel"],
    [
      "make[1]: *** No rule to make target 'scripts/module.lds', needed by '/home/ann/driver/x.ko'.  Stop.",
      "unprepared-kernel",
    ],
    ["gcc: error: unrecognized command-line option '-ftrivial-auto-var-init=zero'", "compiler-mismatch"],
    ["clang: error: unknown argument: '-fconserve-stack'", "compiler-mismatch"],
    ["cc1: error: cannot load plugin ./scripts/gcc-plugins/latent_entropy_plugin.so", "compiler-mismatch"],
    ["cc1: error: incompatible gcc/plugin versions", "compiler-mismatch"],
    ["make: warning:  Clock skew detected.  Your build may be incomplete.", "clock-skew"],
    [
      "Assembler messages: Fatal error: can't create /home/ann/driver/x.o: Permission denied",
      "no-permission",
    ],
    ["/bin/sh: 1: cannot create /home/ann/driver/.x.o.d: Permission denied", "no-permission"],
    ["fatal error: error writing to /tmp/cc1.s: No space left on device", "no-space"],
    ["make: *** No rule to make target 'nix'.  Stop.", "no-makefile-target"],
  ])("%s", (line, cause) => {
    expect(explain([line])).toMatchObject({ cause });
  });

  test("of several the one is told that the others follow from", () => {
    expect(
      explain([
        "warning: the compiler differs from the one used to build the kernel",
        "/bin/sh: 1: gcc-12: not found",
        "/bin/sh: 1: cannot create /home/ann/driver/x: No space left on device",
      ])?.cause,
    ).toBe("no-space");
  });

  test.each([
    "  CC [M]  /home/ann/driver/x.o",
    "/home/ann/driver/x.c:1:10: fatal error: linux/nope.h: No such file or directory",
    "/home/ann/driver/x.c:5:2: error: 'clock' undeclared",
    "make[2]: *** No rule to make target '/home/ann/driver/nope.o', needed by '/home/ann/driver/x.o'.  Stop.",
    "make[2]: *** No rule to make target '/home/ann/tools/driver/nope.o'.  Stop.",
    "/bin/sh: 1: scripts/generate.sh: Permission",
    "make[1]: *** [/usr/src/linux/Makefile:2065: /home/ann/driver] Error 2",
    "",
  ])("nothing is read into: %s", (line) => {
    expect(explain([line])).toBeUndefined();
  });

  test("a compiler that differs is told with the one that is wanted", () => {
    const failure = explain(["gcc: error: unrecognized command-line option '-mrecord-mcount'"]);
    expect(failure?.title).toBe(
      "The compiler cannot build for this kernel: it does not know the option -mrecord-mcount. The kernel was built by gcc-12 (Debian 12.2.0-14) 12.2.0.",
    );
    expect(failure?.command).toBe("sudo apt-get install gcc-12");
  });
});

const parse = (stdout: string): Distribution =>
  readDistribution("/k").parse({ argv: ["sh"], exitCode: 0, stderr: "", stdout });

test("a machine's distribution is read from os-release, its kernel's compiler from auto.conf", () => {
  expect(
    parse(
      '6.8.0-49-generic x86_64\ncompiler=x86_64-linux-gnu-gcc-13 (Ubuntu 13.2.0) 13.2.0\nNAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n',
    ),
  ).toEqual({
    family: "debian",
    release: "6.8.0-49-generic",
    architecture: "x86_64",
    compiler: "x86_64-linux-gnu-gcc-13 (Ubuntu 13.2.0) 13.2.0",
  });
  expect(parse('5.14.0 x86_64\nID="rocky"\nID_LIKE="rhel centos fedora"\n').family).toBe("fedora");
  expect(parse("5.14.0 aarch64\n")).toEqual({
    family: undefined,
    release: "5.14.0",
    architecture: "aarch64",
    compiler: undefined,
  });
});
