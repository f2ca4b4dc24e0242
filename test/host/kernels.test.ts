/** The kernels that can be built for are found, the likeliest first. */
import { expect, test } from "vitest";
import { defaultKernel, discoverKernels } from "../../server/src/host/kernels.ts";
import { memoryDisk } from "../support/memory-disk.ts";

const build = (directory: string, release: string): Record<string, string> => ({
  [`${directory}/Makefile`]: "",
  [`${directory}/include/linux/init.h`]: "",
  [`${directory}/include/generated/utsrelease.h`]: `#define UTS_RELEASE "${release}"\n`,
});

const machine = {
  ...build("/lib/modules/6.1.0/build", "6.1.0"),
  ...build("/lib/modules/6.12.0/build", "6.12.0"),
  ...build("/usr/src/linux-headers-6.12.0", "6.12.0"),
  ...build("/usr/src/linux-headers-6.13.0", "6.13.0"),
};

const found = (files: Record<string, string>, folders: readonly string[] = []) =>
  discoverKernels(memoryDisk({ ...machine, ...files }), { running: "6.1.0", folders });

test("the running kernel comes first, then the newest; one of each release", () => {
  expect(found({}).map(({ directory, origin, release }) => [directory, origin, release])).toEqual([
    ["/lib/modules/6.1.0/build", "running", "6.1.0"],
    ["/lib/modules/6.12.0/build", "installed", "6.12.0"],
    ["/usr/src/linux-headers-6.13.0", "installed", "6.13.0"],
  ]);
});

test("the kernel that the project's Makefile names comes before; where there is none the next is the default", () => {
  const Makefile = "KDIR ?= /opt/kernel\nobj-m := a.o\nall:\n\t$(MAKE) -C $(KDIR) M=$(PWD) modules\n";
  const choices = found({ "/p/Makefile": Makefile }, ["/p"]);
  expect(choices[0]).toMatchObject({ directory: "/opt/kernel", origin: "project", state: "unusable" });
  expect(choices[0]?.reason).toContain("/opt/kernel: no such folder");
  expect(defaultKernel(choices)?.directory).toBe("/lib/modules/6.1.0/build");
  expect(found({ "/p/Makefile": Makefile, ...build("/opt/kernel", "6.9.0") }, ["/p"])[0]).toMatchObject({
    state: "ready",
    release: "6.9.0",
  });
});

test("a kernel tree that is open serves itself", () => {
  const tree = {
    "/k/Kbuild": "",
    "/k/Kconfig": "",
    "/k/Makefile": "VERSION = 6\nPATCHLEVEL = 2\n",
    "/k/include/linux/init.h": "",
  };
  expect(defaultKernel(found(tree, ["/k"]))).toMatchObject({
    directory: "/k",
    origin: "tree",
    release: "6.2.0",
  });
});

test("a machine without any has no default", () => {
  expect(defaultKernel(discoverKernels(memoryDisk({}), { running: "6.1.0" }))).toBeUndefined();
});
