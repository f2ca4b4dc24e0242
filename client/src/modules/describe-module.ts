/** How the row of a loaded module looks. Pure. */
import * as l10n from "@vscode/l10n";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import { moduleTaintFlags } from "../kernel/kmod/taint.ts";
import type { BuiltMatch } from "./built-match.ts";
import type { Change } from "./changes.ts";
import { code, escaped, type Icon, type Item, type Mark } from "./item.ts";
import { sizeInWords } from "./words.ts";

export interface ModuleFacts {
  readonly targetId: string;
  readonly module: LoadedModule;
  readonly built: BuiltMatch;
  /** The workspace has its sources or its .ko file. */
  readonly isMine: boolean;
  /** What is different since the reading before. */
  readonly change: Change | undefined;
}

export function describeModule(facts: ModuleFacts): Item {
  const { module, targetId, change, built } = facts;
  const description = moduleWords(facts).join(" · ");
  const mark = markOf(change, built);
  return {
    id: `${targetId}/${module.name}`,
    label: module.name,
    description,
    icon: moduleIcon(facts),
    contextValue: moduleContext(module, facts.isMine),
    children: "collapsed",
    spoken: [module.name, description.replaceAll(" · ", ", "), ...changeWords(change)].join(", "),
    tooltip: () => moduleTooltip(facts),
    ...(mark !== undefined && { mark }),
  };
}

/** A module that was there at the reading before. */
export function describeGone(targetId: string, name: string): Item {
  return {
    id: `${targetId}/${name}#gone`,
    label: name,
    description: l10n.t("unloaded"),
    icon: { name: "circle-slash", color: "disabledForeground" },
    contextValue: "gone",
    children: "none",
    spoken: l10n.t`${name}, has just been unloaded`,
    tooltip: () => [l10n.t`**${escaped(name)}** has just been unloaded.`],
    mark: "gone",
  };
}

/** What menus are told of a module: `module`, then what is so of it, joined by dots. */
export const moduleContext = (module: LoadedModule, isMine: boolean): string =>
  [
    "module",
    ...(isMine ? ["mine"] : []),
    ...(module.isPermanent ? ["permanent"] : []),
    ...((module.useCount ?? 0) > 0 ? ["inUse"] : []),
  ].join(".");

function moduleWords({ module, built, isMine }: ModuleFacts): readonly string[] {
  // What needs a decision comes first: the sidebar is narrow.
  return [
    ...(module.state === "live" ? [] : [module.state]),
    ...(built.kind === "different" ? [l10n.t("loaded is not built")] : []),
    sizeInWords(module.size),
    ...usesInWords(module.useCount),
    ...(module.isPermanent ? [l10n.t("permanent")] : []),
    ...(isMine ? [l10n.t("in this workspace")] : []),
    ...moduleTaintFlags(module.taint).map(({ short }) => short),
  ];
}

function usesInWords(useCount: number | undefined): readonly string[] {
  if (useCount === undefined) return [];
  return [useCount === 0 ? l10n.t("unused") : l10n.t`used ${useCount}×`];
}

function moduleIcon({ module, built, isMine }: ModuleFacts): Icon {
  if (module.state !== "live") return { name: "loading~spin" };
  if (built.kind === "different") return { name: "warning", color: "list.warningForeground" };
  return moduleIconOf(isMine);
}

/** Modules of the workspace stand out from those of the machine. */
export const moduleIconOf = (isMine: boolean): Icon =>
  isMine ? { name: "chip", color: "charts.blue" } : { name: "chip" };

function markOf(change: Change | undefined, built: BuiltMatch): Mark | undefined {
  if (change?.kind === "new") return "new";
  if (change?.kind === "changed") return "changed";
  return built.kind === "different" ? "different" : undefined;
}

function changeWords(change: Change | undefined): readonly string[] {
  if (change?.kind === "new") return [l10n.t("has just been loaded")];
  return change?.kind === "changed" ? change.words : [];
}

function moduleTooltip(facts: ModuleFacts): readonly string[] {
  const { module, change } = facts;
  return [
    `**${escaped(module.name)}**${module.version === undefined ? "" : ` ${escaped(module.version)}`}`,
    ...(change?.kind === "new" ? [l10n.t("Loaded since the last refresh.")] : []),
    ...(change?.kind === "changed" ? [l10n.t`Changed: ${escaped(change.words.join("; "))}.`] : []),
    l10n.t`${sizeInWords(module.size)} (${module.size} bytes), ${module.state}`,
    useLine(module),
    ...(module.isPermanent ? [l10n.t("It has no exit function: it stays until the next boot.")] : []),
    ...moduleTaintFlags(module.taint).map(({ letter, words }) => `\`${letter}\` ${escaped(words)}`),
    ...builtLines(facts),
  ];
}

function useLine({ useCount, usedBy }: LoadedModule): string {
  if (useCount === undefined) return l10n.t("This kernel cannot unload modules.");
  if (useCount === 0) return l10n.t("Not in use.");
  const others = useCount - usedBy.length;
  const names = usedBy.map(code).join(", ");
  if (usedBy.length === 0)
    return l10n.t`Use count ${useCount}, by no module: by open devices, mounts or the kernel.`;
  return others > 0
    ? l10n.t`Use count ${useCount}, by ${names} and ${others} times by something else.`
    : l10n.t`Use count ${useCount}, by ${names}.`;
}

function builtLines({ module, built }: ModuleFacts): readonly string[] {
  switch (built.kind) {
    case "none":
      return module.srcversion === undefined ? [] : [l10n.t`srcversion ${code(module.srcversion)}`];
    case "same":
      return [l10n.t`Loaded is what is built: ${code(built.ko.file)}`];
    case "unknown":
      return [
        l10n.t`Built: ${code(built.ko.file)}. Whether it is what is loaded cannot be told: one of them has neither srcversion nor build ID.`,
      ];
    case "different":
      return [
        l10n.t("**Loaded is not built**: its sources have changed since. Reload it to try what is built."),
        l10n.t`Loaded ${built.by.name} ${code(built.by.loaded)}, built ${code(built.by.built)} in ${code(built.ko.file)}`,
      ];
  }
}
