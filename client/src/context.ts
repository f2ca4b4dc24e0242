/** What every feature is given first. */
import type { ExtensionContext, LogOutputChannel } from "vscode";

export interface KmodContext {
  readonly extension: ExtensionContext;
  /** The output channel "Kmod". */
  readonly log: LogOutputChannel;
}
