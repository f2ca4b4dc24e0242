/** Chooses the VS Code that the extension tests run in. */
import path from "node:path";
import { downloadAndUnzipVSCode, SilentReporter } from "@vscode/test-electron";
import { cacheFolder } from "../paths.ts";
import { installHost } from "./install.ts";

/** The host of this folder, by VS Code's own command line. */
export const hostExecutable = path.join(import.meta.dirname, "code-host");

const updateServer = "https://update.code.visualstudio.com/api/releases/stable";

/**
 * Path of an executable that takes VS Code's command line: the one KMOD_VSCODE names (`code-host` asks for the
 * host of this folder by name), else a downloaded one, else the host.
 */
export async function chooseVSCode(say: (line: string) => void): Promise<string> {
  const named = process.env["KMOD_VSCODE"] ?? "";
  if (named !== "" && named !== "code-host") return named;
  // A desktop VS Code also needs a display; xvfb-run gives one to those who want it there.
  const hasDisplay =
    process.platform !== "linux" || (process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"]) !== undefined;
  if (named === "" && hasDisplay && (await canDownload())) {
    return downloadAndUnzipVSCode({
      cachePath: path.join(cacheFolder, "vscode-test"),
      reporter: new SilentReporter(),
    });
  }
  await installHost(say);
  return hostExecutable;
}

async function canDownload(): Promise<boolean> {
  try {
    return (await fetch(updateServer, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    // No network, or none to there: the host takes its place.
    return false;
  }
}
