/** The rule as the unit: one file defines one, with its page of documentation and its check. */
import type { KbuildProject } from "../kbuild/modules.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import type { FileModel } from "../model/file.ts";
import type { ModuleModel } from "../model/module.ts";
import type { Span } from "../text/span.ts";
import type { Fix, RelatedPlace, Severity } from "./finding.ts";

/** What a check gives: the engine adds rule, severity and path. */
export interface Report {
  readonly path?: string;
  readonly span: Span;
  readonly message: string;
  /** Only where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
}

/** The page: `docs/rules/<id>.md`, `kmod-lint explain <id>` and the hover are made from it. Examples are run as tests. */
export interface RulePage {
  /** What is checked, in one sentence. */
  readonly what: string;
  /** What happens to the author who ignores it. */
  readonly why: string;
  /** Which tool says it, with its message. */
  readonly predicts: readonly {
    readonly tool: "gcc" | "modpost" | "kernel" | "kbuild" | "checkpatch" | "convention";
    readonly message: string;
  }[];
  /** A whole small C file (or Kbuild text) that has the finding, and one that has none. */
  readonly bad: string;
  readonly good: string;
  /** Since which kernel it holds; undefined: every kernel Kmod knows. */
  readonly since?: string;
}

export type RuleGroup =
  | "entry-points"
  | "metadata"
  | "parameters"
  | "device-tables"
  | "sections"
  | "exports"
  | "symbols"
  | "kbuild";

interface RuleBase {
  readonly id: string;
  readonly group: RuleGroup;
  readonly severity: Severity;
  readonly page: RulePage;
}

/** Looks at one file, in the light of its module. Runs again only when either may have changed. */
export interface FileRule extends RuleBase {
  readonly scope: "file";
  check(context: {
    readonly file: FileModel;
    readonly module: ModuleModel;
    readonly kernel: KernelFacts;
  }): Iterable<Report>;
}

/** Looks at a whole module. Must stay away from function bodies: it runs after every edit. Gives `path` in each report. */
export interface ModuleRule extends RuleBase {
  readonly scope: "module";
  check(context: {
    readonly module: ModuleModel;
    readonly kernel: KernelFacts;
  }): Iterable<Report & { readonly path: string }>;
}

/** Looks at the Kbuild files of a project. */
export interface KbuildRule extends RuleBase {
  readonly scope: "kbuild";
  check(context: {
    readonly project: KbuildProject;
    readonly kernel: KernelFacts;
  }): Iterable<Report & { readonly path: string }>;
}

export type Rule = FileRule | ModuleRule | KbuildRule;

/** Keeps the literal type and gives authors completion; does nothing else. */
export const defineRule = <R extends Rule>(rule: R): R => rule;
