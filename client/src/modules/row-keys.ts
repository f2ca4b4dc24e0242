/**
 * Which rows a key in a view acts on: VS Code gives a row to a command from a menu, and nothing to one from a key. Pure.
 */
import * as v from "valibot";
import { givenModule, givenParameter, givenSource } from "./given-rows.ts";

/** What a keybinding says: where it was pressed, and what it stands for. */
export interface RowKey {
  readonly view: RowView;
  readonly command: RowCommand;
}

export const rowViews = ["kmod.loadedModules", "kmod.availableModules"] as const;
export type RowView = (typeof rowViews)[number];

/** Commands that have keys in the views. */
export const rowCommands = [
  "kmod.unloadModule",
  "kmod.changeParameter",
  "kmod.openModuleSource",
  "kmod.copyModuleName",
] as const;
export type RowCommand = (typeof rowCommands)[number];

const rowKey = v.object({ view: v.picklist(rowViews), command: v.picklist(rowCommands) });

/** undefined: no keybinding of Kmod's says that. */
export function readRowKey(given: unknown): RowKey | undefined {
  const read = v.safeParse(rowKey, given);
  return read.success ? read.output : undefined;
}

/** Those of the chosen rows that the command is for; a key does nothing on the others, as in every list. */
export const rowsFor = <T>(command: RowCommand, rows: readonly T[]): readonly T[] =>
  rows.filter((row) => isFor(command, row));

function isFor(command: RowCommand, row: unknown): boolean {
  switch (command) {
    case "kmod.unloadModule":
      return givenModule(row) !== undefined;
    case "kmod.changeParameter":
      return givenParameter(row) !== undefined || givenModule(row) !== undefined;
    case "kmod.openModuleSource":
      return givenSource(row) !== undefined || givenModule(row) !== undefined;
    case "kmod.copyModuleName":
      return givenModule(row) !== undefined || isAvailable(row);
  }
}

const isAvailable = (row: unknown): boolean =>
  typeof row === "object" && row !== null && "kind" in row && row.kind === "available";
