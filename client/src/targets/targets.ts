/** The machines that the user has named, their connections, and the one that commands go to: what other features see. */
import type * as vscode from "vscode";
import type { Target } from "../kernel/targets/target.ts";

export interface Targets extends vscode.Disposable {
  /** In the order of the settings; this machine first. */
  all(): readonly Target[];
  /**
   * All of them, once it is known whether there is a virtual machine that the settings do not name: `current` may be
   * another one before, for a moment after the window was opened.
   */
  complete(): Promise<readonly Target[]>;
  /**
   * The one of this workspace: what was chosen here, else the settings' default, else this machine where its kernel can
   * load modules, else a virtual machine.
   */
  current(): Target;
  /** The list, the choice, or the state of a target has changed. */
  readonly onDidChange: vscode.Event<void>;
  /**
   * A connected target, to do something that the user asked for: `wanted`, or the current one. Connects with progress
   * that can be cancelled, where it is not connected yet. undefined: it did not work or was cancelled, and the user has
   * been told.
   */
  ready(wanted?: Target): Promise<Target | undefined>;
}
