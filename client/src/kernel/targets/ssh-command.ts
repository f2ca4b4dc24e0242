/**
 * Commands as one line for a login shell. sshd and dropbear hand what ssh sends to the user's login shell, which need
 * not be a POSIX one: the line means the same to sh, dash, bash, busybox sh, zsh, ksh, csh, tcsh and fish.
 */
import { type Argv, scriptOf } from "../command.ts";
import { quote } from "./quote.ts";

/**
 * The line that runs `argv` in any login shell, unchanged to the byte.
 *
 * What the shells read alike: words in single quotes, but for `'` (in double quotes everywhere), `\` (special in
 * fish's single quotes) and `!` (history in csh's), which are escaped outside of quotes; and no line break, which csh
 * has in no quotes. Where there is a line break, a sh is put between, which has one in its IFS (POSIX 2.5.3).
 * @param isPosix whether the login shell is a plain sh, which then runs scripts itself: to start a sh for them takes a
 * slow machine half as long as the login
 */
export function loginShellLine(argv: Argv, isPosix = false): string {
  if (isPosix) return posixLine(argv);
  if (!argv.some((word) => word.includes("\n"))) return `exec ${argv.map(loginShellWord).join(" ")}`;
  const script = `set -- "\${IFS#??}";eval ${wordWithBreaks(posixLine(argv))}`;
  return `exec sh -c ${loginShellWord(script)}`;
}

/**
 * Whether a shell reads a line as POSIX has it, and nothing before the line: bash and zsh read files of the user's, which
 * may set what scripts do not expect.
 * @param shell what SHELL is after a login: `/bin/sh`
 */
export const isPosixShell = (shell: string): boolean => /(?:^|\/)(?:sh|dash|ash)$/.test(shell);

/** A line for sh, which becomes the program, or runs the script itself. */
function posixLine(argv: Argv): string {
  const shell = scriptOf(argv);
  return shell === undefined ? `exec ${quote(argv)}` : `set -- ${quote(shell.args)}\n${shell.script}`;
}

/** A word without line breaks for any shell. */
function loginShellWord(word: string): string {
  if (word.includes("\0")) throw new TypeError("A word of a command cannot hold a NUL character.");
  if (/^[\w/.,:+-]+$/u.test(word)) return word;
  const quoted = word.replaceAll(/[\\!']/gu, (char) => (char === "'" ? `'"'"'` : `'\\${char}'`));
  return `'${quoted}'`;
}

/** A word for POSIX sh, where `$1` is a line break. */
const wordWithBreaks = (word: string): string =>
  word
    .split("\n")
    .map((line) => quote([line]))
    .join('"$1"');
