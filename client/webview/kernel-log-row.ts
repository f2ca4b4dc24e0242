/** One line of the kernel's log as an element; made of text, never of markup. */
import { levelNames } from "../src/log/view/level-names.ts";
import { dateText, secondsText, type TimeMode, timeText } from "../src/log/view/log-times.ts";
import type { PageWord } from "../src/log/view/page-words.ts";
import type { PageRow } from "../src/log/view/view-messages.ts";
import { element, filled, readWords } from "./page-parts.ts";

const words = readWords<PageWord>();

export interface RowAt {
  readonly row: PageRow;
  /** The one that is shown above it. */
  readonly before: PageRow | undefined;
  readonly position: number;
  readonly times: TimeMode;
}

export function rowElement({ row, before, position, times }: RowAt): HTMLElement {
  const made = element("div", classesOf(row));
  made.id = idOf(position);
  made.dataset["position"] = String(position);
  made.setAttribute("role", "option");
  const time = element("span", "time", timeText(times, row, before));
  time.title = detailOf(row);
  const text = element("span", "text");
  const inner = element("span", "words");
  inner.append(...pieces(row));
  text.append(inner);
  made.append(time);
  if (row.level !== undefined && row.level <= mostSpokenLevel)
    made.append(element("span", "spoken", levelNames[row.level] ?? ""));
  made.append(text);
  if (row.trace === "end") {
    // For a pointer: with the keyboard Enter on the line does the same.
    made.append(element("span", "decoded", words.showDecoded));
  }
  return made;
}

/** Of the element of the row at a position. */
export const idOf = (position: number): string => `row-${position}`;

const classesOf = ({ kind, level, trace, isPlaced }: PageRow): string =>
  [
    "row",
    kind,
    ...(level === undefined ? [] : [`level-${level}`]),
    ...(trace === undefined ? [] : ["trace"]),
    ...(isPlaced ? ["placed"] : []),
  ].join(" ");

/** Levels up to this one are told by colour: who only hears the line hears a word. */
const mostSpokenLevel = 4;

/** What the column of times leaves out. */
function detailOf({ level, microseconds, time }: PageRow): string {
  return [
    ...(time === undefined ? [] : [dateText(time)]),
    ...(microseconds === undefined ? [] : [filled(words.sinceStart, secondsText(microseconds))]),
    ...(level === undefined ? [] : [filled(words.level, String(level), levelNames[level] ?? "")]),
  ].join("\n");
}

/** The text, cut where the prefix ends and where the filter matches. */
function pieces({ text, prefix, matches }: PageRow): readonly Node[] {
  const made: Node[] = [];
  const add = (start: number, end: number, isMatch: boolean): void => {
    const cut = start < prefix && prefix < end ? prefix : end;
    const piece = text.slice(start, cut);
    if (piece !== "") {
      const inner = isMatch ? element("mark", "", piece) : document.createTextNode(piece);
      made.push(start < prefix ? wrapped(inner) : inner);
    }
    if (cut < end) add(cut, end, isMatch);
  };
  let at = 0;
  for (const [start, end] of matches) {
    add(at, start, false);
    add(start, end, true);
    at = end;
  }
  add(at, text.length, false);
  return made;
}

function wrapped(inner: Node): HTMLElement {
  const made = element("span", "prefix");
  made.append(inner);
  return made;
}
