/** How the rows of the view "Available Modules" look. Pure. */
import * as l10n from "@vscode/l10n";
import type { AvailableRow, FactRow, FolderRow } from "./available-nodes.ts";
import { code, escaped, type Item } from "./item.ts";
import { countedModules } from "./words.ts";

/** @param count of modules in it and below it */
export function describeFolder({ target, path }: FolderRow, count: number): Item {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return {
    id: `${target.id}/${path}`,
    label: name,
    description: String(count),
    icon: { name: "folder" },
    contextValue: "folder",
    children: "collapsed",
    spoken: l10n.t`Folder ${path}, ${countedModules(count)}`,
    tooltip: () => [code(path)],
  };
}

export interface AvailableFacts {
  readonly row: AvailableRow;
  readonly isLoaded: boolean;
  /** Folders are not shown, so the row says where it is. */
  readonly isFlat: boolean;
  /** What modinfo says, as far as it was asked: lines of Markdown. */
  readonly info: readonly string[];
}

export function describeAvailable({ row, isLoaded, isFlat, info }: AvailableFacts): Item {
  const { target, available, folder, isBuiltIn } = row;
  const words = [
    ...(isLoaded ? [l10n.t("loaded")] : []),
    ...(isBuiltIn ? [l10n.t("built into the kernel")] : []),
    ...(isFlat && folder !== "" ? [folder] : []),
  ];
  return {
    id: `${target.id}/${folder}/${available}.ko`,
    label: available,
    description: words.join(" · "),
    icon: iconOf(isLoaded, isBuiltIn),
    contextValue: contextOf(isLoaded, isBuiltIn),
    children: "collapsed",
    spoken: [available, ...words].join(", "),
    tooltip: () => [`**${escaped(available)}**`, ...info],
  };
}

export function describeFact({ target, of, name, values, isValue }: FactRow): Item {
  const [first = ""] = values;
  const id = `${target.id}/${of}#${name}`;
  if (isValue)
    return {
      ...fact,
      id: `${id}/${first}`,
      label: first,
      description: "",
      spoken: first,
      tooltip: () => [code(first)],
    };
  const isOne = values.length === 1;
  return {
    ...fact,
    id,
    label: name,
    description: isOne ? first : String(values.length),
    children: isOne ? "none" : "collapsed",
    spoken: isOne ? `${name}: ${first}` : `${name}, ${values.length}`,
    tooltip: () => (isOne ? [`${name}: ${escaped(first)}`] : values.slice(0, 20).map(code)),
  };
}

const fact = {
  icon: { name: "dash" },
  contextValue: "fact",
  children: "none",
} as const;

const contextOf = (isLoaded: boolean, isBuiltIn: boolean): string => {
  if (isBuiltIn) return "available.builtIn";
  return isLoaded ? "available.loaded" : "available";
};

function iconOf(isLoaded: boolean, isBuiltIn: boolean): Item["icon"] {
  if (isBuiltIn) return { name: "lock", color: "disabledForeground" };
  return isLoaded ? { name: "pass", color: "charts.green" } : { name: "chip" };
}
