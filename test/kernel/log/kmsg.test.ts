import { expect, test } from "vitest";
import { deviceOf, kmsgText, readKmsgHead } from "../../../client/src/kernel/log/kmsg.ts";

test("the head of a message: level without the facility, sequence, microseconds, who called", () => {
  expect(readKmsgHead("30,340,5690716,c;udevd[80]: x")).toMatchObject({
    level: 6,
    sequence: 340,
    microseconds: 5_690_716,
    caller: undefined,
  });
  expect(readKmsgHead("6,339,5140900,-,caller=T1;NET: a; b, c")).toMatchObject({ caller: "T1" });
  expect(readKmsgHead("6,339,5140900,-,new=1,caller=C0,more=2;x")).toMatchObject({ caller: "C0" });
  expect(readKmsgHead("6,339,5140900,-;says ,caller=T7;")).toMatchObject({ caller: undefined });
});

test.each(["", " SUBSYSTEM=usb", "text", "6,1;x", "6,1,2;no flags", "a,b,c,-;x", ";", "6,1,2,-"])(
  "no head: %j",
  (line) => {
    expect(readKmsgHead(line)).toBeUndefined();
  },
);

const texts = (line: string) => kmsgText(line, readKmsgHead(line)?.textAt ?? 0);

test("the text is what was printed: several lines, backslashes and bytes that are not ASCII", () => {
  expect(texts("11,100475,855265631,-;two\\x0alines \\x5c caf\\xc3\\xa9")).toEqual(["two", "lines \\ café"]);
  expect(texts("6,1,2,-;a;b\\x09c")).toEqual(["a;b\tc"]);
  expect(texts("6,1,2,-;\\x5cx41")).toEqual(["\\x41"]);
  expect(texts("6,1,2,-;")).toEqual([""]);
});

test("of the properties only the device is read", () => {
  expect(deviceOf(" DEVICE=+acpi:PNP0A08:00")).toBe("+acpi:PNP0A08:00");
  expect(deviceOf(" SUBSYSTEM=acpi")).toBeUndefined();
});
