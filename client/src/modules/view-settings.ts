/** Filter, order and "only mine" of the view: kept for each workspace, and told to menus. */
import * as vscode from "vscode";
import { type Selection, storedSelection } from "./selection.ts";

export interface ViewSettings extends vscode.Disposable {
  readonly selection: Selection;
  change(part: Partial<Selection>): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

const key = "kmod.loadedModules.selection";

export function createViewSettings(state: vscode.Memento): ViewSettings {
  let selection = storedSelection(state.get(key));
  const changed = new vscode.EventEmitter<void>();
  void tellMenus(selection);
  return {
    get selection() {
      return selection;
    },
    async change(part) {
      selection = { ...selection, ...part };
      changed.fire();
      await Promise.all([tellMenus(selection), state.update(key, selection)]);
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}

async function tellMenus({ filter, isOnlyMine }: Selection): Promise<void> {
  await vscode.commands.executeCommand("setContext", "kmod.isFiltered", filter !== "");
  await vscode.commands.executeCommand("setContext", "kmod.isOnlyMine", isOnlyMine);
}
