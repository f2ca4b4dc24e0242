/** Which of the loaded modules are shown, and in which order. Pure. */
import * as l10n from "@vscode/l10n";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";

export interface Selection {
  /** What a name must contain; empty: any. Capitals and `-` against `_` make no difference. */
  readonly filter: string;
  readonly isOnlyMine: boolean;
  readonly order: Order;
}

export const orders = ["loaded", "name", "size", "uses"] as const;

/** `loaded`: the last loaded first; `size`, `uses`: the largest first. */
export type Order = (typeof orders)[number];

export const everything: Selection = { filter: "", isOnlyMine: false, order: "loaded" };

const sortedWords: Readonly<Record<Exclude<Order, "loaded">, string>> = {
  name: l10n.t("by name"),
  size: l10n.t("by size"),
  uses: l10n.t("by use count"),
};

/** How the user is told of an order. */
export const orderWords: Readonly<Record<Order, string>> = {
  loaded: l10n.t("Load Order"),
  name: l10n.t("Name"),
  size: l10n.t("Size"),
  uses: l10n.t("Use Count"),
};

/**
 * @param modules in the order of /proc/modules
 * @param isMine whether the workspace has the sources or the .ko file of a module
 */
export function selectModules(
  modules: readonly LoadedModule[],
  selection: Selection,
  isMine: (name: string) => boolean,
): readonly LoadedModule[] {
  const shown = modules.filter(
    ({ name }) => matches(name, selection.filter) && (!selection.isOnlyMine || isMine(name)),
  );
  // The sort is stable: equal ones stay in the order of loading.
  return selection.order === "loaded" ? shown : shown.toSorted(comparisons[selection.order]);
}

/** Whether a module's name contains the words of a filter, each of them. */
export function matches(name: string, filter: string): boolean {
  const plain = normal(name);
  return filter.split(/\s+/u).every((word) => plain.includes(normal(word)));
}

/** What is not as it comes, for the view's description: empty when everything is shown in the usual order. */
export function selectionInWords({ filter, isOnlyMine, order }: Selection): string {
  return [
    ...(filter === "" ? [] : [`“${filter}”`]),
    ...(isOnlyMine ? [l10n.t("of this workspace")] : []),
    ...(order === "loaded" ? [] : [sortedWords[order]]),
  ].join(" · ");
}

/** Reads what was kept of an earlier session; what cannot be meant is as it comes. */
export function storedSelection(stored: unknown): Selection {
  if (typeof stored !== "object" || stored === null) return everything;
  const { filter, isOnlyMine, order } = stored as Partial<Record<keyof Selection, unknown>>;
  return {
    filter: typeof filter === "string" ? filter : everything.filter,
    isOnlyMine: isOnlyMine === true,
    order: orders.find((known) => known === order) ?? everything.order,
  };
}

const normal = (text: string): string => text.toLowerCase().replaceAll("-", "_");

const comparisons: Readonly<Record<Exclude<Order, "loaded">, (a: LoadedModule, b: LoadedModule) => number>> =
  {
    name: (a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)),
    size: (a, b) => b.size - a.size,
    uses: (a, b) => (b.useCount ?? 0) - (a.useCount ?? 0),
  };
