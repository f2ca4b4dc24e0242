/** `kmod-lint list-rules` and `kmod-lint explain`: the rules as text or JSON. */

import type { Rule } from "../core/lint/rule.ts";
import { grouped } from "../core/text/grouped.ts";
import { compareText } from "./located.ts";

/** One rule a line, by group; or a JSON array of `{id, group, severity, scope, what, since}`. */
export const listRules = (rules: readonly Rule[], format: "text" | "json"): string => {
  const sorted = rules.toSorted((a, b) => compareText(a.group, b.group) || compareText(a.id, b.id));
  if (format === "json") {
    const entries = sorted.map(({ id, group, severity, scope, page }) =>
      JSON.stringify({ id, group, severity, scope, what: page.what, since: page.since }),
    );
    return `[\n${entries.join(",\n")}\n]\n`;
  }
  const widest = Math.max(0, ...sorted.map((rule) => rule.id.length));
  const parts = grouped(sorted, (rule) => rule.group);
  return [...parts]
    .map(([group, members]) => {
      const lines = members.map(
        (rule) => `  ${rule.id.padEnd(widest)}  ${rule.severity.padEnd(7)}  ${rule.page.what}\n`,
      );
      return `${group}\n${lines.join("")}`;
    })
    .join("\n");
};

/** The page of a rule for a terminal. */
export const explainRule = (rule: Rule): string => {
  const { page } = rule;
  const predicted = page.predicts.map(({ tool, message }) => `  ${tool}: ${message}\n`).join("");
  return [
    `${rule.id} (${rule.severity}, ${rule.group})\n\n${page.what}\n\n${page.why}\n`,
    page.since === undefined ? "" : `Since ${page.since}.\n`,
    predicted === "" ? "" : `What would say it:\n${predicted}`,
    `Bad:\n\n${indented(page.bad)}`,
    `Good:\n\n${indented(page.good)}`,
    `Silence it for one line with a comment above it:\n\n    // kmod-lint-disable-next-line ${rule.id} -- why\n`,
  ]
    .filter((part) => part !== "")
    .join("\n");
};

const indented = (text: string): string =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "\n" : `    ${line}\n`))
    .join("");
