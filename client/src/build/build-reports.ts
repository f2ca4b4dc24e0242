/** Reports of builds for which make was not even started. Pure. */
import path from "node:path";
import * as l10n from "@vscode/l10n";
import type { BuildFailure, BuildReport, BuildRequest } from "../kernel/kbuild/build.ts";

/** The user ended it while it waited. */
export const cancelledReport = (request: BuildRequest): BuildReport => ({
  ...nothingBuilt(request),
  kind: "cancelled",
});

/** @param files absolute paths */
export const unsavedReport = (request: BuildRequest, files: readonly string[]): BuildReport => ({
  ...nothingBuilt(request),
  kind: "failed",
  failure: {
    ...unknown,
    title: l10n.t`${files.map((file) => path.basename(file)).join(", ")} could not be saved.`,
    remedy: l10n.t("A build reads what is on the disk: save the file, or undo its changes, and build again."),
    details: files,
  },
});

/** In Restricted Mode nothing is started. */
export const refusedReport = (request: BuildRequest): BuildReport => ({
  ...nothingBuilt(request),
  kind: "failed",
  failure: {
    ...unknown,
    title: l10n.t("The folder is not trusted, and its Makefile could run any program."),
    remedy: l10n.t('Trust it by "Workspaces: Manage Workspace Trust", then build again.'),
  },
});

const unknown: Pick<BuildFailure, "cause" | "command" | "details"> = {
  cause: "unknown",
  command: undefined,
  details: [],
};

const nothingBuilt = (request: BuildRequest): Omit<BuildReport, "kind"> => ({
  request,
  messages: [],
  failure: undefined,
  built: [],
  duration: 0,
});
