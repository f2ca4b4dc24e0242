/** What a build found, as the editor shows it. Plain data: lines and characters from 0, as VS Code counts them. */
import type { BuildTool } from "../kernel/kbuild/build.ts";
import type { ProblemFix, RelatedPlace, Severity, Span } from "../problems/place.ts";

export interface Problem {
  /** Absolute path on this machine. */
  readonly file: string;
  readonly span: Span;
  readonly severity: Severity;
  readonly message: string;
  readonly tool: BuildTool;
  /** The option that silences it: `-Wunused-variable`. */
  readonly option: string | undefined;
  /** The rule of Kmod's that speaks of the same mistake. */
  readonly rule: string | undefined;
  readonly related: readonly RelatedPlace[];
  readonly fix: ProblemFix | undefined;
}

/** Whether two are the same to a reader. */
export const problemKey = ({ file, span, message }: Problem): string =>
  `${file}:${span.start.line}:${span.start.character}:${message}`;
