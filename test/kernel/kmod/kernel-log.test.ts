import { expect, test } from "vitest";
import { readKmsg, readLogLine } from "../../../client/src/kernel/kmod/kernel-log.ts";

test.each([
  ["<6>[   12.345678] hello: loaded", 6, 12.345678, "hello: loaded"],
  ["<29>[    3.000001] systemd[1]: x", 5, 3.000001, "systemd[1]: x"],
  ["[    0.000000] Linux version 6.1\r", undefined, 0, "Linux version 6.1"],
  ["[   12.345678][  T117] hello: [1.5] x", undefined, 12.345678, "hello: [1.5] x"],
  ["[   12.345678][    C0] in an interrupt", undefined, 12.345678, "in an interrupt"],
  ["kern  :err   : [ 1266.554619] no device", 3, 1266.554619, "no device"],
  ["hello: no time at all", undefined, undefined, "hello: no time at all"],
  ["<4>[    1.500000]  indented", 4, 1.5, " indented"],
  ["[    1.500000] ", undefined, 1.5, ""],
])("a line of dmesg: %s", (line, level, seconds, text) => {
  expect(readLogLine(line)).toEqual({ level, seconds, text });
});

test("records of /dev/kmsg are read without their properties, with their escapes undone", () => {
  const text = [
    "6,339,5140900,-,caller=T1;NET: Registered; PF_PACKET",
    " SUBSYSTEM=net",
    "30,340,5690716,c;udevd[80]: caf\\xc3\\xa9 100% \\x41",
    "3,341,5690717,-;two\\x0alines",
    "",
  ].join("\n");
  expect(readKmsg(text)).toEqual([
    { level: 6, seconds: 5.1409, text: "NET: Registered; PF_PACKET" },
    { level: 6, seconds: 5.690716, text: "udevd[80]: café 100% A" },
    { level: 3, seconds: 5.690717, text: "two" },
    { level: 3, seconds: 5.690717, text: "lines" },
  ]);
});
