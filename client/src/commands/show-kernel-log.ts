/** `kmod.showKernelLog`: brings the kernel's log of a machine to the front. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { LogView } from "../log/view/log-view.ts";
import { givenTarget } from "../targets/target-picker.ts";
import type { Targets } from "../targets/targets.ts";
import { registerCommand } from "./register-command.ts";

export const showKernelLogCommand = (
  context: KmodContext,
  targets: Pick<Targets, "all">,
  view: Pick<LogView, "show">,
): vscode.Disposable =>
  registerCommand(context, "kmod.showKernelLog", l10n.t("Kmod could not show the kernel's log"), (given) =>
    view.show(givenTarget(given, targets.all())),
  );
