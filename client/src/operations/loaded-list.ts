/** What is loaded, as a table to read and to copy. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import { labelOf } from "../targets/target-words.ts";
import { chosenTarget, readyTarget } from "./choose-target.ts";
import { formatTable, type ModuleRow, moduleRows, type TableFormat, tableFormats } from "./module-table.ts";
import type { Operations } from "./operations.ts";
import type { Given } from "./subjects.ts";

/** Opens the table of a machine and gives its rows. undefined: it cannot be read, and the user has been told. */
export async function listLoaded(
  operations: Operations,
  given: Given,
): Promise<readonly ModuleRow[] | undefined> {
  const target = await readyTarget(operations, given);
  if (target === undefined) return undefined;
  const { modules } = await operations.loaded.refresh(target);
  const rows = await rowsOf(operations, modules);
  const text = formatTable(rows, "text");
  await operations.documents.showText(`${l10n.t`Modules on ${labelOf(target)}`}.txt`, text, target);
  return rows;
}

/**
 * Puts the selected modules, else all of a machine, on the clipboard as a table and gives its text. undefined: the user
 * left the choice of a format, or has been told why there is nothing.
 */
export async function copyTable(operations: Operations, given: Given): Promise<string | undefined> {
  const format = tableFormats.find((one) => one === given.format) ?? (await pickFormat(operations));
  if (format === undefined) return undefined;
  const modules = await selectedModules(operations, given);
  if (modules === undefined) return undefined;
  return copied(
    formatTable(await rowsOf(operations, modules), format),
    l10n.t`${modules.length} modules as ${format}`,
  );
}

/** Puts the names of the selected modules on the clipboard, a line each, and gives the text. */
export async function copyNames(operations: Operations, given: Given): Promise<string | undefined> {
  const names = given.subjects.flatMap((subject) => {
    if (subject.kind === "loaded") return [subject.module.name];
    return subject.kind === "installed" || subject.kind === "named" ? [subject.name] : [];
  });
  const all = names.length > 0 ? names : (await selectedModules(operations, given))?.map(({ name }) => name);
  return all && copied(all.join("\n"), all.length === 1 ? all.join() : l10n.t`${all.length} names`);
}

async function selectedModules(
  operations: Operations,
  given: Given,
): Promise<readonly LoadedModule[] | undefined> {
  const chosen = given.subjects.flatMap((subject) => (subject.kind === "loaded" ? [subject.module] : []));
  if (chosen.length > 0) return chosen;
  const target = await chosenTarget(operations, given);
  const ready = target && (await operations.targets.ready(target));
  if (ready === undefined) return undefined;
  const { modules } = await operations.loaded.refresh(ready);
  const named = given.subjects.flatMap((subject) => (subject.kind === "named" ? [subject.name] : []));
  return named.length === 0 ? modules : modules.filter(({ name }) => named.includes(name));
}

const rowsOf = async (
  { built }: Operations,
  modules: readonly LoadedModule[],
): Promise<readonly ModuleRow[]> => moduleRows(modules, new Set((await built.all()).map(({ name }) => name)));

const pickFormat = ({ context: { prompts } }: Operations): Promise<TableFormat | undefined> =>
  prompts.pick<TableFormat>({
    title: l10n.t("Copy Module List"),
    placeholder: l10n.t("In which form?"),
    items: [
      { label: l10n.t("Text"), description: l10n.t("columns aligned, as lsmod shows them"), answer: "text" },
      { label: "TSV", description: l10n.t("for a spreadsheet"), answer: "TSV" },
      { label: "JSON", description: l10n.t("for a program"), answer: "JSON" },
    ],
  });

async function copied(text: string, what: string): Promise<string> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`$(clippy) ${l10n.t`Copied ${what}`}`, 5_000);
  return text;
}
