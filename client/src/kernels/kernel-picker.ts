/**
 * The quick pick of kernels: for one, which is chosen with Enter, or for several, which are ticked. "Browse..." looks at
 * a folder that is not listed. What was typed and ticked outlives it.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { KernelChoice } from "../../../server/src/protocol/messages.ts";
import { describeKernel, groupOf, kernelGroups } from "./kernel-words.ts";

/** What there is to choose from; `folders`: further ones to look at. */
export type ListKernels = (folders: readonly string[]) => Promise<readonly KernelChoice[]>;

export interface PickerOptions {
  readonly title: string;
  readonly placeholder: string;
  readonly list: ListKernels;
  /** The items stand, and can be chosen from. */
  readonly onShown: () => void;
}

export type OneKernel =
  | { readonly kind: "automatic" }
  | { readonly kind: "kernel"; readonly kernel: KernelChoice };

interface Item extends vscode.QuickPickItem {
  readonly answer?: OneKernel | { readonly kind: "browse" };
}

/** Resolves with undefined when the author leaves the list. */
export async function pickKernel(options: PickerOptions): Promise<OneKernel | undefined> {
  const pick = openPicker(options);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  try {
    const kernels = await options.list([]);
    pick.items = [automatic, ...listed(kernels, (kernel) => toItem(kernel, true)), separator(""), browse];
    const inUse = pick.items.filter(
      ({ answer }) => answer?.kind === "kernel" && answer.kernel.use === "main",
    );
    // Without one in use the first item stays what Enter chooses.
    if (inUse.length > 0) pick.activeItems = inUse;
    pick.busy = false;
    while (true) {
      const accepted = await nextAnswer(pick);
      if (accepted === undefined) return undefined;
      const answer = pick.selectedItems[0]?.answer;
      if (answer === undefined) continue;
      if (answer.kind === "automatic") return answer;
      const kernel = answer.kind === "browse" ? await browseKernel(pick, options) : answer.kernel;
      if (kernel?.problem !== undefined) void vscode.window.showWarningMessage(kernel.problem);
      else if (kernel) return { kind: "kernel", kernel };
    }
  } finally {
    pick.dispose();
  }
}

export interface TickedKernels {
  readonly listed: readonly KernelChoice[];
  readonly ticked: ReadonlySet<KernelChoice>;
}

/** Resolves with undefined when the author leaves the list. The main kernel is not among those that can be ticked. */
export async function tickKernels(options: PickerOptions): Promise<TickedKernels | undefined> {
  const pick = openPicker(options);
  pick.canSelectMany = true;
  pick.buttons = [browseButton];
  try {
    let kernels = (await options.list([])).filter(canBeTicked);
    const show = (ticked: (kernel: KernelChoice) => boolean): void => {
      pick.items = listed(kernels, (kernel) => toItem(kernel, false));
      pick.activeItems = pick.items.filter(({ answer }) => answer !== undefined).slice(0, 1);
      pick.selectedItems = pick.items.filter(
        ({ answer }) => answer?.kind === "kernel" && ticked(answer.kernel),
      );
      pick.busy = false;
    };
    show(({ use, written }) => use === "other" || written !== undefined);
    while (true) {
      const event = await nextAnswer(pick);
      if (event === undefined) return undefined;
      const ticked = new Set(pick.selectedItems.flatMap(({ answer }) => kernelOf(answer)));
      if (event === "accepted") return { listed: kernels, ticked };
      const found = await browseKernel(pick, options);
      if (found?.problem !== undefined) void vscode.window.showWarningMessage(found.problem);
      else if (found) {
        const known = kernels.find(({ directory }) => directory === found.directory);
        kernels = known ? kernels : [...kernels, found];
        ticked.add(known ?? found);
        show((kernel) => ticked.has(kernel));
      }
    }
  } finally {
    pick.dispose();
  }
}

/** What cannot serve is only listed to be taken out of the settings. */
const canBeTicked = ({ use, problem, written }: KernelChoice): boolean =>
  use !== "main" && (problem === undefined || written !== undefined);

const automatic: Item = {
  label: `$(sparkle) ${l10n.t("Automatic")}`,
  description: l10n.t("the open kernel tree, what the Makefile names, or the running kernel"),
  answer: { kind: "automatic" },
};
const browse: Item = { label: `$(folder-opened) ${l10n.t("Browse...")}`, answer: { kind: "browse" } };
const browseButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("folder-opened"),
  tooltip: l10n.t("Browse..."),
};

function openPicker({ title, placeholder, onShown }: PickerOptions): vscode.QuickPick<Item> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = placeholder;
  pick.busy = true;
  pick.onDidChangeActive((active) => active.length > 0 && onShown());
  pick.show();
  return pick;
}

/** The next thing that the author does with the list; undefined: leaves it. */
function nextAnswer(pick: vscode.QuickPick<Item>): Promise<"accepted" | "button" | undefined> {
  return new Promise((resolve) => {
    const listeners = [
      pick.onDidAccept(() => end("accepted")),
      pick.onDidTriggerButton(() => end("button")),
      pick.onDidHide(() => end(undefined)),
    ];
    const end = (answer: "accepted" | "button" | undefined): void => {
      for (const listener of listeners) listener.dispose();
      resolve(answer);
    };
  });
}

/** Asks for a folder and what it holds; the list stands again as it was. */
async function browseKernel(
  pick: vscode.QuickPick<Item>,
  { list, title }: PickerOptions,
): Promise<KernelChoice | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: l10n.t("Check Against This Kernel"),
    })) ?? [];
  pick.show();
  if (folder === undefined) return undefined;
  pick.busy = true;
  const kernels = await list([folder.fsPath]);
  pick.busy = false;
  return kernels.find(({ directory }) => directory === folder.fsPath);
}

function listed(kernels: readonly KernelChoice[], item: (kernel: KernelChoice) => Item): readonly Item[] {
  return kernelGroups.flatMap((group) => {
    const all = kernels.filter((kernel) => groupOf(kernel) === group);
    const members = [
      ...all.filter(({ problem }) => problem === undefined),
      ...all.filter(({ problem }) => problem !== undefined),
    ];
    return members.length === 0 ? [] : [separator(group), ...members.map(item)];
  });
}

const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });

const toItem = (kernel: KernelChoice, marksUse: boolean): Item => ({
  ...describeKernel(kernel, marksUse),
  answer: { kind: "kernel", kernel },
});

const kernelOf = (answer: Item["answer"]): readonly KernelChoice[] =>
  answer?.kind === "kernel" ? [answer.kernel] : [];
