/** One JSON array of `{file, line, column, endLine, endColumn, rule, severity, message}`, 1-based; nothing else. */
import { type CheckReport, displayPath } from "../report.ts";

export const formatJson = (report: CheckReport): string => {
  const entries = report.findings.map((finding) =>
    JSON.stringify({
      file: displayPath(finding.path, report.workingDirectory),
      line: finding.line,
      column: finding.column,
      endLine: finding.endLine,
      endColumn: finding.endColumn,
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
    }),
  );
  return entries.length === 0 ? "[]\n" : `[\n${entries.join(",\n")}\n]\n`;
};
