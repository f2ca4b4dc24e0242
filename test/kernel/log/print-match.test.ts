import { describe, expect, test } from "vitest";
import { createPrintMatcher, type PrintFormat } from "../../../client/src/kernel/log/print-match.ts";

const call = (format: string, more: Partial<PrintFormat> = {}): PrintFormat => ({
  format,
  hasDevicePrefix: false,
  level: undefined,
  ...more,
});
const finds = (format: string, line: string, more?: Partial<PrintFormat>): boolean =>
  createPrintMatcher([call(format, more)]).find(line) !== undefined;

describe("a format matches what printk makes of it", () => {
  test.each([
    ["hello: loaded", "hello: loaded"],
    ["hello: %d of %u", "hello: -3 of 12"],
    ["hello: %5d|%-5d|%05lld|%+i", "hello:     3|3    |00003|+3"],
    ["hello: id %#x %08X %02hhx", "hello: id 0x1f 0000BEEF 0a"],
    ["hello: read %zu bytes, %Lu, %tx", "hello: read 12 bytes, 3, ff"],
    ["hello: [%10s] %.3s%s", "hello: [       abc] def"],
    ["hello: %c%%", "hello: x%"],
    ["hello: at %p", "hello: at 00000000a1b2c3d4"],
    ["hello: at %p", "hello: at (____ptrval____)"],
    ["hello: at %px", "hello: at ffff888012345678"],
    ["hello: mac %pM, %pI4, in %pS", "hello: mac 00:11:22:33:44:55, 10.0.0.1, in probe+0x1/0x20 [hello]"],
    ["hello: error %pe", "hello: error -ENODEV"],
    ["hello: dump %*ph", "hello: dump 01 02 03"],
    ["hello: *[a-z]+ (x|y)? {2} ^$ \\ /-", "hello: *[a-z]+ (x|y)? {2} ^$ \\ /-"],
    ["hello: name=%s", "hello: name="],
    ["hello: ends in blanks   ", "hello: ends in blanks"],
    ["hello: ends in %s ", "hello: ends in words"],
    ["héllo: 100 °C", "héllo: 100 °C"],
  ])("%s", (format, line) => {
    expect(finds(format, line)).toBe(true);
  });

  test.each([
    ["hello: loaded", "hello: loaded twice"],
    ["hello: loaded", "bye: hello: loaded"],
    ["hello: %d", "hello: x"],
    ["hello: %d of %d", "hello: 1 of"],
  ])("%s is not %j", (format, line) => {
    expect(finds(format, line)).toBe(false);
  });
});

test("each line of a message of several lines leads to its call", () => {
  const one = call("hello: first %d\nsecond %d\nthird line");
  const { find } = createPrintMatcher([one]);
  for (const line of ["hello: first 1", "second 2", "third line"]) expect(find(line)).toBe(one);
  expect(find("hello: first 1 second 2")).toBeUndefined();
});

test.each([
  "usb 1-1: too slow",
  "e1000e 0000:00:19.0: too slow",
  "e1000e 0000:00:19.0 eth0: too slow",
  "eth0: too slow",
  "e1000e 0000:00:19.0 (unnamed net_device) (uninitialized): too slow",
])("what dev_*() and netdev_*() print has their device before it: %s", (line) => {
  expect(finds("too slow", line, { hasDevicePrefix: true })).toBe(true);
  expect(finds("too slow", line)).toBe(false);
});

test.each(["%s", "%pV", "%d: %s", "(%s)", "%s: %pV", "%s %s\n%s"])(
  "a format without words of its own matches nothing: %s",
  (format) => {
    expect(finds(format, "hello: loaded")).toBe(false);
    expect(finds(format, "usb 1-1: 1: x", { hasDevicePrefix: true })).toBe(false);
  },
);

test("the format with most characters in common wins", () => {
  const any = call("hello: %s");
  const loaded = call("hello: loaded %s");
  const exact = call("hello: loaded at last");
  const { find } = createPrintMatcher([any, loaded, exact]);
  expect(find("hello: loaded at last")).toBe(exact);
  expect(find("hello: loaded now")).toBe(loaded);
  expect(find("hello: gone")).toBe(any);
});

test("the level tells calls with the same words apart", () => {
  const [info, error] = [call("hello: x", { level: 6 }), call("hello: x", { level: 3 })];
  const { find } = createPrintMatcher([info, error]);
  expect(find("hello: x", 3)).toBe(error);
  expect(find("hello: x", 6)).toBe(info);
  expect(find("hello: x", 4)).toBeUndefined();
  expect(find("hello: x")).toBe(info);
});

test("of modules that print the same, the likely one is preferred", () => {
  const [one, other] = [call("probe failed: %d"), call("probe failed: %d")];
  const { find } = createPrintMatcher([one, other]);
  expect(find("probe failed: -19")).toBe(one);
  expect(find("probe failed: -19", undefined, (found) => found === other)).toBe(other);
});

test("among a thousand formats each finds its own", () => {
  const calls = Array.from({ length: 1_000 }, (_, index) => call(`driver: step ${index} of %s took %u ms`));
  const { find } = createPrintMatcher(calls);
  for (const [index, one] of calls.entries()) {
    expect(find(`driver: step ${index} of the work took ${index * 3} ms`)).toBe(one);
  }
});

test("a line made to be searched for long is answered at once", () => {
  const { find } = createPrintMatcher([call("aaa%saaa%saaa%saaa%saaa%sb")]);
  const begun = performance.now();
  expect(find("a".repeat(1_000))).toBeUndefined();
  expect(find(`${"a".repeat(300)}b!`)).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(1_000);
});
