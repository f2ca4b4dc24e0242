/** What the tree says where there are no rows to show: what is wrong, and what to do about it. Pure. */
import * as l10n from "@vscode/l10n";
import { TargetError } from "../kernel/errors.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { MessageRow } from "./nodes.ts";
import type { Selection } from "./selection.ts";

/** Which welcome stands in the place of the tree: the value of the context key `kmod.loadedModules.empty`. */
export type EmptyState = "none" | "noTarget" | "notConnected" | "noModuleSupport";

/** With only this machine there is nothing to choose: what it lacks is said in the whole view. */
export function emptyState(targets: readonly Target[]): EmptyState {
  const [first, second] = targets;
  if (first === undefined) return "noTarget";
  if (second !== undefined || first.spec.kind !== "local") return "none";
  if (first.state.kind === "disconnected") return "notConnected";
  return first.state.kind === "connected" && !first.state.machine.hasModules ? "noModuleSupport" : "none";
}

export const connectingFailed = (target: Target, error: TargetError): MessageRow => ({
  kind: "message",
  id: `${target.id}#failed`,
  severity: "error",
  text: error.message,
  detail: error.remedy,
  action: { title: l10n.t("Connect Again"), command: "kmod.connectTarget", argument: { target } },
});

export const readingFailed = (target: Target, error: Error, id: string): MessageRow => ({
  kind: "message",
  id: `${target.id}#error${id}`,
  severity: "error",
  text: error.message,
  detail: error instanceof TargetError ? error.remedy : l10n.t("The log says more (Kmod: Show Log)."),
  action: { title: l10n.t("Try Again"), command: "kmod.refreshModules", argument: { target } },
});

export const cannotLoadModules = (target: Target): MessageRow => ({
  kind: "message",
  id: `${target.id}#noModules`,
  severity: "info",
  text: l10n.t("This kernel has no loadable modules"),
  detail: l10n.t(
    "It was built without CONFIG_MODULES: nothing can be loaded or listed here. Select another target.",
  ),
  action: { title: l10n.t("Select Target"), command: "kmod.selectTarget", argument: undefined },
});

export const stillReading = (target: Target): MessageRow => ({
  kind: "message",
  id: `${target.id}#reading`,
  severity: "busy",
  text: l10n.t("Reading what is loaded…"),
  detail: "",
  action: undefined,
});

export const nothingLoaded = (target: Target): MessageRow => ({
  kind: "message",
  id: `${target.id}#empty`,
  severity: "info",
  text: l10n.t("No modules are loaded"),
  detail: "",
  action: { title: l10n.t("Load Module"), command: "kmod.loadModule", argument: { target } },
});

/** @param loaded how many modules the filter or "only mine" hides */
export function allHidden(target: Target, loaded: number, { filter, isOnlyMine }: Selection): MessageRow {
  return {
    kind: "message",
    id: `${target.id}#hidden`,
    severity: "info",
    text: isOnlyMine ? noneOfMine(filter) : noneOfAll(filter),
    detail:
      loaded === 1 ? l10n.t("1 loaded module is hidden.") : l10n.t`${loaded} loaded modules are hidden.`,
    action:
      filter === ""
        ? { title: l10n.t("Show All"), command: "kmod.showAllModules", argument: undefined }
        : { title: l10n.t("Clear Filter"), command: "kmod.clearModuleFilter", argument: undefined },
  };
}

const noneOfAll = (filter: string): string =>
  filter === "" ? l10n.t("No module is loaded") : l10n.t`No loaded module matches “${filter}”`;

const noneOfMine = (filter: string): string =>
  filter === ""
    ? l10n.t("No module of this workspace is loaded")
    : l10n.t`No loaded module of this workspace matches “${filter}”`;

export const goneMeanwhile = (target: Target, name: string): MessageRow => ({
  kind: "message",
  id: `${target.id}/${name}#notLoaded`,
  severity: "info",
  text: l10n.t("Not loaded any more"),
  detail: "",
  action: undefined,
});

export const stillListing = (target: Target): MessageRow => ({
  kind: "message",
  id: `${target.id}#listing`,
  severity: "busy",
  text: l10n.t("Reading what is available…"),
  detail: "",
  action: undefined,
});

export const availableFailed = (target: Target, error: Error): MessageRow => ({
  ...readingFailed(target, error, "#available"),
  action: { title: l10n.t("Try Again"), command: "kmod.refreshAvailableModules", argument: undefined },
});

export const noModinfo = (target: Target, name: string, error: Error): MessageRow => ({
  ...readingFailed(target, error, `/${name}`),
  action: undefined,
});

export const tooMany = (target: Target, hidden: number): MessageRow => ({
  kind: "message",
  id: `${target.id}#more`,
  severity: "info",
  text: l10n.t`${hidden} more modules match`,
  detail: "",
  action: { title: l10n.t("Filter More"), command: "kmod.filterAvailableModules", argument: undefined },
});
