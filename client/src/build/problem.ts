/** What a build found, as the editor shows it. Plain data: lines and characters from 0, as VS Code counts them. */
import type { BuildTool } from "../kernel/kbuild/build.ts";

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Span {
  readonly start: Position;
  readonly end: Position;
}

export interface Problem {
  /** Absolute path on this machine. */
  readonly file: string;
  readonly span: Span;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly tool: BuildTool;
  /** The option that silences it: `-Wunused-variable`. */
  readonly option: string | undefined;
  /** The rule of Kmod's that speaks of the same mistake. */
  readonly rule: string | undefined;
  readonly related: readonly RelatedPlace[];
  readonly fix: ProblemFix | undefined;
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

export interface RelatedPlace {
  readonly file: string;
  readonly span: Span;
  readonly message: string;
}

/** Whether two are the same to a reader. */
export const problemKey = ({ file, span, message }: Problem): string =>
  `${file}:${span.start.line}:${span.start.character}:${message}`;
