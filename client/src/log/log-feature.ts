/** What kernels say: their logs, the view of them, and the reports of crashes in them, with their commands. */
import * as vscode from "vscode";
import { registerTraceCommands } from "../commands/trace-commands.ts";
import type { KmodContext } from "../context.ts";
import type { Language } from "../language/language.ts";
import type { OwnModules } from "../modules/own-modules.ts";
import type { Operations } from "../operations/operations.ts";
import { openTraces } from "../traces/open-traces.ts";
import type { Traces } from "../traces/traces.ts";
import { openTargetLogs } from "./open-target-logs.ts";
import { openPrintPlaces, type PrintPlaces } from "./print-places.ts";
import type { TargetLogs } from "./target-logs.ts";
import { createLogView, type LogView } from "./view/log-view.ts";
import { registerLogCommands } from "./view/register-log-commands.ts";

export interface KernelLog extends vscode.Disposable {
  readonly logs: TargetLogs;
  readonly places: PrintPlaces;
  readonly view: LogView;
  readonly traces: Traces;
}

export interface LogSources {
  readonly operations: Operations;
  readonly language: Pick<Language, "printCalls">;
  readonly own: OwnModules;
}

export function openKernelLog(context: KmodContext, { operations, language, own }: LogSources): KernelLog {
  const { targets } = operations;
  const logs = openTargetLogs(context, targets);
  const places = openPrintPlaces(context, language);
  const traces = openTraces(context, { logs, operations });
  const view = createLogView(context, { targets, logs, places, own, traces });
  const all = vscode.Disposable.from(
    registerLogCommands(context, targets, view),
    registerTraceCommands(context, traces),
    view,
    traces,
    places,
    logs,
  );
  return { logs, places, view, traces, dispose: () => all.dispose() };
}
