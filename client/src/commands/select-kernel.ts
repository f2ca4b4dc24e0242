/** `kmod.selectKernel`: chooses the kernel to check against, and writes the setting `kmod.kernel`. */
import * as vscode from "vscode";
import { type PickerOptions, pickKernel } from "../kernels/kernel-picker.ts";
import { automaticValue } from "../kernels/kernel-setting.ts";
import { settingTarget } from "../kernels/setting-target.ts";

/** Gives the command; `list` and `onShown` are those of the picker. */
export const selectKernelCommand = (options: Pick<PickerOptions, "list" | "onShown">): vscode.Disposable =>
  vscode.commands.registerCommand("kmod.selectKernel", async () => {
    const chosen = await pickKernel({
      ...options,
      title: "Kernel to Check Against",
      placeholder: "Which kernel are the modules built for?",
    });
    if (chosen === undefined) return;
    const { place, target } = settingTarget();
    const settings = vscode.workspace.getConfiguration("kmod");
    const value =
      chosen.kind === "automatic"
        ? automaticValue(place, settings.inspect<string>("kernel") ?? {})
        : (chosen.kernel.written ?? chosen.kernel.directory);
    await settings.update("kernel", value, target);
  });
