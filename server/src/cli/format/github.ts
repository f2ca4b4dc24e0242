/**
 * Workflow commands of GitHub Actions: each finding becomes an annotation of its line. Escaped as the runner reads
 * it back (actions/toolkit, packages/core/src/command.ts: `%`, CR, LF in messages; also `:` and `,` in properties).
 */
import type { Severity } from "../../core/lint/finding.ts";
import type { LocatedFinding } from "../located.ts";
import { type CheckReport, displayPath } from "../report.ts";

const commands: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
  hint: "notice",
};

export const formatGithub = (report: CheckReport): string =>
  report.findings.map((finding) => `${annotation(finding, report.workingDirectory)}\n`).join("");

const annotation = (finding: LocatedFinding, workingDirectory: string): string => {
  const properties = {
    file: displayPath(finding.path, workingDirectory),
    line: finding.line,
    endLine: finding.endLine,
    // The runner takes columns only where one line is meant, and its endColumn is the last one, not the next.
    ...(finding.line === finding.endLine
      ? { col: finding.column, endColumn: Math.max(finding.column, finding.endColumn - 1) }
      : {}),
    title: finding.rule,
  };
  const written = Object.entries(properties).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  return `::${commands[finding.severity]} ${written.join(",")}::${escapeData(finding.message)}`;
};

const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
