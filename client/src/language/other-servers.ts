/** Other extensions that answer for C in this editor: Kmod does not double what they say. */
import * as vscode from "vscode";

export const clangdExtension = "llvm-vs-code-extensions.vscode-clangd";

/** With the setting that turns its answers off, and the value that does. */
const others = [
  { id: clangdExtension, setting: "clangd.enable", off: false },
  { id: "ms-vscode.cpptools", setting: "C_Cpp.intelliSenseEngine", off: "disabled" },
] as const;

/** Is any of them installed, allowed here and not switched off? Each starts with the first C file, as Kmod does. */
export const isOtherServerActive = (): boolean =>
  others.some(
    ({ id, setting, off }) =>
      vscode.extensions.getExtension(id) !== undefined &&
      vscode.workspace.getConfiguration().get(setting) !== off,
  );

/** Tells whenever the answer changes. */
export function watchOtherServers(tell: (isActive: boolean) => void): vscode.Disposable {
  let told = isOtherServerActive();
  const look = (): void => {
    const now = isOtherServerActive();
    if (now === told) return;
    told = now;
    tell(now);
  };
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(look),
    vscode.workspace.onDidChangeConfiguration(look),
  );
}
