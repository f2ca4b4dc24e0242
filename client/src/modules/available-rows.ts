/** Which rows the view "Available Modules" has: folders, or the modules themselves where a filter is set. Pure. */
import * as l10n from "@vscode/l10n";
import type { ModuleInfo } from "../kernel/kmod/module-info.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { AvailableRow, FactRow, FolderRow } from "./available-nodes.ts";
import { matches } from "./selection.ts";

/** No list is longer: it is a filter's work to make it shorter. */
export const mostRows = 1_000;

/** All modules of a machine's kernel, and their folders. */
export interface AvailableIndex {
  readonly all: readonly AvailableRow[];
  /** Folders that have modules in or below them, with the rows directly in each: by path, `` is the root. */
  readonly folders: ReadonlyMap<string, FolderContent>;
}

export interface FolderContent {
  readonly folders: readonly string[];
  readonly modules: readonly AvailableRow[];
  /** In it and below it. */
  readonly count: number;
}

/** @param rows in any order */
export function indexAvailable(rows: readonly AvailableRow[]): AvailableIndex {
  // Rows are known by folder and name: where a list names one twice, it is one.
  const unique = new Map(rows.map((row) => [`${row.folder}/${row.available}`, row]));
  const all = [...unique.values()].toSorted((a, b) => compare(a.available, b.available));
  const folders = new Map<string, { folders: Set<string>; modules: AvailableRow[]; count: number }>();
  const folderOf = (path: string) => {
    const known = folders.get(path) ?? { folders: new Set<string>(), modules: [], count: 0 };
    folders.set(path, known);
    return known;
  };
  for (const row of all) {
    folderOf(row.folder).modules.push(row);
    for (let path = row.folder; ; path = parentOf(path)) {
      folderOf(path).count++;
      if (path === "") break;
      folderOf(parentOf(path)).folders.add(path);
    }
  }
  return {
    all,
    folders: new Map(
      [...folders].map(([path, { folders: below, modules, count }]) => [
        path,
        { folders: [...below].toSorted(compare), modules, count },
      ]),
    ),
  };
}

/** What stands in a folder: folders first. One that only leads to another one is left out. */
export function rowsOfFolder(
  { folders }: AvailableIndex,
  target: Target,
  path: string,
): readonly (FolderRow | AvailableRow)[] {
  const content = folders.get(path);
  if (content === undefined) return [];
  const below = content.folders.map((folder): FolderRow => ({ kind: "folder", target, path: folder }));
  const [only] = content.folders;
  const isOnlyAWay = path === "" && content.modules.length === 0 && content.folders.length === 1;
  if (isOnlyAWay && only !== undefined) return rowsOfFolder({ all: [], folders }, target, only);
  return [...below, ...content.modules];
}

export const filteredRows = ({ all }: AvailableIndex, filter: string): readonly AvailableRow[] =>
  all.filter(({ available }) => matches(available, filter));

/** What modinfo says of a module, in the order in which one wants to know it. */
export function factsOf(target: Target, of: string, info: ModuleInfo): readonly FactRow[] {
  const facts: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    [l10n.t("Description"), [info.description]],
    [l10n.t("Licence"), [info.license]],
    [l10n.t("Authors"), info.authors],
    [l10n.t("Version"), [info.version]],
    [l10n.t("Depends on"), info.depends],
    [l10n.t("Soft dependencies"), info.softdeps],
    [l10n.t("Parameters"), info.parameters.map(parameterWords)],
    [l10n.t("Firmware"), info.firmware],
    [l10n.t("Aliases"), info.aliases],
    [l10n.t("Signer"), [info.signature?.signer]],
    [l10n.t("File"), [info.file]],
  ];
  return facts.flatMap(([name, values]): readonly FactRow[] => {
    const said = [
      ...new Set(values.flatMap((value) => (value === undefined || value === "" ? [] : [value]))),
    ];
    return said.length === 0 ? [] : [{ kind: "fact", target, of, name, values: said, isValue: false }];
  });
}

const parameterWords = ({ name, type, description }: ModuleInfo["parameters"][number]): string =>
  [`${name}${type === undefined ? "" : ` (${type})`}`, description].filter(Boolean).join(": ");

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
