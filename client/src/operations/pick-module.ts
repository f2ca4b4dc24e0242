/** Lists of modules to choose from: those of the workspace, recently loaded ones first, and those that are loaded. */
import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import type { KoFile } from "../kernel/kmod/module-info.ts";
import type { Target } from "../kernel/targets/target.ts";
import { sizeInWords } from "../modules/words.ts";
import type { PickItem } from "../prompts.ts";
import { labelOf } from "../targets/target-words.ts";
import { releaseBuiltFor } from "./built-choice.ts";
import type { Operations } from "./operations.ts";

/** Path of a .ko file: one of the workspace, or any that the user looks for. undefined: left. */
export async function pickBuilt(
  { context: { prompts }, built, memory, loaded }: Operations,
  target: Target,
  title: string,
): Promise<string | undefined> {
  const all = await built.all();
  const recent = memory.recentFiles();
  const rank = new Map(recent.map((file, index) => [file, index]));
  const used = all
    .filter(({ file }) => rank.has(file))
    .toSorted((a, b) => (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0));
  const others = all.filter(({ file }) => !rank.has(file));
  const loadedNames = new Set(loaded.snapshot(target)?.modules.map(({ name }) => name));
  const item = (ko: KoFile): PickItem<KoFile | "browse"> => {
    const state = loadedNames.has(ko.name) ? ` · ${l10n.t`loaded on ${labelOf(target)}`}` : "";
    const words = builtItem(ko);
    return { ...words, description: `${words.description}${state}`, answer: ko };
  };
  const chosen = await prompts.pick<KoFile | "browse">({
    title,
    placeholder:
      all.length === 0
        ? l10n.t("The workspace holds no .ko file: build a module first, or browse")
        : l10n.t("Which module?"),
    items: [
      ...headed(l10n.t("Recently loaded"), used.map(item)),
      ...headed(l10n.t("Built in this workspace"), others.map(item)),
      ...(all.length === 0 ? [] : [{ label: "" }]),
      {
        label: l10n.t("Browse..."),
        description: l10n.t("for a .ko file"),
        icon: "folder-opened",
        answer: "browse",
      },
    ],
  });
  return chosen === "browse" ? browse(title) : chosen?.file;
}

/** One of several .ko files; the only one without asking. undefined: left. */
export async function pickOneOf(
  operations: Operations,
  built: readonly KoFile[],
  title: string,
): Promise<KoFile | undefined> {
  const [only] = built;
  return built.length === 1 ? only : (await pickAmong(operations, built, title, []))?.[0];
}

/** One of several .ko files or all of them; the only one without asking. undefined: left. */
export async function pickSomeOf(
  operations: Operations,
  built: readonly KoFile[],
  title: string,
): Promise<readonly KoFile[] | undefined> {
  if (built.length === 1) return built;
  return pickAmong(operations, built, title, [
    { label: l10n.t("All of Them"), icon: "checklist", answer: built },
  ]);
}

const pickAmong = (
  { context: { prompts } }: Operations,
  built: readonly KoFile[],
  title: string,
  first: readonly PickItem<readonly KoFile[]>[],
): Promise<readonly KoFile[] | undefined> =>
  prompts.pick({
    title,
    placeholder: l10n.t("Which module?"),
    items: [...first, ...built.map((ko) => ({ ...builtItem(ko), answer: [ko] }))],
  });

/** One of the loaded modules, the workspace's own first. undefined: left, or nothing is loaded. */
export async function pickLoaded(
  { context: { prompts }, built, loaded }: Operations,
  target: Target,
  title: string,
): Promise<LoadedModule | undefined> {
  const { modules } = await loaded.refresh(target);
  if (modules.length === 0) {
    void prompts.notify("info", l10n.t`Nothing is loaded on ${labelOf(target)}.`);
    return undefined;
  }
  const own = new Set((await built.all()).map(({ name }) => name));
  return prompts.pick({
    title,
    placeholder: l10n.t("Which module?"),
    items: [
      ...headed(l10n.t("In this workspace"), modules.filter(({ name }) => own.has(name)).map(loadedItem)),
      ...headed(l10n.t("Others"), modules.filter(({ name }) => !own.has(name)).map(loadedItem)),
    ],
  });
}

const builtItem = (ko: KoFile): { label: string; description: string; detail: string } => ({
  label: ko.name,
  description: releaseBuiltFor(ko),
  detail: vscode.workspace.asRelativePath(path.normalize(ko.file)),
});

const loadedItem = (module: LoadedModule): PickItem<LoadedModule> => ({
  label: module.name,
  description: loadedInWords(module),
  answer: module,
});

function loadedInWords({ size, usedBy, useCount, isPermanent }: LoadedModule): string {
  const uses =
    usedBy.length > 0 ? l10n.t`used by ${usedBy.join(", ")}` : useCount ? l10n.t`in use (${useCount})` : "";
  return [sizeInWords(size), uses, isPermanent ? l10n.t("permanent") : ""].filter(Boolean).join(" · ");
}

const headed = <T>(heading: string, items: readonly PickItem<T>[]): readonly PickItem<T>[] =>
  items.length === 0 ? [] : [{ label: heading }, ...items];

async function browse(title: string): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title,
      openLabel: l10n.t("Choose Module"),
      filters: { [l10n.t("Kernel modules")]: ["ko", "gz", "xz", "zst"] },
    })) ?? [];
  return file?.fsPath;
}
