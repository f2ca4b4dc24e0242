/** Places in a text: UTF-16 offsets, half-open. Rows and columns exist only outside core. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

export const span = (start: number, end: number): Span => ({ start, end });

export const contains = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

export const shifted = (place: Span, by: number): Span =>
  by === 0 ? place : { start: place.start + by, end: place.end + by };
