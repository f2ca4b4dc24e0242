/** Words for a POSIX shell: the only place where values become shell text. */

/**
 * A command line that a POSIX shell reads back as exactly these words. Quote once for each shell that reads it: ssh hands
 * its command to one login shell, `sh -c` inside of it is a second one.
 * @param argv any text without NUL; a word may be empty, begin with a dash or hold line breaks
 * Source: POSIX.1-2017, Shell Command Language, 2.2.2: nothing is special between single quotes but their end.
 */
export function quote(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ");
}

function quoteWord(word: string): string {
  // The kernel would cut the word there, which makes another one of it.
  if (word.includes("\0")) throw new TypeError("A word of a command cannot hold a NUL character.");
  // `=` is left out: an unquoted `A=1` at the front would be an assignment. `~` is expanded, so it is left out too.
  if (/^[\w@%+:,./-]+$/.test(word) && !reserved.has(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Words that are syntax at the front of a command, some of them in bash only; /usr/bin/time is a program too. */
const reserved: ReadonlySet<string> = new Set(
  "case coproc do done elif else esac fi for function if in select then time until while".split(" "),
);
