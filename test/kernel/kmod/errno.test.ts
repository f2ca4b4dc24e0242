import { describe, expect, test } from "vitest";
import { errnoOfMessage } from "../../../client/src/kernel/kmod/errno.ts";

describe("the error that a tool means", () => {
  test.each([
    ["insmod: ERROR: could not insert module x.ko: Invalid module format", "ENOEXEC"],
    ["insmod: can't insert 'x.ko': invalid module format", "ENOEXEC"],
    ["insmod: can't insert 'x.ko': unknown symbol in module, or unknown parameter", "ENOENT"],
    ["insmod: can't insert 'x.ko': Unknown error 517", "EPROBE_DEFER"],
    [
      "modprobe: ERROR: could not insert 'x': Unknown symbol in module, or unknown parameter (see dmesg)",
      "ENOENT",
    ],
    ["modprobe: can't load module x (kernel/x.ko): Key was rejected by service", "EKEYREJECTED"],
    [
      "rmmod: ERROR: ../libkmod/libkmod-module.c:856 kmod_module_remove_module() could not remove 'x': Device or resource busy\nrmmod: ERROR: could not remove module x: Device or resource busy\n",
      "EBUSY",
    ],
    ["rmmod: can't unload module 'x': Resource temporarily unavailable", "EAGAIN"],
    // musl's strerror
    ["insmod: can't insert 'x.ko': Out of memory", "ENOMEM"],
    ["rmmod: ERROR: Module x is in use by: y", undefined],
    ["Killed", undefined],
    ["", undefined],
  ])("by %j is %s", (said, errno) => {
    expect(errnoOfMessage(said)).toBe(errno);
  });
});
