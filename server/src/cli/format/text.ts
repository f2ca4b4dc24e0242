/** For people: `file:line:column: severity: message [rule]` as gcc writes it, the source line with its place, a summary. */
import { styleText } from "node:util";
import { type Severity, severities } from "../../core/lint/finding.ts";
import type { LocatedFinding } from "../located.ts";
import { type CheckReport, displayPath } from "../report.ts";

type Style = "red" | "yellow" | "cyan" | "blue" | "green" | "bold" | "dim";
type Paint = (styles: readonly Style[], text: string) => string;

const styles: Readonly<Record<Severity, Style>> = {
  error: "red",
  warning: "yellow",
  info: "cyan",
  hint: "blue",
};

/** @param fixed how many fixes were made; undefined: none was asked for */
export const formatText = (report: CheckReport, color: boolean, fixed?: number): string => {
  const paint: Paint = (wanted, text) =>
    color ? styleText([...wanted], text, { validateStream: false }) : text;
  const shown = report.findings.map((finding) => entry(finding, report.workingDirectory, paint));
  return `${shown.join("")}${summary(report, paint, fixed)}\n`;
};

const entry = (finding: LocatedFinding, workingDirectory: string, paint: Paint): string => {
  const place = `${displayPath(finding.path, workingDirectory)}:${finding.line}:${finding.column}:`;
  const head = `${paint(["bold"], place)} ${paint(["bold", styles[finding.severity]], `${finding.severity}:`)} ${visible(finding.message)} ${paint(["dim"], `[${finding.rule}]`)}\n`;
  const related = finding.related.map(
    (other) =>
      `${displayPath(other.path, workingDirectory)}:${other.line}:${other.column}: note: ${visible(other.message)}\n`,
  );
  return head + excerpt(finding, paint) + related.join("");
};

const excerpt = (finding: LocatedFinding, paint: Paint): string => {
  const line = visible(finding.sourceLine);
  if (line.trim() === "" || finding.column > line.length + 1) return "";
  const number = String(finding.line).padStart(5);
  const last = finding.endLine === finding.line ? finding.endColumn - 1 : line.trimEnd().length;
  const marked = line.slice(finding.column - 1, Math.min(last, line.length));
  // Tabs stay tabs, so that the marker stands under its place at any tab width; wide characters take two columns.
  const indent = blankOf(line.slice(0, finding.column - 1));
  const marker = `^${"~".repeat(Math.max(0, displayWidth(marked) - 1))}`;
  return `${number} | ${line}\n${" ".repeat(5)} | ${indent}${paint([styles[finding.severity], "bold"], marker)}\n`;
};

const summary = (report: CheckReport, paint: Paint, fixed: number | undefined): string => {
  const counts = severities
    .map((severity) => ({
      severity,
      count: report.findings.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => paint([styles[severity]], plural(count, severity)));
  const found = counts.length === 0 ? paint(["green"], "no findings") : counts.join(", ");
  const where = `${plural(report.modulesChecked, "module")}, ${plural(report.filesChecked, "file")}`;
  return `${fixed === undefined ? "" : `${plural(fixed, "fix", "fixes")} applied; `}${found} in ${where}`;
};

const plural = (count: number, one: string, many = one === "info" ? one : `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** Control characters of a checked file must not reach a terminal: each becomes one replacement character. */
const visible = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  text.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");

const blankOf = (text: string): string =>
  Array.from(text, (character) => (character === "\t" ? "\t" : " ".repeat(displayWidth(character)))).join("");

const displayWidth = (text: string): number => {
  let width = 0;
  for (const character of text)
    if (!/\p{Mn}/u.test(character))
      width +=
        /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
          character,
        )
          ? 2
          : 1;
  return width;
};
