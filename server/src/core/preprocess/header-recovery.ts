/**
 * Goes on where a bracket is left open to the end of the text, as it is while someone types: the declaration ends where
 * column 0 suggests, and what follows is read as if nothing had happened.
 */
import type { HeaderItem } from "./header.ts";
import { Mode, type Opened, type Reading } from "./header-reading.ts";

/** Each costs one more pass over the rest of the text. */
export const maxRecoveries = 20;

/**
 * Sets the reader back to where the outermost open bracket should have ended; gives the offset of the body that it
 * opened, -1 for another bracket, undefined where no line suggests an end.
 */
export const recover = (reading: Reading): number | undefined => {
  if (reading.opened === undefined) return undefined;
  const outermost = outermostOf(reading.opened);
  nextItem.lastIndex = outermost.start + 1;
  const found = nextItem.exec(reading.text);
  if (found === null) return undefined;
  // The brace at the margin closes the declaration; a word begins another.
  reading.at = found.index + 1 + (found[1] === "}" ? 1 : 0);
  reading.opened = undefined;
  reading.depth = 0;
  keepBefore(reading);
  return outermost.mode === Mode.body ? outermost.start : -1;
};

const nextItem =
  /\n(\}|static\b|extern\b|typedef\b|struct\b|enum\b|union\b|void\b|int\b|bool\b|module_\w+\(|MODULE_\w+\(|EXPORT_\w+\()/g;

const outermostOf = (opened: Opened): Opened => {
  let outermost = opened;
  while (outermost.outer !== undefined) outermost = outermost.outer;
  return outermost;
};

/** What was read behind the place is read again; the conditionals open there are open again. */
const keepBefore = (reading: Reading): void => {
  const { items, at, branches } = reading;
  const first = items.findIndex(({ start }) => start >= at);
  if (first >= 0) items.length = first;
  branches.length = 0;
  for (let open = openConditionals(items); open > 0; open--)
    branches.push({ tokens: [], opened: undefined, depth: 0, isNameNext: false, isElseDead: false });
};

const openConditionals = (items: readonly HeaderItem[]): number => {
  let open = 0;
  for (const { kind } of items) {
    if (kind === "if") open++;
    else if (kind === "endif" && open > 0) open--;
  }
  return open;
};
