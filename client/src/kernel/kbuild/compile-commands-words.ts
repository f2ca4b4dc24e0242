/**
 * The words of a command that Kbuild recorded, as the shell that ran it read them. It reads only what a compiler's
 * command line is made of: what would have to be expanded (variables, substitutions, patterns) is never guessed.
 *
 * Source: POSIX.1-2017, Shell Command Language, 2.2 (quoting), 2.3 (tokens).
 */

/**
 * The words of the first command of a line, up to what ends it (`;`, `&`, `|`, a line break).
 * @returns undefined where the line holds something that only a shell can read, or a quote without its end
 */
export function firstCommandWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let rest = line.replace(/^[ \t]+/u, "");
  while (rest !== "" && !/^[;&|\n]/u.test(rest)) {
    const read = readWord(rest);
    if (read === undefined) return undefined;
    words.push(read.word);
    rest = rest.slice(read.length).replace(/^(?:[ \t]|\\\n)+/u, "");
  }
  return words;
}

/** One part of a word each, anchored: text without quotes, in single quotes, in double quotes, one character escaped. */
const part =
  /(?<plain>[^\s'"\\$`;&|<>()*?[#]+|(?<=\S)#)|'(?<single>[^']*)'|"(?<double>(?:[^"\\$`]|\\[^])*)"|\\(?<escaped>[^\n])/uy;

function readWord(text: string): { readonly word: string; readonly length: number } | undefined {
  let word = "";
  let length = 0;
  for (;;) {
    part.lastIndex = length;
    const groups = part.exec(text)?.groups;
    if (groups === undefined) break;
    const { plain, single, double, escaped } = groups;
    // Between double quotes a backslash escapes only what is special there.
    word +=
      plain ??
      single ??
      escaped ??
      double?.replaceAll(/\\([$`"\\\n])/gu, (_, one) => (one === "\n" ? "" : one));
    length = part.lastIndex;
  }
  // Whatever stops a word but a blank or the end of the command is something that is not read here.
  return length > 0 && /^(?:[\s;&|]|\\\n|$)/u.test(text.slice(length)) ? { word, length } : undefined;
}
