/** What is said of builds: names of what is built, summaries of what came of it. Pure. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as l10n from "@vscode/l10n";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";
import type { BuildGoal, BuildMessage, BuildReport } from "../kernel/kbuild/build.ts";

const mostNames = 3;

/** How a project is called in a sentence: by its modules, or by its folder where it has many. */
export function projectName({ folder, modules }: Pick<BuildProject, "folder" | "modules">): string {
  const names = [...new Set(modules.map(({ name }) => name))];
  return names.length === 0 || names.length > mostNames
    ? path.basename(fileURLToPath(folder))
    : names.join(", ");
}

/** `Building hello`, `Cleaning hello` */
export function goalInWords(goal: BuildGoal, project: Pick<BuildProject, "folder" | "modules">): string {
  switch (goal.kind) {
    case "modules":
    case "keep-going":
      return l10n.t`Building ${projectName(project)}`;
    case "clean":
      return l10n.t`Cleaning ${projectName(project)}`;
    case "file":
      return l10n.t`Building ${path.basename(goal.source)}`;
  }
}

/** One line on what came of builds of one goal: `2 errors and 1 warning`. Empty where nothing was said. */
export function countsInWords(messages: readonly Pick<BuildMessage, "severity">[]): string {
  const count = (severity: BuildMessage["severity"]): number =>
    messages.filter((message) => message.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  if (errors === 0) return warnings === 0 ? "" : countedWarnings(warnings);
  return warnings === 0
    ? countedErrors(errors)
    : l10n.t`${countedErrors(errors)} and ${countedWarnings(warnings)}`;
}

/** `Building hello failed: 1 error.`, `Building hello: done in 2.1 s.` */
export function outcomeInWords(
  what: string,
  report: Pick<BuildReport, "kind" | "messages" | "duration">,
): string {
  const counts = countsInWords(report.messages);
  switch (report.kind) {
    case "done":
      return counts === ""
        ? l10n.t`${what}: done in ${seconds(report.duration)}.`
        : l10n.t`${what}: done in ${seconds(report.duration)}, with ${counts}.`;
    case "failed":
      return counts === "" ? l10n.t`${what} failed.` : l10n.t`${what} failed: ${counts}.`;
    case "cancelled":
      return l10n.t`${what} was cancelled.`;
  }
}

/** What make is at, by one of its short lines: `CC [M]  /srv/hello/hello.o` is `hello.o`. undefined: no such line. */
export function stepOf(line: string): string | undefined {
  const [, verb = "", , file = ""] = /^ {2}([A-Z][A-Z0-9]*)( \[M\])? +(\S+)$/u.exec(line) ?? [];
  return verb === "" ? undefined : `${verb.toLowerCase()} ${path.basename(file)}`;
}

const countedErrors = (count: number): string => (count === 1 ? l10n.t("1 error") : l10n.t`${count} errors`);

const countedWarnings = (count: number): string =>
  count === 1 ? l10n.t("1 warning") : l10n.t`${count} warnings`;

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
