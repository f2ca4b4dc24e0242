/**
 * Which rules can say anything of a file, by words that it must hold: most files of a driver hold none of them, and
 * need not be read any closer. A rule whose group is not named here is always asked.
 */

import type { KernelFacts } from "../kernel/facts.ts";
import { entryWords } from "../model/entry-points.ts";
import type { FileModel } from "../model/file.ts";
import type { ModuleModel } from "../model/module.ts";
import { remembered } from "../model/remembered.ts";
import type { FileRule, RuleGroup } from "./rule.ts";

/** Is the rule to be asked about the file? */
export function createRelevance(
  kernel: KernelFacts,
): (rule: FileRule, file: FileModel, module: ModuleModel) => boolean {
  const groupsOf = remembered((file: FileModel) => wordsIn(file.text, entryWords(kernel)));
  return (rule, file, module) => {
    const groups = groupsOf(file);
    if (rule.group === "sections") return groups.has("sections") || mentionsMarked(file, module);
    return !gatedGroups.has(rule.group) || groups.has(rule.group);
  };
}

const gatedGroups: ReadonlySet<RuleGroup> = new Set([
  "entry-points",
  "metadata",
  "parameters",
  "device-tables",
  "sections",
  "exports",
]);

const sectionWords = /__(?:net_|dev|cpu)?(?:init|exit|ref)|__mem(?:init|exit)|__section/;

function wordsIn(text: string, entries: RegExp): ReadonlySet<RuleGroup> {
  const groups = new Set<RuleGroup>();
  if (entries.test(text)) groups.add("entry-points");
  if (/MODULE_|EXPORT_SYMBOL|module_(?:init|exit|param)/.test(text)) groups.add("metadata");
  if (/_param\w*|MODULE_PARM|DEVICE_ATTR/.test(text)) groups.add("parameters");
  if (/_device_id\b|DEVICE_TABLE/.test(text)) groups.add("device-tables");
  if (text.includes("EXPORT")) groups.add("exports");
  if (sectionWords.test(text)) groups.add("sections");
  return groups;
}

/** Does the file mention what another file of the module marks `__init` or `__exit`? */
function mentionsMarked(file: FileModel, module: ModuleModel): boolean {
  const marked = markedNames(module);
  return marked !== undefined && marked.test(file.text);
}

const markedNames = remembered((module: ModuleModel): RegExp | undefined => {
  const names = module.files
    .filter((file) => sectionWords.test(file.text))
    .flatMap((file) => [...file.functions, ...file.variables])
    .filter((one) => one.section !== "normal" && one.storage !== "static" && /^\w+$/.test(one.name))
    .map((one) => one.name);
  return names.length === 0 ? undefined : new RegExp(`\\b(?:${[...new Set(names)].join("|")})\\b`);
});
