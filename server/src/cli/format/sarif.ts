/** SARIF 2.1.0 (OASIS): one run, with the rules that were asked, fixes, fingerprints and how the run ended. */
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import type { Severity } from "../../core/lint/finding.ts";
import type { Rule } from "../../core/lint/rule.ts";
import type { LocatedFinding, LocatedFix, Place } from "../located.ts";
import { type CheckReport, displayPath, type Notice } from "../report.ts";

const levels: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
  hint: "note",
};

export const formatSarif = (report: CheckReport): string => {
  const rules = report.rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const indexOf = new Map(rules.map((rule, index) => [rule.id, index]));
  const fingerprints = new Map<string, number>();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "kmod-lint",
            semanticVersion: report.version,
            rules: rules.map(ruleEntry),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { WORKDIR: { uri: folderUri(report.workingDirectory) } },
        invocations: [invocation(report)],
        results: report.findings.map((finding) => result(finding, report, indexOf, fingerprints)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 1)}\n`;
};

const ruleEntry = (rule: Rule): object => ({
  id: rule.id,
  shortDescription: { text: rule.page.what },
  fullDescription: { text: `${rule.page.what} ${rule.page.why}` },
  help: {
    text: helpText(rule),
    markdown: `${rule.page.what}\n\n${rule.page.why}\n\n**Bad**\n\n\`\`\`c\n${rule.page.bad}\n\`\`\`\n\n**Good**\n\n\`\`\`c\n${rule.page.good}\n\`\`\`\n`,
  },
  defaultConfiguration: { level: levels[rule.severity] },
  properties: { tags: [rule.group], severity: rule.severity },
});

const helpText = (rule: Rule): string => {
  const says = rule.page.predicts.map(({ tool, message }) => `${tool}: ${message}`);
  return [rule.page.what, rule.page.why, ...says, `Bad:\n${rule.page.bad}`, `Good:\n${rule.page.good}`].join(
    "\n\n",
  );
};

const invocation = (report: CheckReport): object => ({
  executionSuccessful: !report.notices.some((notice) => notice.kind === "internal"),
  exitCode: report.exitCode,
  startTimeUtc: report.startedAt.toISOString(),
  endTimeUtc: report.endedAt.toISOString(),
  workingDirectory: { uri: folderUri(report.workingDirectory) },
  toolExecutionNotifications: report.notices.map((notice) => notification(notice, report.workingDirectory)),
});

const notification = (notice: Notice, workingDirectory: string): object => ({
  level: notice.kind === "internal" ? "error" : "warning",
  message: { text: notice.message },
  locations: [{ physicalLocation: { artifactLocation: artifact(notice.path, workingDirectory) } }],
});

const result = (
  finding: LocatedFinding,
  report: CheckReport,
  indexOf: ReadonlyMap<string, number>,
  fingerprints: Map<string, number>,
): object => {
  const related = finding.related.map((other, id) => ({
    id,
    message: { text: other.message },
    physicalLocation: {
      artifactLocation: artifact(other.path, report.workingDirectory),
      region: region(other),
    },
  }));
  const fixes = finding.fixes.filter((fix) => fix.edits.length > 0);
  return {
    ruleId: finding.rule,
    ruleIndex: indexOf.get(finding.rule) ?? -1,
    level: levels[finding.severity],
    message: { text: finding.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(finding.path, report.workingDirectory),
          region: { ...region(finding), snippet: { text: finding.sourceLine } },
        },
      },
    ],
    partialFingerprints: {
      primaryLocationLineHash: fingerprint(finding, report.workingDirectory, fingerprints),
    },
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(fixes.length === 0
      ? {}
      : { fixes: fixes.map((fix) => fixEntry(fix, finding.path, report.workingDirectory)) }),
  };
};

const fixEntry = (fix: LocatedFix, path: string, workingDirectory: string): object => ({
  description: { text: fix.title },
  artifactChanges: [
    {
      artifactLocation: artifact(path, workingDirectory),
      replacements: fix.edits.map((edit) => ({
        deletedRegion: region(edit),
        ...(edit.text === "" ? {} : { insertedContent: { text: edit.text } }),
      })),
    },
  ],
});

const region = (place: Place): object => ({
  startLine: place.line,
  startColumn: place.column,
  endLine: place.endLine,
  endColumn: place.endColumn,
});

const artifact = (path: string, workingDirectory: string): object => {
  const shown = displayPath(path, workingDirectory);
  if (shown === path) return { uri: pathToFileURL(path).href };
  return { uri: shown.split(/[\\/]/).map(encodeURIComponent).join("/"), uriBaseId: "WORKDIR" };
};

/** A base URI must end in a slash (3.14.14). */
const folderUri = (path: string): string => pathToFileURL(path).href.replace(/\/*$/, "/");

/** What the finding is of, not where: it stays while lines above it come and go. Equal ones are numbered. */
const fingerprint = (
  finding: LocatedFinding,
  workingDirectory: string,
  counts: Map<string, number>,
): string => {
  const subject = [
    finding.rule,
    displayPath(finding.path, workingDirectory),
    finding.sourceLine.trim().replaceAll(/\s+/g, " "),
  ];
  const hash = createHash("sha256").update(subject.join("\0")).digest("hex").slice(0, 16);
  const count = (counts.get(hash) ?? 0) + 1;
  counts.set(hash, count);
  return `${hash}:${count}`;
};
