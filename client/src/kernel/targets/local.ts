/** The way to this machine: a command is started as it is. */
import * as l10n from "@vscode/l10n";
import { TargetError } from "../errors.ts";
import type { Transport } from "./transport.ts";

/** @param platform as `process.platform` has it: only Linux has a Linux kernel */
export function createLocalTransport(platform: NodeJS.Platform = process.platform): Transport {
  return {
    async open() {
      if (platform === "linux") return;
      const name = systems.get(platform) ?? platform;
      throw new TargetError(
        "unreachable",
        l10n.t`This machine runs ${name}, not a Linux kernel: no module can be loaded here.`,
        l10n.t("Add a target over SSH, or a virtual machine."),
      );
    },
    close: async () => undefined,
    // It is there as long as the editor is.
    onDidClose: () => ({ dispose: () => undefined }),
    wrap: (argv) => ({ argv }),
  };
}

const systems: ReadonlyMap<string, string> = new Map([
  ["win32", "Windows"],
  ["darwin", "macOS"],
]);
