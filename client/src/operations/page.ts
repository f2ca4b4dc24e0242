/**
 * A page to read in an editor tab, as data: headings, tables, lists. Rendered to Markdown that reads well as it is
 * (columns stand under each other) and to the places in it that lead somewhere when they are clicked.
 */

export interface Page {
  /** Name of the tab, without its ending. */
  readonly name: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: "list"; readonly items: readonly Cell[] }
  /** Shown as it is: kernel lines, patterns with asterisks. */
  | { readonly kind: "verbatim"; readonly lines: readonly string[] };

/** Text, of which parts may be links. */
export type Cell = string | readonly Piece[];

export type Piece = string | { readonly text: string; readonly link: Link };

export type Link =
  /** The line counts from 0. */
  | { readonly kind: "uri"; readonly uri: string; readonly line: number }
  | { readonly kind: "command"; readonly command: string; readonly argument: unknown };

export interface RenderedPage {
  readonly text: string;
  readonly links: readonly PlacedLink[];
}

/** Line and characters from 0. */
export interface PlacedLink {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly link: Link;
}

/** The page as Markdown, with the places of its links. */
export function renderPage({ blocks }: Pick<Page, "blocks">): RenderedPage {
  const lines = blocks.flatMap((block, index): readonly Line[] => [
    ...(index === 0 ? [] : [[]]),
    ...renderBlock(block),
  ]);
  return {
    text: `${lines.map(textOf).join("\n")}\n`,
    links: lines.flatMap((line, number) => placedLinks(line, number)),
  };
}

/** A list of texts in one cell: `a, b and c` without the `and`. */
export const joined = (pieces: readonly Piece[]): Cell =>
  pieces.flatMap((piece, index): readonly Piece[] => (index === 0 ? [piece] : [", ", piece]));

type Line = readonly Piece[];

function renderBlock(block: Block): readonly Line[] {
  switch (block.kind) {
    case "heading":
      return [[`${"#".repeat(block.level)} ${oneLine(block.text)}`]];
    case "paragraph":
      return [[oneLine(block.text)]];
    case "list":
      return block.items.map((item) => ["- ", ...safe(item)]);
    case "verbatim":
      return [["```"], ...block.lines.map((line): Line => [withoutFence(line)]), ["```"]];
    case "table":
      return renderTable(block.head, block.rows);
  }
}

function renderTable(head: readonly string[], rows: readonly (readonly Cell[])[]): readonly Line[] {
  const cells = [head, ...rows].map((row) => row.map(safe));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => lengthOf(row[column] ?? []))));
  const [first = [], ...others] = cells.map((row) =>
    row.flatMap(
      (cell, column): Line => [
        column === 0 ? "| " : " | ",
        ...cell,
        " ".repeat((widths[column] ?? 0) - lengthOf(cell)),
        ...(column === row.length - 1 ? [" |"] : []),
      ],
    ),
  );
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [first, [rule], ...others];
}

/** Pieces that Markdown shows as they are written. */
function safe(cell: Cell): Line {
  const pieces = typeof cell === "string" ? [cell] : cell;
  return pieces.map((piece) =>
    typeof piece === "string" ? safeText(piece) : { ...piece, text: oneLine(piece.text) },
  );
}

/** What Markdown would take for markup stands between backquotes; a bar would end the cell. */
function safeText(text: string): string {
  const plain = oneLine(text).replaceAll("|", String.raw`\|`);
  return /[*<~[\]]|(?<![\p{L}\d])_|_(?![\p{L}\d])/u.test(plain) && !plain.includes("`")
    ? plain.replace(/^(\s*)(.*?)(\s*)$/u, "$1`$2`$3")
    : plain;
}

const oneLine = (text: string): string => text.replaceAll(/[\r\n]+/gu, " ");

/** A line of the kernel cannot end the block that it is shown in. */
const withoutFence = (line: string): string => oneLine(line).replaceAll("```", "'''");

const textOfPiece = (piece: Piece): string => (typeof piece === "string" ? piece : piece.text);
const textOf = (line: Line): string => line.map(textOfPiece).join("");
const lengthOf = (line: Line): number => textOf(line).length;

function placedLinks(line: Line, number: number): readonly PlacedLink[] {
  let start = 0;
  return line.flatMap((piece) => {
    const from = start;
    start += textOfPiece(piece).length;
    return typeof piece === "string" ? [] : [{ line: number, start: from, end: start, link: piece.link }];
  });
}
