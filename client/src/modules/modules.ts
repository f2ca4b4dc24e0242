/** What is loaded on each connected machine and what the workspace has built: what other features see of it. */
import type * as vscode from "vscode";
import type { LoadedModule, Snapshot } from "../kernel/kmod/loaded.ts";
import type { KoFile } from "../kernel/kmod/module-info.ts";
import type { Target } from "../kernel/targets/target.ts";

/** The .ko files of the workspace, read again as they change. */
export interface BuiltModules extends vscode.Disposable {
  /** Sorted by name; one that cannot be read is missing. Resolves when the first look is done. */
  all(): Promise<readonly KoFile[]>;
  /** Files that a build has just made, inside the workspace or not: they count at once. */
  add(files: readonly string[]): void;
  readonly onDidChange: vscode.Event<void>;
}

export interface LoadedModules extends vscode.Disposable {
  /** The last one that was read; undefined where none was, or the target is not connected. */
  snapshot(target: Target): Snapshot | undefined;
  /** Reads it now. Rejects with TargetError or CommandError. */
  refresh(target: Target): Promise<Snapshot>;
  /** The target whose snapshot changed. */
  readonly onDidChange: vscode.Event<Target>;
}

/** What a tree item of a module hands to commands. */
export interface ModuleNode {
  readonly target: Target;
  readonly module: LoadedModule;
}
