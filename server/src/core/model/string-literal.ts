/** Reads string literals as the C compiler does. */

/**
 * The value of one or more adjacent string literals, up to the first NUL; undefined where anything else stands among
 * them. Comments are skipped.
 */
export function stringValue(source: string): string | undefined {
  const clean = source.replace(literalOrComment, (match) => (match.startsWith('"') ? match : " ")).trim();
  if (!/^(?:"(?:[^"\\]|\\[\s\S])*"\s*)+$/.test(clean)) return undefined;
  const parts = clean.match(/"(?:[^"\\]|\\[\s\S])*"/g) ?? [];
  const value = parts.map((part) => unescaped(part.slice(1, -1))).join("");
  const end = value.indexOf("\0");
  return end < 0 ? value : value.slice(0, end);
}

const literalOrComment = /"(?:[^"\\]|\\[\s\S])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

const unescaped = (body: string): string =>
  body.replace(
    /\\(?:\r?\n|x([\da-fA-F]+)|([0-7]{1,3})|([\s\S]))/g,
    (_match, hex?: string, octal?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16) & 0xff);
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (letter === undefined) return "";
      return letters.get(letter) ?? letter;
    },
  );

const letters: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
]);
