/** What is said of builds: names of what is built, summaries of what came of it. Pure. */
import path from "node:path";
import { fileURLToPath } from "node:url";
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
      return `Building ${projectName(project)}`;
    case "clean":
      return `Cleaning ${projectName(project)}`;
    case "file":
      return `Building ${path.basename(goal.source)}`;
  }
}

/** One line on what came of builds of one goal: `2 errors and 1 warning`. Empty where nothing was said. */
export function countsInWords(messages: readonly Pick<BuildMessage, "severity">[]): string {
  const count = (severity: BuildMessage["severity"]): number =>
    messages.filter((message) => message.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  return [errors > 0 ? counted(errors, "error") : "", warnings > 0 ? counted(warnings, "warning") : ""]
    .filter(Boolean)
    .join(" and ");
}

/** `Building hello failed: 1 error.`, `Building hello: done in 2.1 s.` */
export function outcomeInWords(
  what: string,
  report: Pick<BuildReport, "kind" | "messages" | "duration">,
): string {
  const counts = countsInWords(report.messages);
  switch (report.kind) {
    case "done":
      return `${what}: done in ${seconds(report.duration)}${counts === "" ? "" : `, with ${counts}`}.`;
    case "failed":
      return `${what} failed${counts === "" ? "" : `: ${counts}`}.`;
    case "cancelled":
      return `${what} was cancelled.`;
  }
}

/** What make is at, by one of its short lines: `CC [M]  /srv/hello/hello.o` is `hello.o`. undefined: no such line. */
export function stepOf(line: string): string | undefined {
  const [, verb = "", , file = ""] = /^ {2}([A-Z][A-Z0-9]*)( \[M\])? +(\S+)$/u.exec(line) ?? [];
  return verb === "" ? undefined : `${verb.toLowerCase()} ${path.basename(file)}`;
}

const counted = (number: number, word: string): string => `${number} ${word}${number === 1 ? "" : "s"}`;

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
