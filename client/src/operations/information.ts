/** "Show Information": a page to read for each module. */
import * as l10n from "@vscode/l10n";
import { CommandError } from "../kernel/errors.ts";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import type { ModuleInfo } from "../kernel/kmod/module-info.ts";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";
import { chosenTarget } from "./choose-target.ts";
import { loadedOnlyPage, modulePage } from "./module-page.ts";
import type { Operations } from "./operations.ts";
import type { Given, Subject } from "./subjects.ts";
import { sourceOfFile, type Wanted, wantedModules } from "./wanted.ts";

/**
 * Opens a page for each module that was given, and gives what their files say. undefined: the user left, or was told why
 * there is nothing. Rejects with TargetError or CommandError where a machine had to be asked.
 */
export async function showInformation(
  operations: Operations,
  given: Given,
): Promise<readonly ModuleInfo[] | undefined> {
  const target = await chosenTarget(operations, given);
  if (target === undefined) return undefined;
  if (given.subjects.length === 0) return showEach(operations, [], target);
  const infos: ModuleInfo[] = [];
  for (const subject of given.subjects) {
    const machine = "target" in subject ? subject.target : target;
    const shown = await showLoadedToo(operations, subject, machine);
    if (shown === undefined) return undefined;
    infos.push(...shown);
  }
  return infos;
}

/** A module that is loaded from a file that nobody has any more is shown as the kernel knows it. */
async function showLoadedToo(
  operations: Operations,
  subject: Subject,
  target: Target,
): Promise<readonly ModuleInfo[] | undefined> {
  try {
    return await showEach(operations, [subject], target);
  } catch (error) {
    if (subject.kind !== "loaded" || !(error instanceof CommandError)) throw error;
    const loaded = { target: labelOf(target), module: subject.module };
    await operations.documents.showPage(loadedOnlyPage(loaded, await operations.built.all()));
    return [];
  }
}

async function showEach(
  operations: Operations,
  subjects: readonly Subject[],
  target: Target,
): Promise<readonly ModuleInfo[] | undefined> {
  const wanted = await wantedModules(operations, subjects, target, l10n.t("Show Information"));
  for (const one of wanted ?? []) await show(operations, one, target);
  return wanted?.map(({ info }) => info);
}

async function show(operations: Operations, { name, source, info }: Wanted, target: Target): Promise<void> {
  const module = loadedAs(operations, name, target);
  const page = modulePage({
    info,
    target: source.kind === "installed" ? labelOf(target) : undefined,
    loaded: module && { target: labelOf(target), module },
    sources: source.kind === "built" ? await sourceOfFile(operations, source.ko) : undefined,
    built: await operations.built.all(),
  });
  await operations.documents.showPage(page);
}

const loadedAs = ({ loaded }: Operations, name: string, target: Target): LoadedModule | undefined =>
  loaded.snapshot(target)?.modules.find((one) => one.name === name);
