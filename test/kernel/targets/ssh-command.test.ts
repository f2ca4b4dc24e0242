/** A command line for whatever login shell a user has. */
import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Argv, shellScript } from "../../../client/src/kernel/command.ts";
import { runToEnd } from "../../../client/src/kernel/targets/spawn.ts";
import { loginShellLine } from "../../../client/src/kernel/targets/ssh-command.ts";
import { plain } from "../../../client/src/kernel/targets/wrappers.ts";

/** The first four are in every machine of developers; the others are tried where they are. */
const shells: readonly Argv[] = [
  ["sh"],
  ["dash"],
  ["bash"],
  ["busybox", "sh"],
  ["zsh"],
  ["ksh"],
  ["fish"],
  ["tcsh"],
];
const isInstalled = ([program]: Argv): boolean =>
  spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;

const hostile = [
  "",
  " ",
  "\t",
  "-n",
  "--",
  "'",
  "''",
  '"',
  '\\"',
  "\\",
  "\\\\",
  "\\'",
  "'\\",
  "!",
  "!!",
  "!x",
  "\\!",
  "'!'",
  "$HOME",
  "${IFS}",
  "$(id)",
  "`id`",
  "$1",
  '"$1"',
  "~",
  "~root",
  "*",
  "?",
  "[a-z]",
  "{a,b}",
  "^a^b",
  "=ls",
  "%self",
  "%1",
  "@",
  "#x",
  ";",
  "&",
  "&&",
  "|",
  "<x",
  ">y",
  "(a)",
  "A=1",
  "\r",
  "\r\n",
  "\x01\x1b\x7f",
  "é✓😀",
];
const withBreaks = ["\n", "\n\n", "a\nb\n", "'\n'", "\\\n", "!\n!", '$1\n"$1"', "#\n"];

describe("the line for a login shell", () => {
  describe.each(shells.filter(isInstalled))("%s", (...shell: Argv) => {
    const check = async (words: readonly string[]): Promise<void> => {
      const argv: Argv = [...shell, "-c", loginShellLine(["printf", "%s\\0", ...words])];
      const { stdout } = await runToEnd({ argv });
      expect(stdout).toBe(words.map((word) => `${word}\0`).join(""));
    };

    test("reads back hostile words, with line breaks and without", async () => {
      await check(hostile);
      await check([...hostile, ...withBreaks]);
      await check(["x".repeat(100_000)]);
    });

    test("reads back any words", async () => {
      const unit = fc.oneof(
        fc.constantFrom(
          "'",
          '"',
          "\\",
          "!",
          "$",
          "`",
          "\n",
          " ",
          "\t",
          "~",
          "*",
          "%",
          "=",
          "#",
          "{",
          "^",
          "-",
        ),
        fc.string({ unit: "grapheme", size: "small" }),
      );
      const word = fc.string({ unit, maxLength: 12 }).map((text) => text.replaceAll("\0", ""));
      await fc.assert(fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 12 }), check), {
        numRuns: 25,
      });
    });
  });

  test.each(shells.slice(0, 4))(
    "for a plain sh is the script itself, with its arguments: %s",
    async (...shell: Argv) => {
      const script = `for word do printf '%s\\0' "$word"; done; exit 3`;
      const words = [...hostile, ...withBreaks];
      for (const [isPosix, more] of [
        [true, []],
        [false, []],
        [true, withBreaks],
        [false, withBreaks],
      ] as const) {
        const line = loginShellLine(plain(shellScript(script, ...hostile, ...more)), isPosix);
        const ended = await runToEnd({ argv: [...shell, "-c", line] });
        expect(ended).toEqual({
          exitCode: 3,
          stderr: "",
          stdout: [...hostile, ...more].map((word) => `${word}\0`).join(""),
        });
      }
      const { stdout } = await runToEnd({
        argv: [...shell, "-c", loginShellLine(["printf", "%s\\0", ...words], true)],
      });
      expect(stdout).toBe(words.map((word) => `${word}\0`).join(""));
    },
  );

  test("stays readable where nothing needs to be quoted", () => {
    expect(loginShellLine(["cat", "/proc/modules"])).toBe("exec cat /proc/modules");
    expect(loginShellLine(["insmod", "/tmp/it's.ko"])).toBe(`exec insmod '/tmp/it'"'"'s.ko'`);
  });

  test("refuses a NUL, which would cut the word", () => {
    expect(() => loginShellLine(["echo", "a\0b\n"])).toThrow("NUL");
    expect(() => loginShellLine(["echo", "a\0b"])).toThrow("NUL");
  });
});
