/** Which lines of a kernel's log are shown. */
import { describe, expect, it } from "vitest";
import { frameModule, moduleOf } from "../../../client/src/log/view/line-module.ts";
import {
  compileFilter,
  isNoFilter,
  type LogFilter,
  noFilter,
  readFilter,
} from "../../../client/src/log/view/log-filter.ts";
import { printed, said } from "./log-lines.ts";

const lines = [
  printed(1, "hello: Loaded", 6),
  printed(2, "usb 1-1: new device", 6),
  printed(3, "hello hello.0: probe failed", 3),
  said(4, "marker", "Unload hello"),
  printed(5, "my-driver: path /dev/foo", 7),
  printed(6, " hello_ioctl+0x12/0x40 [hello]", 4),
  printed(7, "from dmesg without levels", "unknown"),
];

const shown = (filter: Partial<LogFilter>, isMine = (name: string): boolean => name === "my_driver") => {
  const compiled = compileFilter({ ...noFilter, ...filter }, isMine);
  return lines.filter((line) => compiled.passes(line)).map(({ number }) => number);
};

describe("a filter", () => {
  it("without anything in it shows all", () => {
    expect(shown({})).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(isNoFilter(noFilter)).toBe(true);
    expect(isNoFilter({ ...noFilter, level: 3 })).toBe(false);
  });

  it("takes a text as it stands, capitals or not", () => {
    expect(shown({ text: "LOADED" })).toEqual([1]);
    expect(shown({ text: "0x12/0x40 [hello]" })).toEqual([6]);
    expect(shown({ text: "/dev/foo" })).toEqual([5]);
  });

  it("takes a text between slashes as a regular expression with its flags", () => {
    expect(shown({ text: "/^hello.*fail/" })).toEqual([3]);
    expect(shown({ text: "/^hello: l/" })).toEqual([]);
    expect(shown({ text: "/^hello: l/i" })).toEqual([1]);
  });

  it("says what is wrong with a regular expression, and leaves the text out", () => {
    const { problem } = compileFilter({ ...noFilter, text: "/hel(/" }, () => false);
    expect(problem).toBe("This is no regular expression: Unterminated group.");
    expect(shown({ text: "/hel(/", level: 3 })).toEqual([3, 4, 7]);
  });

  it("leaves out what is less important than a level, but nothing of which no level is known", () => {
    expect(shown({ level: 4 })).toEqual([3, 4, 6, 7]);
  });

  it("of a module shows what the module printed, frames that name it, and separators", () => {
    expect(shown({ module: "hello" })).toEqual([1, 3, 4, 6]);
    expect(shown({ module: "my_driver" })).toEqual([4, 5]);
  });

  it("of the workspace's modules knows them by the names that lsmod shows", () => {
    expect(shown({ isOnlyOwn: true })).toEqual([4, 5]);
    expect(shown({ isOnlyOwn: true }, (name) => name === "hello")).toEqual([1, 3, 4, 6]);
  });

  it("finds where its text stands, again and again", () => {
    const filter = compileFilter({ ...noFilter, text: "ab" }, () => false);
    expect(filter.matches("ab Ab b")).toEqual([
      [0, 2],
      [3, 5],
    ]);
    expect(filter.passes(printed(1, "xxab"))).toBe(true);
    expect(filter.passes(printed(1, "ab"))).toBe(true);
    expect(compileFilter({ ...noFilter, text: "/x*/" }, () => false).matches("ab")).toEqual([]);
  });
});

it("what a command or an earlier session gives is taken as far as it can be meant", () => {
  expect(readFilter({ text: "a", level: "err" })).toEqual({ ...noFilter, text: "a", level: 3 });
  expect(readFilter({ level: "Warning", isOnlyOwn: true })).toEqual({
    ...noFilter,
    level: 4,
    isOnlyOwn: true,
  });
  expect(readFilter({ level: 9, text: 7, module: null })).toEqual(noFilter);
  expect(readFilter("text")).toEqual(noFilter);
  const before = { ...noFilter, text: "kept" };
  expect(readFilter({ level: 2 }, before)).toEqual({ ...before, level: 2 });
});

it.each([
  ["hello: loaded", "hello", 7],
  ["hello:loaded", "hello", 6],
  ["usb 1-1: new device", "usb", 9],
  ["e1000 0000:00:03.0 eth0: link is up", "e1000", 25],
  ["platform hello.0: probe failed", "platform", 18],
  ["[drm] Initialized", "drm", 6],
  ["EXT4-fs (sda1): mounted", undefined, 0],
  ["Kernel command line: root=/dev/vda", undefined, 0],
  [" __x64_sys_ioctl+0x8d/0xd0", undefined, 0],
  ["9pnet: Installing 9P2000 support", "9pnet", 7],
  ["RAX: 0000000000000000 RBX: ffffffffc022f000", undefined, 0],
  ["BUG: kernel NULL pointer dereference", undefined, 0],
  ["no colon", undefined, 0],
])("the module of '%s' is %s", (text, name, length) => {
  expect(moduleOf(text)?.name).toBe(name);
  expect(moduleOf(text)?.length ?? 0).toBe(length);
});

it.each([
  [" hello_ioctl+0x12/0x40 [hello]", "hello"],
  ["RIP: 0010:f+0x1/0x2 [my_mod 0123456789abcdef]", "my_mod"],
  [" ? do_one_initcall+0x56/0x2e0", undefined],
  ["Oops: 0002 [#1] PREEMPT SMP", undefined],
])("the module of the frame '%s' is %s", (text, name) => expect(frameModule(text)).toBe(name));
