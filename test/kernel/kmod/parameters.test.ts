import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { parameterProblem } from "../../../client/src/kernel/kmod/parameter-values.ts";
import { isWritable, readParameter, setParameter } from "../../../client/src/kernel/kmod/parameters.ts";
import { allTools, fakeRoot, run } from "./run-script.ts";

const { tools, folder } = allTools();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = "sys/module/hello/parameters/count";
let root: ReturnType<typeof fakeRoot> | undefined;
afterEach(() => root?.remove());

describe.each(tools)("a parameter of a loaded module by $name", (tool) => {
  test("gets exactly the bytes of the value, whatever they are", () => {
    const { folder: at } = (root = fakeRoot({ [file]: "" }));
    const values = ["5", " a  b ", "-n", "%s\\n", "'\"$(id)`id`;*", "é\n\n", "\\", "x".repeat(4095)];
    for (const value of values) {
      run(setParameter({ module: "hello", name: "count" }, value, at), tool);
      expect(readFileSync(join(at, file), "utf8")).toBe(value);
    }
  });

  test("is read without its last line break", () => {
    const { folder: at } = (root = fakeRoot({ [file]: "1\n2\n" }));
    expect(run(readParameter({ module: "hello", name: "count" }, at), tool)).toBe("1\n2");
  });

  test("that is not there is said to be missing", () => {
    const { folder: at } = (root = fakeRoot({}));
    const place = { module: "hello", name: "count" };
    expect(() => run(setParameter(place, "1", at), tool)).toThrow("hello has no parameter count");
    expect(() => run(readParameter(place, at), tool)).toThrow("hello has no parameter count");
  });

  test("cannot be made empty, or get more than /sys takes at once", () => {
    const { folder: at } = (root = fakeRoot({ [file]: "1" }));
    const place = { module: "hello", name: "count" };
    expect(() => run(setParameter(place, "", at), tool)).toThrow("ignores an empty write");
    expect(() => run(setParameter(place, "x".repeat(4096), at), tool)).toThrow("too long");
    expect(readFileSync(join(at, file), "utf8")).toBe("1");
  });
});

// What the shells and cat of Debian 12 and busybox 1.35 said on a real kernel.
test.each([
  ["cat: write error: Invalid argument", "refused the value"],
  ["cat: write error: Numerical result out of range", "out of the range"],
  ["kmod: line 5: can't create /sys/module/m/parameters/p: Permission denied", "read only"],
  ["kmod: 5: cannot create /sys/module/m/parameters/p: Permission denied", "read only"],
  ["cat: write error: Operation not permitted", "EPERM"],
  ["cat: write error: No space left on device", "too long"],
])("%s is explained", (stderr, words) => {
  const command = setParameter({ module: "m", name: "p" }, "7");
  expect(() => command.parse({ argv: command.argv, exitCode: 1, stdout: "", stderr })).toThrow(words);
});

test("a parameter can be changed where anybody's write bit is set", () => {
  expect(isWritable({ mode: 0o644 })).toBe(true);
  expect(isWritable({ mode: 0o200 })).toBe(true);
  expect(isWritable({ mode: 0o444 })).toBe(false);
});

describe("a value is taken or refused as the kernel does", () => {
  test.each([
    ["int", "12"],
    ["int", "+7"],
    ["int", "-2147483648"],
    ["int", "0x7fffffff"],
    ["int", "-0x80000000"],
    ["int", "017"],
    ["int", "0"],
    ["int", "5\n"],
    ["uint", "4294967295"],
    ["hexint", "0xDEADBEEF"],
    ["byte", "255"],
    ["short", "-32768"],
    ["ushort", "65535"],
    ["long", "-9223372036854775808"],
    ["ullong", "18446744073709551615"],
    ["bool", "y"],
    ["bool", "N"],
    ["bool", "1"],
    ["bool", "on"],
    ["bool", "oF"],
    ["bool", "true"],
    ["invbool", "0"],
    ["charp", ""],
    ["charp", "a b,c"],
    ["charp", "x".repeat(1024)],
    ["array of int", "1,-2,0x3"],
    ["array of charp", ",,"],
    ["hashtbl_sz", "anything"],
    [undefined, "anything"],
  ])("%s takes %j", (type, value) => {
    expect(parameterProblem(type, value)).toBeUndefined();
  });

  test.each([
    ["int", "", "A number is missing"],
    ["int", "abc", '"abc" is not a whole number'],
    ["int", " 5", "without blanks"],
    ["int", "0x", "is not a whole number"],
    ["int", "1.5", "is not a whole number"],
    ["int", "--1", "is not a whole number"],
    ["int", "089", "A leading 0 makes it octal"],
    ["int", "2147483648", "int takes -2147483648 to 2147483647"],
    ["uint", "-1", "uint takes no sign"],
    ["uint", "4294967296", "out of range"],
    ["byte", "256", "byte takes 0 to 255"],
    ["ullong", "18446744073709551616", "out of range"],
    ["bool", "", "An empty value is neither yes nor no"],
    ["bool", "2", '"2" is neither yes nor no'],
    ["bool", "o", "neither yes nor no"],
    ["charp", "é".repeat(513), "at most 1024 bytes"],
    ["array of int", "1,,3", "Value 2 of 3: A number is missing"],
    ["array of bool", "y,n,maybe", "Value 3 of 3"],
    [undefined, "a\0b", "NUL"],
  ])("%s refuses %j", (type, value, words) => {
    expect(parameterProblem(type, value)).toContain(words);
  });
});
