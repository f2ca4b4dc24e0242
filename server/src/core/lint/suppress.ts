/**
 * Comments that silence rules, and the report of those that silence nothing:
 *
 *     // kmod-lint-disable-next-line missing-license -- reason
 *     foo();  // kmod-lint-disable-line rule-a, rule-b
 *     /* kmod-lint-disable rule *\/ ... /* kmod-lint-enable rule *\/     (a disable without enable: to the end)
 *
 * Without rule ids every rule is meant. Kbuild files use `#` comments with the same words.
 */
import type { FileModel, SuppressionComment } from "../model/file.ts";
import type { Span } from "../text/span.ts";
import type { Finding, Severity } from "./finding.ts";

/** The id under which silencing comments themselves are reported. */
export const suppressionRule = "unused-suppression";

interface Suppression {
  readonly comment: SuppressionComment;
  /** Empty: every rule. */
  readonly rules: readonly string[];
  readonly covers: Span;
}

interface Scope {
  readonly activeIds: ReadonlySet<string>;
  readonly knownIds: ReadonlySet<string>;
  readonly path: string;
  readonly severity: Severity;
}

/** The suppressions that a C file's comments ask for. */
export const suppressionsOf = (file: Pick<FileModel, "text" | "suppressions">): readonly Suppression[] =>
  resolve(file.text, file.suppressions);

/** The suppressions that a Kbuild file's `#` comments ask for. */
export function kbuildSuppressions(text: string): readonly Suppression[] {
  if (!text.includes("kmod-lint-")) return [];
  const comments: SuppressionComment[] = [];
  for (const match of text.matchAll(/#[^\n]*kmod-lint-[^\n]*/g)) {
    comments.push({ span: { start: match.index, end: match.index + match[0].length }, text: match[0] });
  }
  return resolve(text, comments);
}

/** Drops silenced findings; adds one for each comment that names an unknown rule or silences nothing. */
export function applySuppressions(
  suppressions: readonly Suppression[],
  findings: readonly Finding[],
  scope: Scope,
): readonly Finding[] {
  if (suppressions.length === 0) return findings;
  const used = new Set<string>();
  const left = findings.filter((finding) => {
    const silencing = suppressions.filter((suppression) => silences(suppression, finding));
    for (const { comment, rules } of silencing)
      used.add(`${comment.span.start} ${rules.length === 0 ? "" : finding.rule}`);
    return silencing.length === 0;
  });
  if (!scope.activeIds.has(suppressionRule)) return left;
  return [...left, ...suppressions.flatMap((suppression) => reportsOn(suppression, used, scope))].toSorted(
    (a, b) => a.span.start - b.span.start,
  );
}

const silences = ({ rules, covers }: Suppression, finding: Finding): boolean =>
  covers.start <= finding.span.start &&
  finding.span.start <= covers.end &&
  (rules.length === 0 || rules.includes(finding.rule));

function reportsOn(suppression: Suppression, used: ReadonlySet<string>, scope: Scope): Finding[] {
  const { comment, rules } = suppression;
  const finding = (message: string, isUnused: boolean): Finding => ({
    rule: suppressionRule,
    severity: scope.severity,
    path: scope.path,
    span: comment.span,
    message,
    fixes: isUnused && rules.length <= 1 ? [removal(comment)] : [],
    related: [],
  });
  if (rules.length === 0) {
    return used.has(`${comment.span.start} `)
      ? []
      : [finding("This comment silences nothing: remove it", true)];
  }
  return rules.flatMap((rule) => {
    if (!scope.knownIds.has(rule))
      return [finding(`There is no rule '${rule}': see kmod-lint list-rules`, false)];
    if (!scope.activeIds.has(rule) || used.has(`${comment.span.start} ${rule}`)) return [];
    return [finding(`'${rule}' finds nothing here: remove it from this comment`, true)];
  });
}

const removal = (comment: SuppressionComment) => ({
  title: "Remove the comment",
  edits: [{ span: comment.span, text: "" }],
  isSafe: true,
});

function resolve(text: string, comments: readonly SuppressionComment[]): readonly Suppression[] {
  const suppressions: Suppression[] = [];
  comments.forEach((comment, index) => {
    const words = /kmod-lint-(disable-next-line|disable-line|disable)\b([^\n]*)/.exec(comment.text);
    if (!words) return;
    const rules = rulesIn(words[2] ?? "");
    suppressions.push({ comment, rules, covers: coverOf(text, comments, index, words[1] ?? "", rules) });
  });
  return suppressions;
}

const rulesIn = (words: string): readonly string[] =>
  (words.split(/--|\*\//)[0] ?? "").split(/[\s,]+/).filter((word) => word !== "");

function coverOf(
  text: string,
  comments: readonly SuppressionComment[],
  index: number,
  directive: string,
  rules: readonly string[],
): Span {
  const place = comments[index]?.span ?? { start: 0, end: 0 };
  if (directive === "disable-line") return lineAt(text, place.start);
  if (directive === "disable-next-line") {
    const next = text.indexOf("\n", place.end);
    return next < 0 ? { start: text.length, end: text.length } : lineAt(text, next + 1);
  }
  const enable = comments.slice(index + 1).find((other) => {
    const words = /kmod-lint-enable\b([^\n]*)/.exec(other.text);
    if (!words) return false;
    const enabled = rulesIn(words[1] ?? "");
    return enabled.length === 0 || rules.some((rule) => enabled.includes(rule));
  });
  return { start: place.start, end: enable ? enable.span.start : text.length };
}

function lineAt(text: string, offset: number): Span {
  const end = text.indexOf("\n", offset);
  return { start: text.lastIndexOf("\n", offset - 1) + 1, end: end < 0 ? text.length : end };
}
