/**
 * The extension's entry, and all of it that an ordinary C project ever loads. VS Code can only be told of languages and
 * file names, so Kmod first sleeps: it looks whether this window has a kernel module, and stands in for its commands and
 * views. One reason, and everything is opened, once (extension.ts, a bundle of its own).
 */
import type * as vscode from "vscode";
import type { KmodApi } from "./extension.ts";
import { openSleep, type Sleep } from "./wake/sleep.ts";

/** What the extension gives to others, and to its own tests. */
export interface KmodExports {
  /** What is open; undefined as long as Kmod sleeps. */
  readonly api: KmodApi | undefined;
  readonly onDidWake: vscode.Event<KmodApi>;
  /** Opens everything, where nothing did so far; rejects when it cannot be opened. */
  wake(): Promise<KmodApi>;
  /** Resolves when everything that is open has been looked at for a reason to wake. */
  looked(): Promise<void>;
  /** What it took to load and open everything; undefined as long as Kmod sleeps. */
  readonly cost: OpeningCost | undefined;
}

export interface OpeningCost {
  readonly ms: number;
  /** Of processor time, which another program's work does not lengthen as much. */
  readonly processorMs: number;
}

/** VS Code gives `deactivate` nothing by which it could find what `activate` has opened. */
const sleeps = new Set<Sleep>();

/** Called by VS Code once: on the first file that may be a kernel module's, a command or a view. */
export function activate(extension: vscode.ExtensionContext): KmodExports {
  const sleep = openSleep(extension, async () => (await import("./extension.ts")).openKmod);
  sleeps.add(sleep);
  extension.subscriptions.push(sleep);
  return sleep.exports;
}

/** Called by VS Code at the end, and waited for: no connection and no virtual machine is left behind. */
export async function deactivate(): Promise<void> {
  await Promise.allSettled([...sleeps].map((sleep) => sleep.end()));
  sleeps.clear();
}
