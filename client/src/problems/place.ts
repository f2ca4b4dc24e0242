/** Where a problem stands. Plain data: lines and characters from 0, as VS Code counts them. */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Span {
  readonly start: Position;
  readonly end: Position;
}

/** A further place that belongs to a problem. */
export interface RelatedPlace {
  readonly file: string;
  readonly span: Span;
  readonly message: string;
}

/** What mends it: every edit of it, or none. */
export interface ProblemFix {
  readonly title: string;
  readonly edits: readonly FixEdit[];
}

export interface FixEdit {
  readonly file: string;
  readonly span: Span;
  readonly text: string;
}

export type Severity = "error" | "warning" | "info";
