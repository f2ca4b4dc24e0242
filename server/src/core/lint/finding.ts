/** What a rule says of a place in a text, and what would mend it. */
import type { Span, TextEdit } from "../text/span.ts";

/** From rules.md: error where the build or modpost fails, warning where they warn or the module misbehaves. */
export type Severity = "error" | "warning" | "info" | "hint";
export const severities = ["error", "warning", "info", "hint"] as const satisfies readonly Severity[];

export interface Fix {
  readonly title: string;
  /** The file that the edits are of, where it is not the finding's own: a Kbuild file. Such a fix is never safe. */
  readonly path?: string;
  /** Edits of one file, not overlapping. */
  readonly edits: readonly TextEdit[];
  /** True when it cannot change what the author meant: applied by "fix all" and `kmod-lint --fix`. */
  readonly isSafe: boolean;
}

export interface RelatedPlace {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  readonly span: Span;
  readonly message: string;
  readonly fixes: readonly Fix[];
  readonly related: readonly RelatedPlace[];
}
