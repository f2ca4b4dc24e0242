/** What every feature is given first. */
import type { ExtensionContext, LogOutputChannel } from "vscode";
import type { Prompts } from "./prompts.ts";

export interface KmodContext {
  readonly extension: ExtensionContext;
  /** The output channel "Kmod". */
  readonly log: LogOutputChannel;
  readonly prompts: Prompts;
}
