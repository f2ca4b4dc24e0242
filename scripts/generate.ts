/**
 * `npm run generate [-- --check]`: writes what follows from the sources: `docs/rules/<id>.md` from the rules' pages, the
 * setting `kmod.rules` of package.json and package.nls.json from the same, `docs/commands.md` and `docs/settings.md` from
 * package.json and the files of the commands, `l10n/bundle.l10n.json` from the client's texts. With --check it only says
 * what is out of date.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Rule } from "../server/src/core/lint/rule.ts";
import { rules } from "../server/src/core/rules/index.ts";
import { commandNotes } from "./generate/command-notes.ts";
import { commandsPage } from "./generate/commands-page.ts";
import { bundleFile, l10nBundle } from "./generate/l10n.ts";
import { readManifest } from "./generate/manifest.ts";
import { withRules, withRuleWords } from "./generate/rules-setting.ts";
import { settingsPage } from "./generate/settings-page.ts";
import { isMain, repository } from "./paths.ts";

const docs = path.join("docs", "rules");

/** Path in the repository and text of every generated file; undefined: the file should not be there. */
export function generatedFiles(): ReadonlyMap<string, string | undefined> {
  const files = new Map<string, string | undefined>();
  files.set("package.json", withRules(read("package.json") ?? "{}", rules));
  files.set("package.nls.json", withRuleWords(read("package.nls.json") ?? "{}", rules));
  for (const name of existsSync(path.join(repository, docs))
    ? readdirSync(path.join(repository, docs))
    : []) {
    files.set(path.join(docs, name), undefined);
  }
  files.set(path.join(docs, "README.md"), overview());
  for (const rule of rules) files.set(path.join(docs, `${rule.id}.md`), pageOf(rule));
  const manifest = readManifest();
  files.set(path.join("docs", "commands.md"), commandsPage(manifest, commandNotes()));
  files.set(path.join("docs", "settings.md"), settingsPage(manifest));
  files.set(bundleFile, l10nBundle());
  return files;
}

/** The generated files that are not as the rules say. */
export function staleFiles(): readonly string[] {
  return [...generatedFiles()].filter(([file, text]) => read(file) !== text).map(([file]) => file);
}

const groupTitles: Readonly<Record<Rule["group"], string>> = {
  "entry-points": "Entry points",
  metadata: "Metadata",
  parameters: "Parameters",
  "device-tables": "Device tables",
  sections: "Sections",
  exports: "Exports",
  symbols: "Symbols of the kernel and of other modules",
  kbuild: "Kbuild",
};

function overview(): string {
  const groups = Object.entries(groupTitles).map(([group, title]) => {
    const rows = rules
      .filter((rule) => rule.group === group)
      .map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${cell(rule.page.what)} |`);
    return rows.length === 0
      ? ""
      : `## ${title}\n\n| Rule | Severity | What |\n|---|---|---|\n${rows.join("\n")}\n\n`;
  });
  return `${generatedNote}# The checks of Kmod\n\n${groups.join("")}`.trimEnd().concat("\n");
}

/** The page of one rule. */
function pageOf(rule: Rule): string {
  const { page } = rule;
  const language = rule.scope === "kbuild" ? "make" : "c";
  const predicts = page.predicts.map(({ tool, message }) => `- ${tool}: ${code(message)}`);
  return [
    `${generatedNote}# ${rule.id}`,
    `Severity: ${rule.severity}. Group: ${groupTitles[rule.group]}.${page.since === undefined ? "" : ` Since: Linux ${page.since}.`}`,
    page.what.trim(),
    `## Why\n\n${page.why.trim()}`,
    ...(predicts.length === 0 ? [] : [`## What the tools say\n\n${predicts.join("\n")}`]),
    `## Bad\n\n${fenced(language, page.bad)}`,
    `## Good\n\n${fenced(language, page.good)}`,
    `## Silence\n\n${silence(rule)}`,
  ]
    .join("\n\n")
    .concat("\n");
}

function silence(rule: Rule): string {
  const setting = fenced("jsonc", `"kmod.rules": { "${rule.id}": "off" }`);
  return `In the settings:\n\n${setting}\n\nOn the command line: \`kmod-lint check --rule ${rule.id}=off\`.`;
}

const generatedNote =
  "<!-- Written by scripts/generate.ts from the rule's own file: change it there. -->\n\n";

/** A message in code quotes, whatever quotes it has itself. */
function code(message: string): string {
  const longest = Math.max(0, ...(message.match(/`+/gu) ?? []).map((run) => run.length));
  const quote = "`".repeat(longest + 1);
  const gap = message.startsWith("`") || message.endsWith("`") ? " " : "";
  return `${quote}${gap}${oneLine(message)}${gap}${quote}`;
}

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
const oneLine = (text: string): string => text.trim().replaceAll(/\s+/gu, " ");
const cell = (text: string): string => oneLine(text).replaceAll("|", "\\|");

function read(file: string): string | undefined {
  const absolute = path.join(repository, file);
  return existsSync(absolute) ? readFileSync(absolute, "utf8") : undefined;
}

function main(isCheck: boolean): number {
  const stale = staleFiles();
  if (isCheck) {
    for (const file of stale) console.log(`${file} is out of date: npm run generate`);
    return stale.length === 0 ? 0 : 1;
  }
  const files = generatedFiles();
  mkdirSync(path.join(repository, docs), { recursive: true });
  for (const file of stale) {
    const text = files.get(file);
    if (text === undefined) rmSync(path.join(repository, file));
    else writeFileSync(path.join(repository, file), text);
    console.log(text === undefined ? `removed ${file}` : `wrote ${file}`);
  }
  return 0;
}

if (isMain(import.meta)) process.exitCode = main(process.argv.includes("--check"));
