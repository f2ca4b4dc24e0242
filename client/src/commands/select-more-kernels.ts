/** `kmod.selectMoreKernels`: chooses the kernels to check against besides the main one, in the setting `kmod.kernels`. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { type PickerOptions, tickKernels } from "../kernels/kernel-picker.ts";
import { kernelsValue } from "../kernels/kernel-setting.ts";
import { settingTarget } from "../kernels/setting-target.ts";

/** Gives the command; `list` and `onShown` are those of the picker. */
export const selectMoreKernelsCommand = (
  options: Pick<PickerOptions, "list" | "onShown">,
): vscode.Disposable =>
  vscode.commands.registerCommand("kmod.selectMoreKernels", async () => {
    const chosen = await tickKernels({
      ...options,
      title: l10n.t("More Kernels to Check Against"),
      placeholder: l10n.t("Findings that hold with only some kernels will name them"),
    });
    if (chosen === undefined) return;
    const settings = vscode.workspace.getConfiguration("kmod");
    const written = settings.get<readonly string[]>("kernels", []);
    const value = kernelsValue(written, chosen.listed, chosen.ticked);
    await settings.update("kernels", value, settingTarget().target);
  });
