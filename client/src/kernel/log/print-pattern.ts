/** What the lines of a printf format of the kernel look like. Source: Documentation/core-api/printk-formats.rst. */

/** One line that a format prints. */
export interface PrintPattern {
  /** What the line has for sure, in order. */
  readonly literals: readonly string[];
  /** Is it the whole line? Takes no longer for a line that was made to be hard. */
  matches(line: string): boolean;
}

/**
 * The lines of a format: a message of several lines is several lines of the log.
 * @param hasDevicePrefix driver and device stand before the first one: `usb 1-1: `, `e1000e 0000:00:19.0 eth0: `
 */
export const printPatterns = (format: string, hasDevicePrefix: boolean): readonly PrintPattern[] =>
  format.split("\n").map((line, index) => patternOf(line, hasDevicePrefix && index === 0));

/**
 * A percent sign, or flags, width, precision, length and the conversion, with the letters that the kernel adds to %p.
 * Several in a row are one: nobody can tell where one ends.
 */
const conversions =
  /%%|(?:%[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|ll|[hlLqjzZt])?(p[A-Za-z0-9]*|[a-zA-Z]))+/g;

/** Stands where there may be anything. */
const anything = undefined;

function patternOf(line: string, hasDevicePrefix: boolean): PrintPattern {
  const literals: string[] = [];
  // Between two of these there may be anything.
  const parts: string[] = [hasDevicePrefix ? device : ""];
  const add = (source: string): void => {
    parts.push((parts.pop() ?? "") + source);
  };
  for (const piece of piecesOf(line)) {
    if (piece.kind === "literal") {
      literals.push(piece.text);
      add(escaped(piece.text));
    } else if (piece.printed === anything) parts.push("");
    else add(piece.printed);
  }
  const expressions = parts.map((part, index) => {
    const start = index === 0 ? "^" : "";
    const end = index === parts.length - 1 ? String.raw`\s*$` : "";
    return new RegExp(start + part + end, "gsu");
  });
  return { literals, matches: (text) => areInOrder(expressions, text) };
}

/** Each part at the first place behind the one before: no later place could leave more for the rest. */
function areInOrder(expressions: readonly RegExp[], text: string): boolean {
  let at = 0;
  for (const expression of expressions) {
    expression.lastIndex = at;
    if (!expression.test(text)) return false;
    at = expression.lastIndex;
  }
  return true;
}

type Piece =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "conversion"; readonly printed: string | undefined };

function piecesOf(line: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let [literal, end] = ["", 0];
  const close = (): void => {
    if (literal !== "") pieces.push({ kind: "literal", text: literal });
    literal = "";
  };
  for (const { 0: all, 1: letters, index } of line.matchAll(conversions)) {
    literal += line.slice(end, index);
    end = index + all.length;
    if (letters === undefined) {
      literal += "%";
      continue;
    }
    close();
    const isOne = all.lastIndexOf("%") === 0;
    pieces.push({ kind: "conversion", printed: isOne ? printed(letters) : anything });
  }
  // The log shows no blanks at the end of a line.
  literal = (literal + line.slice(end)).trimEnd();
  close();
  return pieces;
}

const device = String.raw`(?:\S+ ){0,6}?\S+: `;

function printed(letters: string): string | undefined {
  switch (letters) {
    case "d":
    case "i":
      return " *[+-]?[0-9]+ *";
    case "u":
      return " *[0-9]+ *";
    case "x":
    case "X":
    case "o":
      return " *(?:0[xX])?[0-9a-fA-F]+ *";
    case "c":
      return " *.? *";
    case "p":
      return String.raw` *(?:(?:0x)?[0-9a-fA-F]+|\([a-z_\- ]+\)) *`;
    default:
      return anything;
  }
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
