/** What a command is to build: what it was given, else what the open file is part of, else what the user chooses. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { BuildModule, BuildProject } from "../../../server/src/protocol/messages.ts";
import type { Given, Subject } from "../operations/subjects.ts";
import type { Prompts } from "../prompts.ts";
import { projectName } from "./build-words.ts";
import type { Builds } from "./builds.ts";

export interface ChoiceSources {
  readonly builds: Pick<Builds, "projects">;
  readonly prompts: Prompts;
}

/** @param title of the question. undefined: the user left, or was told that there is nothing. */
export async function chosenProjects(
  sources: ChoiceSources,
  { subjects }: Given,
  title: string,
): Promise<readonly BuildProject[] | undefined> {
  if (subjects.length === 0) return projectsHere(sources, title);
  const found: BuildProject[] = [];
  for (const subject of subjects) {
    const projects = await projectsOf(sources, subject);
    if (projects.length === 0) {
      void sources.prompts.notify("error", nothingToBuild(subject));
      return undefined;
    }
    found.push(...projects.filter(({ folder }) => !found.some((one) => one.folder === folder)));
  }
  // What was selected by hand is meant; what one file happens to be part of is not yet chosen.
  return subjects.length > 1 ? found : pickProjects(sources, found, title);
}

/** The file of the editor, where it is on the disk. */
export const activeFile = (): vscode.Uri | undefined => {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === "file" ? uri : undefined;
};

async function projectsHere(
  sources: ChoiceSources,
  title: string,
): Promise<readonly BuildProject[] | undefined> {
  const { builds, prompts } = sources;
  const file = activeFile();
  const here = file === undefined ? [] : await builds.projects(file);
  if (here.length === 1) return here;
  const all = here.length > 0 ? here : await builds.projects();
  if (all.length > 0) return pickProjects(sources, all, title);
  void prompts.notify("error", nothingHere);
  return undefined;
}

async function projectsOf({ builds }: ChoiceSources, subject: Subject): Promise<readonly BuildProject[]> {
  switch (subject.kind) {
    case "kbuild":
      return builds.projects(vscode.Uri.file(subject.file));
    case "source":
    case "ko": {
      const uri = vscode.Uri.file(subject.file);
      const all = await builds.projects(uri);
      const own = all.filter(({ modules }) => modules.some((module) => isPartOf(uri.fsPath, module)));
      // Headers, and what only make can tell.
      return own.length > 0 ? own : all;
    }
    case "loaded":
      return projectsNamed(builds, subject.module.name);
    case "installed":
    case "named":
      return projectsNamed(builds, subject.name);
  }
}

const isPartOf = (file: string, { ko, sources }: BuildModule): boolean =>
  [ko, ...sources].some((uri) => vscode.Uri.parse(uri).fsPath === file);

const projectsNamed = async (
  builds: ChoiceSources["builds"],
  name: string,
): Promise<readonly BuildProject[]> =>
  (await builds.projects()).filter(({ modules }) => modules.some((module) => module.name === name));

/** The only one without asking. */
async function pickProjects(
  { prompts }: ChoiceSources,
  projects: readonly BuildProject[],
  title: string,
): Promise<readonly BuildProject[] | undefined> {
  if (projects.length < 2) return projects;
  return prompts.pick<readonly BuildProject[]>({
    title,
    placeholder: l10n.t("Which modules?"),
    items: [
      { label: l10n.t`All ${projects.length} Projects`, icon: "checklist", answer: projects },
      ...projects.map((project) => ({
        label: projectName(project),
        description: vscode.workspace.asRelativePath(vscode.Uri.parse(project.folder)),
        answer: [project],
      })),
    ],
  });
}

const nothingHere = l10n.t(
  "There is no module to build: no Kbuild file or Makefile of this workspace names one in obj-m.",
);

function nothingToBuild(subject: Subject): string {
  if (!("file" in subject)) {
    const name = subject.kind === "loaded" ? subject.module.name : subject.name;
    return l10n.t`No Kbuild file or Makefile of this workspace builds a module ${name}: it has no obj-m that names it.`;
  }
  const file = vscode.workspace.asRelativePath(subject.file);
  return l10n.t`${file} is part of no module: no Kbuild file or Makefile names it in obj-m, directly or by another module's objects.`;
}
