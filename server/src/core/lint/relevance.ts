/**
 * Which rules can say anything of a file, by words that it must hold: most files of a driver hold none of them, and
 * need not be read any closer. A rule whose group is not named here is always asked.
 */

import type { KernelFacts } from "../kernel/facts.ts";
import { mentionsEntry } from "../model/entry-points.ts";
import type { FileModel } from "../model/file.ts";
import type { ModuleModel } from "../model/module.ts";
import { remembered } from "../model/remembered.ts";
import type { FileRule, RuleGroup } from "./rule.ts";

/** Is the rule to be asked about the file? */
export function createRelevance(
  kernel: KernelFacts,
): (rule: FileRule, file: FileModel, module: ModuleModel) => boolean {
  const groupsOf = remembered((file: FileModel) => wordsIn(file, kernel));
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

function wordsIn(file: FileModel, kernel: KernelFacts): ReadonlySet<RuleGroup> {
  const { text } = file;
  const holdsOne = (...words: readonly string[]): boolean => words.some((word) => text.includes(word));
  const groups = new Set<RuleGroup>();
  if (mentionsEntry(kernel, file)) groups.add("entry-points");
  if (holdsOne("MODULE_", "EXPORT_SYMBOL", "module_init", "module_exit", "module_param"))
    groups.add("metadata");
  if (holdsOne("_param", "MODULE_PARM", "DEVICE_ATTR")) groups.add("parameters");
  if (holdsOne("DEVICE_TABLE") || (holdsOne("_device_id") && /_device_id\b/.test(text)))
    groups.add("device-tables");
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
