/**
 * Messages that name a line themselves: the word on that line, and the finding that speaks of the same mistake there.
 */
import type { Finding } from "../../lint/finding.ts";
import type { ModuleModel } from "../../model/module.ts";
import { lineIndex, lineSpan, offsetAt } from "../../text/lines.ts";
import type { Span } from "../../text/span.ts";
import { foretells } from "./compiler-words.ts";
import type { BuildTool } from "./meaning.ts";

/** Lines and columns from 0. */
export interface WrittenAt {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** The identifier, number or string at a column; where there is none, what the line holds. */
export function tokenAt(text: string, { line, column }: WrittenAt): Span {
  const index = lineIndex(text);
  const whole = lineSpan(index, line);
  const start = offsetAt(index, { line, column });
  const token = /^(?:\w+|"(?:[^"\\\n]|\\.)*"|<[\w./-]+>)/.exec(text.slice(start, whole.end))?.[0];
  if (token !== undefined && column > 0) return { start, end: start + token.length };
  const words = text.slice(whole.start, whole.end);
  const lead = words.length - words.trimStart().length;
  if (column > lead && words[column]?.trim()) return { start, end: start + 1 };
  return { start: whole.start + lead, end: whole.start + words.trimEnd().length };
}

export interface AtMessage {
  readonly tool: BuildTool;
  readonly severity: "error" | "warning";
  readonly text: string;
  readonly at: WrittenAt;
}

/** The finding that says what the message says; undefined where none certainly does. */
export function sameFinding(
  { tool, severity, text: said, at }: AtMessage,
  text: string,
  findings: readonly Finding[],
  module: ModuleModel | undefined,
): Finding | undefined {
  const line = lineSpan(lineIndex(text), at.line);
  if (tool === "kbuild") return findings.find((one) => isOfMake(one, said, line));
  if (tool !== "compiler" || severity !== "error") return undefined;
  return findings.find(
    (one) =>
      foretells(one, text.slice(one.span.start, one.span.end), said) && isAt(one, line, at.path, module),
  );
}

/** On the line, or about the definition that the line is part of, or about what the line does. */
function isAt(finding: Finding, line: Span, path: string, module: ModuleModel | undefined): boolean {
  if (meets(finding.span, line)) return true;
  if (finding.related.some((place) => place.path === path && meets(place.span, line))) return true;
  if (!ofDefinitions.has(finding.rule)) return false;
  const file = module?.files.find((one) => one.path === path);
  return (
    file?.functions.some(({ nameSpan, span }) => meets(nameSpan, finding.span) && meets(span, line)) ?? false
  );
}

/** Rules that speak at a function's name of what its body or head lacks. */
const ofDefinitions: ReadonlySet<string> = new Set([
  "init-without-return",
  "init-signature",
  "exit-signature",
]);

const meets = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;

/** make names the last line for a missing endif, and the line itself for all else that it cannot read. */
function isOfMake({ rule, message, span }: Finding, said: string, line: Span): boolean {
  if (rule !== "kbuild-syntax") return false;
  if (/missing [`']endif'/.test(said)) return message.includes("missing 'endif'");
  const isSame =
    (/missing separator/.test(said) && message.includes("missing separator")) ||
    (/extraneous [`']endif'/.test(said) && message.includes("extraneous 'endif'")) ||
    (/No such file or directory/.test(said) && message.startsWith("There is no '"));
  return isSame && meets(span, line);
}
