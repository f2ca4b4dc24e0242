/** What is known of a kernel is read from its folder; a folder that is none gives a reason. */
import { describe, expect, test } from "vitest";
import { kernelFacts } from "../../../server/src/core/kernel/kernel-facts.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

const headers = {
  "/usr/src/k-amd64/Makefile": "include /usr/src/k-common/Makefile\n",
  "/usr/src/k-amd64/include/config/auto.conf": '# made\nCONFIG_64BIT=y\nCONFIG_USB=m\nCONFIG_NAME="x"\n',
  "/usr/src/k-amd64/include/config/kernel.release": "6.1.192\n",
  "/usr/src/k-amd64/include/generated/utsrelease.h": '#define UTS_RELEASE "6.1.0-56-amd64"\n',
  "/usr/src/k-common/Makefile": "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 192\n",
  "/usr/src/k-common/include/linux/foo.h": "#define module_foo_driver(x) module_init(x)\n",
};

describe("a folder of headers", () => {
  test("split in two gives release, configuration and the macros of the common half", () => {
    const result = kernelFacts(memoryDisk(headers), "/usr/src/k-amd64");
    if (!result.ok) throw new Error(result.reason);
    expect(result.sourceDirectory).toBe("/usr/src/k-common");
    expect(result.facts).toMatchObject({ release: "6.1.0-56-amd64", version: { major: 6, minor: 1 } });
    expect(result.facts.config?.get("USB")).toBe("m");
    expect(result.facts.entryMacros.get("module_foo_driver")).toMatchObject({ initArgument: 0 });
    expect(result.facts.entryMacros.has("module_pci_driver")).toBe(true);
  });

  test("may tell its release by kernel.release or version.h alone", () => {
    const { "/usr/src/k-amd64/include/generated/utsrelease.h": _, ...rest } = headers;
    expect(kernelFacts(memoryDisk(rest), "/usr/src/k-amd64")).toMatchObject({
      facts: { release: "6.1.192" },
    });
    const version = {
      ...rest,
      "/usr/src/k-amd64/include/config/kernel.release": "\n",
      "/usr/src/k-amd64/include/generated/uapi/linux/version.h": "#define LINUX_VERSION_CODE 396303\n",
    };
    expect(kernelFacts(memoryDisk(version), "/usr/src/k-amd64")).toMatchObject({
      facts: { release: "6.12.15" },
    });
  });
});

test("a source tree that was never configured has the version of its Makefile and no configuration", () => {
  const tree = memoryDisk({
    "/k/Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\nEXTRAVERSION = -rc3\nNAME = x\n",
    "/k/include/linux/init.h": "",
  });
  expect(kernelFacts(tree, "/k")).toMatchObject({
    facts: { release: "6.12.0-rc3", version: { major: 6, minor: 12 }, config: undefined },
  });
});

describe("a folder that cannot serve says so, with what to do", () => {
  test.each([
    ["/nowhere", "/nowhere: no such folder; choose the build folder"],
    ["/p/file", "/p/file: not a folder; choose the build folder"],
    ["/p", "/p: not a kernel build folder or source tree (no include/linux); choose the build folder"],
  ])("%s", (directory, reason) => {
    const result = kernelFacts(memoryDisk({ "/p/file": "", "/p/Makefile": "" }), directory);
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });
});
