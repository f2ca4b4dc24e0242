/** `kmod.selectKernel`: chooses the kernel to check against, and writes the setting `kmod.kernel`. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { type PickerOptions, pickKernel } from "../kernels/kernel-picker.ts";
import { automaticValue } from "../kernels/kernel-setting.ts";
import { settingTarget } from "../kernels/setting-target.ts";

export interface SelectKernelOptions extends Pick<PickerOptions, "list" | "onShown"> {
  /** One was chosen and stands in the settings, also where it stood there before. */
  readonly onChosen: () => void;
}

/** Gives the command; `list` and `onShown` are those of the picker. */
export const selectKernelCommand = (options: SelectKernelOptions): vscode.Disposable =>
  vscode.commands.registerCommand("kmod.selectKernel", async () => {
    const chosen = await pickKernel({
      ...options,
      title: l10n.t("Kernel to Check Against"),
      placeholder: l10n.t("Which kernel are the modules built for?"),
    });
    if (chosen === undefined) return;
    const { place, target } = settingTarget();
    const settings = vscode.workspace.getConfiguration("kmod");
    const value =
      chosen.kind === "automatic"
        ? automaticValue(place, settings.inspect<string>("kernel") ?? {})
        : (chosen.kernel.written ?? chosen.kernel.directory);
    await settings.update("kernel", value, target);
    options.onChosen();
  });
