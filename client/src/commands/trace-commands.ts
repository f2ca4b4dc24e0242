/** Every command about reports of kernels, registered at once. */
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { Traces } from "../traces/traces.ts";
import { clearTracesCommand } from "./clear-traces.ts";
import { decodeTraceCommand } from "./decode-trace.ts";
import { showTraceCommand } from "./show-trace.ts";

export const registerTraceCommands = (context: KmodContext, traces: Traces): vscode.Disposable =>
  vscode.Disposable.from(
    decodeTraceCommand(context, traces),
    showTraceCommand(context, traces),
    clearTracesCommand(context, traces),
  );
