/** The editor's machine as one that builds: no kernel of its own and no connection are needed for that. */
import * as l10n from "@vscode/l10n";
import { TargetError } from "../errors.ts";
import { createLocalTransport } from "../targets/local.ts";
import { createMachine } from "../targets/machine.ts";
import type { Target } from "../targets/target.ts";

/** What a build needs of a machine: a connected target is one too. */
export type BuildMachine = Pick<Target, "run" | "follow">;

export interface LocalBuildMachine extends BuildMachine {
  /** Ends what runs there. */
  dispose(): void;
}

/** Whoever creates it disposes of it. */
export function createBuildMachine(): LocalBuildMachine {
  const end = new AbortController();
  const machine = createMachine({
    name: l10n.t("this machine"),
    // Modules can be built where none can be loaded.
    transport: createLocalTransport("linux"),
    questions: { secret: refuse, confirm: refuse },
    end: end.signal,
  });
  return {
    run: (command, signal) => machine.run(command, false, signal),
    follow: ({ argv }, onLine, signal) => machine.follow(argv, onLine, { isElevated: false, signal }),
    dispose: () =>
      end.abort(
        new TargetError("cancelled", l10n.t("The build was ended with the editor."), l10n.t("Build again.")),
      ),
  };
}

const refuse = async (): Promise<never> => {
  throw new TargetError(
    "no-root",
    l10n.t("Building needs no root."),
    l10n.t("Build as the user who owns the sources."),
  );
};
