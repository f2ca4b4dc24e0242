/** Which files a command is to check: what it was given, else the open source, else the project's. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";
import type { Builds } from "../build/builds.ts";
import { activeFile } from "../build/choose-projects.ts";

export type ToCheck =
  | { readonly kind: "file"; readonly file: vscode.Uri }
  /** All sources of the modules that are built in a folder. */
  | { readonly kind: "projects"; readonly projects: readonly BuildProject[] };

/** undefined: there is nothing to check. @param given what the command was given */
export async function toCheck(
  builds: Pick<Builds, "projects">,
  given: unknown,
): Promise<ToCheck | undefined> {
  const uri = given instanceof vscode.Uri ? given : activeFile();
  if (uri !== undefined && isSource(uri)) return { kind: "file", file: uri };
  const here = uri === undefined ? [] : await builds.projects(uri);
  // A kernel tree has thousands: what is meant of it has to be named.
  const projects =
    here.length > 0 ? here : (await builds.projects()).filter(({ kind }) => kind === "external");
  return projects.length === 0 ? undefined : { kind: "projects", projects };
}

/** Absolute paths, each once. */
export function filesOf(check: ToCheck): readonly string[] {
  if (check.kind === "file") return [check.file.fsPath];
  const sources = check.projects.flatMap(({ modules }) => modules.flatMap((module) => module.sources));
  return [...new Set(sources.filter((one) => one.startsWith("file:")).map((one) => fileURLToPath(one)))];
}

/** In words, for a message: `hello.c`, `the sources of 2 folders`. */
export function checkInWords(check: ToCheck): string {
  if (check.kind === "file") return path.basename(check.file.fsPath);
  const [only, ...others] = check.projects;
  if (only !== undefined && others.length === 0) return path.basename(fileURLToPath(only.folder));
  return l10n.t`the sources of ${check.projects.length} folders`;
}

/** `checkpatch found 2 problems in hello.c.` */
export function foundInWords(tool: string, count: number, checked: string): string {
  if (count === 0) return l10n.t`${tool} found nothing in ${checked}.`;
  return count === 1
    ? l10n.t`${tool} found 1 problem in ${checked}.`
    : l10n.t`${tool} found ${count} problems in ${checked}.`;
}

export const isSource = ({ scheme, path: name }: vscode.Uri): boolean =>
  scheme === "file" && /\.[ch]$/u.test(name);
