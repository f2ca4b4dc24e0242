/** The kernels that can be built for are found, the likeliest first. */
import { describe, expect, test } from "vitest";
import { kernelChoice, namedFolder } from "../../server/src/host/kernel-choice.ts";
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

const directories = (files: Record<string, string>, folders: readonly string[]) =>
  found(files, folders).map(({ directory, origin }) => `${origin} ${directory}`);

const tree = (directory: string): Record<string, string> => ({
  [`${directory}/Kbuild`]: "",
  [`${directory}/Kconfig`]: "",
  [`${directory}/Makefile`]: "VERSION = 6\nPATCHLEVEL = 2\n",
  [`${directory}/init/main.c`]: "",
  [`${directory}/include/linux/init.h`]: "",
});

test("the tree around an open folder is the one to build for", () => {
  expect(directories({ ...tree("/k"), "/k/drivers/net/tun.c": "" }, ["/k/drivers/net"])[0]).toBe("tree /k");
});

const calling = (kernel: string) => `KDIR ?= ${kernel}\nobj-m := x.o\nall:\n\tmake -C $(KDIR) M=$(CURDIR)\n`;

test("projects below the open folder name their kernels; trees below it are listed last and not looked into", () => {
  const files = {
    ...tree("/w/linux"),
    ...tree("/w/linux/tools/inner"),
    ...tree("/w/node_modules/other"),
    ...tree("/w/a/b/c/d/deep"),
    ...build("/opt/k", "5.10.0"),
    "/w/drivers/one/Makefile": calling("/opt/k"),
    "/w/drivers/two/Makefile": calling("../../linux"),
  };
  expect(directories(files, ["/w"])).toEqual([
    "project /opt/k",
    "project /w/linux",
    "running /lib/modules/6.1.0/build",
    "installed /lib/modules/6.12.0/build",
    "installed /usr/src/linux-headers-6.13.0",
  ]);
  expect(directories(tree("/w/linux"), ["/w"]).at(-1)).toBe("tree /w/linux");
});

test("a folder that settings name is listed, whatever it holds", () => {
  const choices = discoverKernels(memoryDisk({ ...machine, "/file": "" }), {
    running: "6.1.0",
    named: ["/lib/modules/6.1.0/build", "/none", "/file", "/lib/modules/6.12.0"],
  });
  expect(choices.filter(({ state }) => state === "unusable").map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^\/none: no such folder; choose /),
    expect.stringMatching(/^\/file: not a folder; choose /),
    "/lib/modules/6.12.0: not a kernel build folder itself; choose /lib/modules/6.12.0/build",
  ]);
});

const stateOf = (files: Record<string, string>) => kernelChoice(memoryDisk(files), "/k", "named");

describe("the state of a kernel", () => {
  test("installed headers are prepared, for one architecture, and have symbols where the package brings them", () => {
    const headers = {
      ...build("/k", "6.1.0"),
      "/k/include/generated/autoconf.h": "",
      "/k/arch/x86/include/generated/asm/unistd.h": "",
      "/k/arch/um/include/asm/x.h": "",
    };
    const state = { architecture: "x86", isPrepared: true, isSourceTree: false, isBuilt: false };
    expect(stateOf(headers)).toMatchObject({ ...state, hasSymvers: false });
    expect(stateOf({ ...headers, "/k/Module.symvers": "" })).toMatchObject({ ...state, hasSymvers: true });
  });

  test("a source tree is told from headers; its state grows with what was made in it", () => {
    const plain = tree("/k");
    const fresh = { isSourceTree: true, isPrepared: false, isBuilt: false, hasSymvers: false };
    expect(stateOf(plain)).toMatchObject({ ...fresh, architecture: undefined });
    const configured = { ...plain, "/k/.config": "#\n# Linux/arm64 6.2.0 Kernel Configuration\n#\n" };
    expect(stateOf(configured)).toMatchObject({ ...fresh, architecture: "arm64" });
    const prepared = { ...configured, "/k/include/generated/autoconf.h": "" };
    expect(stateOf(prepared)).toMatchObject({ ...fresh, isPrepared: true });
    expect(stateOf({ ...prepared, "/k/vmlinux": "" })).toMatchObject({ isBuilt: true, hasSymvers: false });
    expect(stateOf({ ...prepared, "/k/Module.symvers": "" })).toMatchObject({
      isBuilt: true,
      hasSymvers: true,
    });
  });

  test("no header is read for it, and no table of symbols", () => {
    const disk = memoryDisk({
      ...tree("/k"),
      "/k/Module.symvers": "",
      "/k/include/generated/autoconf.h": "",
    });
    const read: string[] = [];
    kernelChoice({ ...disk, readText: (path) => (read.push(path), disk.readText(path)) }, "/k", "named");
    expect(read.filter((path) => /\.h$|symvers$/.test(path)).map((path) => path.slice(3))).toEqual([
      "include/generated/utsrelease.h",
      "include/generated/uapi/linux/version.h",
    ]);
  });
});

test.each([
  ["/lib/modules/6.1/build", "/lib/modules/6.1/build"],
  ["/k/", "/k"],
  ["~/linux", "/home/me/linux"],
  ["~", "/home/me"],
  ["${userHome}/linux", "/home/me/linux"],
  ["${workspaceFolder}/../linux", "/linux"],
  ["linux", "/w/linux"],
  ["./linux/", "/w/linux"],
])("a setting's %s is the folder %s", (written, folder) => {
  expect(namedFolder(written, { folders: ["/w", "/other"], home: "/home/me" })).toBe(folder);
});

test("a relative folder is none where nothing is open", () => {
  for (const written of ["linux", "${workspaceFolder}/linux"])
    expect(namedFolder(written, { folders: [], home: "/home/me" })).toBeUndefined();
});
