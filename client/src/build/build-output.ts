/** The channel "Kmod Build": every line of make as it comes, with what was run before and what came of it behind. */
import * as vscode from "vscode";
import type { BuildReport, BuildRequest } from "../kernel/kbuild/build.ts";
import type { BuildSettings } from "./build-settings.ts";
import { outcomeInWords } from "./build-words.ts";

export interface BuildOutput extends vscode.Disposable {
  line(text: string): void;
  /** A heading for one build. @param what `Building hello` */
  begin(what: string, request: BuildRequest): void;
  end(what: string, report: BuildReport): void;
  show(): void;
  /** Each line that make said. */
  readonly onDidPrint: vscode.Event<string>;
}

export function createBuildOutput(): BuildOutput {
  const channel = vscode.window.createOutputChannel("Kmod Build");
  const printed = new vscode.EventEmitter<string>();
  return {
    onDidPrint: printed.event,
    line(text) {
      channel.appendLine(text);
      printed.fire(text);
    },
    begin(what, { folder, kernel }) {
      channel.appendLine(`> ${what} in ${folder} for ${kernel.release ?? kernel.directory}`);
    },
    end(what, report) {
      channel.appendLine(`> ${outcomeInWords(what, report)}`);
      channel.appendLine("");
    },
    show: () => channel.show(true),
    dispose() {
      printed.dispose();
      channel.dispose();
    },
  };
}

/** Whether the channel comes to the front by itself. @param report undefined: the build begins */
export function isShown(
  when: BuildSettings["showOutput"],
  report: Pick<BuildReport, "kind"> | undefined,
): boolean {
  switch (when) {
    case "always":
      return report === undefined;
    case "onError":
      return report?.kind === "failed";
    case "never":
      return false;
  }
}
