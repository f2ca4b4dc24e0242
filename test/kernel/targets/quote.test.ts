/** Words reach a program through real shells exactly as they were. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Argv } from "../../../client/src/kernel/command.ts";
import { quote } from "../../../client/src/kernel/targets/quote.ts";
import { runToEnd } from "../../../client/src/kernel/targets/spawn.ts";

const shells: readonly Argv[] = [["sh"], ["dash"], ["bash"], ["busybox", "sh"]];

const hostile = [
  "",
  "-n",
  "--",
  "-e",
  "'",
  "''",
  '"',
  "\\",
  "\\'",
  "\\n",
  "\n",
  "a\nb\n",
  "\r\n",
  "\t",
  " ",
  "$HOME",
  "$(touch x)",
  "`id`",
  "${IFS}",
  "!!",
  "#x",
  "~",
  "~root",
  "*",
  "/*",
  "[a-z]",
  "{a,b}",
  ";",
  "&",
  "|",
  "<(x)",
  "A=1",
  "name='x y'",
  "grün",
  "模块",
  "\u{1f427}",
  "\u001b[31m",
  "%s",
  "%n$s",
  "if",
  "time",
];

/** Any text without NUL, which no argument can hold, made of what shells mean something by. */
const word = fc.oneof(
  fc.constantFrom(...hostile),
  fc.array(fc.constantFrom(...hostile), { maxLength: 6 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("\0", "")),
);

/** Many words for one process: a process is what takes time. */
const words = fc.array(word, { minLength: 1, maxLength: 200 });

describe.each(shells.map((shell) => ({ name: shell.join(" "), shell })))("$name", ({ shell }) => {
  test("reads each word as it was", async () => {
    await fc.assert(
      fc.asyncProperty(words, async (values) => {
        expect(await printed([...shell, "-c", quote(["printf", String.raw`%s\0`, ...values])])).toEqual(
          values,
        );
      }),
      { numRuns: 15 },
    );
  });

  test("reads each word as it was inside of a second shell, as ssh and then sudo sh -c are", async () => {
    await fc.assert(
      fc.asyncProperty(words, async (values) => {
        const inner = quote(["printf", String.raw`%s\0`, ...values]);
        expect(await printed([...shell, "-c", quote([...shell, "-c", inner])])).toEqual(values);
      }),
      { numRuns: 15 },
    );
  });

  test("runs the program of that name, not a keyword", async () => {
    const { exitCode, stderr } = await runToEnd({ argv: [...shell, "-c", quote(["while", "x"])] });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 127,
      stderr: expect.stringMatching(/while.*not found/),
    });
  });
});

test("says that a word with NUL cannot be meant", () => {
  expect(() => quote(["insmod", "a\0b"])).toThrow("NUL");
});

test("leaves plain words readable", () => {
  expect(quote(["insmod", "/tmp/hello.ko", "count=3"])).toBe("insmod /tmp/hello.ko 'count=3'");
});

async function printed(argv: Argv): Promise<readonly string[]> {
  const { stdout, stderr } = await runToEnd({ argv });
  expect(stderr).toBe("");
  return stdout.split("\0").slice(0, -1);
}
