/** Reports of crashed or complaining kernels, decoded, as other features see them. */
import type * as vscode from "vscode";
import type { Target } from "../kernel/targets/target.ts";
import type { DecodedTrace } from "../kernel/traces/trace.ts";

export interface FoundTrace {
  /** undefined: it was pasted. */
  readonly target: Target | undefined;
  readonly decoded: DecodedTrace;
  /** Numbers of its first and last line in the machine's log. */
  readonly lines: readonly [first: number, last: number] | undefined;
  /** From 1, in the order in which they were found in this session. */
  readonly number: number;
}

export interface Traces extends vscode.Disposable {
  /** Those of this session, the newest last. */
  all(): readonly FoundTrace[];
  /** One was recognised in a log and decoded, and its problems are shown. */
  readonly onDidFind: vscode.Event<FoundTrace>;
  /** Opens the document of one. */
  show(found: FoundTrace): Promise<void>;
  /** The document of one stands in the editor. */
  readonly onDidShow: vscode.Event<FoundTrace>;
  /** A module was loaded anew: what was said of its last build is over. */
  forget(target: Target, module: string): void;
  /** Decodes the reports in a text from anywhere, and lists them; none where there is none in it. */
  decodeText(text: string): Promise<readonly FoundTrace[]>;
  /** Forgets all of them, and their problems. */
  clear(): void;
}
