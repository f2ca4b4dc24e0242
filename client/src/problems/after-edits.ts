/**
 * Problems while the author goes on typing: they move with their text, and one whose own text is changed is
 * gone, since nobody knows whether it still holds. Pure.
 */
import type { FixEdit, Position, ProblemFix, RelatedPlace, Span } from "./place.ts";

/** As VS Code tells of a change: what was replaced, in the text as it was before it, and by what. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** As much of a problem as edits can move. */
export interface Movable {
  readonly file: string;
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
  readonly fix?: ProblemFix | undefined;
}

/** The problems after edits of one file. The same list where none of them moved. @param edits as `inOrder` gives them */
export function afterEdits<T extends Movable>(
  problems: readonly T[],
  file: string,
  edits: readonly Edit[],
): readonly T[] {
  const after = problems.flatMap((problem) => {
    const moved = edits.reduce<T | undefined>((one, edit) => one && afterEdit(one, file, edit), problem);
    return moved === undefined ? [] : [moved];
  });
  const isSame = after.length === problems.length && after.every((one, index) => one === problems[index]);
  return isSame ? problems : after;
}

/**
 * Several changes of one event, none of which overlap, in an order in which each can be applied to the text that those
 * before it left: the last place first.
 */
export const inOrder = (edits: readonly Edit[]): readonly Edit[] =>
  edits.toSorted((a, b) => compare(b.span.start, a.span.start));

function afterEdit<T extends Movable>(problem: T, file: string, edit: Edit): T | undefined {
  const isTouched =
    problem.file === file ||
    problem.related.some((place) => place.file === file) ||
    problem.fix?.edits.some((one) => one.file === file) === true;
  if (!isTouched) return problem;
  const [moved] = moveIn([problem], file, edit);
  if (moved === undefined) return undefined;
  const related: readonly RelatedPlace[] = moveIn(problem.related, file, edit);
  return problem.fix === undefined
    ? { ...moved, related }
    : { ...moved, related, fix: fixAfter(problem.fix, file, edit) };
}

function fixAfter(fix: ProblemFix, file: string, edit: Edit): ProblemFix | undefined {
  const edits: readonly FixEdit[] = moveIn(fix.edits, file, edit);
  return edits.length === fix.edits.length ? { ...fix, edits } : undefined;
}

/** Those that are in the file move, or go; the others stay. */
const moveIn = <T extends { readonly file: string; readonly span: Span }>(
  places: readonly T[],
  file: string,
  edit: Edit,
): readonly T[] =>
  places.flatMap((place) => {
    const span = place.file === file ? moveSpan(place.span, edit) : place.span;
    return span === undefined ? [] : [{ ...place, span }];
  });

/** undefined: its own text was changed. */
function moveSpan(span: Span, { span: { start, end }, text }: Edit): Span | undefined {
  if (compare(start, span.end) > 0) return span;
  if (compare(start, span.end) === 0 && compare(span.start, span.end) < 0)
    return isApart(text, /^\s/u) ? span : undefined;
  if (compare(end, span.start) > 0) return undefined;
  if (compare(end, span.start) === 0 && !isApart(text, /\s$/u)) return undefined;
  const newEnd = endOf(start, text);
  const move = ({ line, character }: Position): Position => ({
    line: line + newEnd.line - end.line,
    character: line === end.line ? character - end.character + newEnd.character : character,
  });
  return { start: move(span.start), end: move(span.end) };
}

/** What is put directly beside a word belongs to it, but for blanks. */
const isApart = (text: string, blank: RegExp): boolean => text === "" || blank.test(text);

function endOf(start: Position, text: string): Position {
  const lines = text.split(/\r\n|\r|\n/u);
  const last = lines.at(-1) ?? "";
  return lines.length === 1
    ? { line: start.line, character: start.character + last.length }
    : { line: start.line + lines.length - 1, character: last.length };
}

const compare = (a: Position, b: Position): number => a.line - b.line || a.character - b.character;
