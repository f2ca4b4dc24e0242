/**
 * From a source to its new behaviour on a machine: builds, compares with the machine, copies, unloads what uses the
 * module, loads all of it again and shows the kernel's log. The first step that does not work ends it.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { BuildModule, BuildProject } from "../../../server/src/protocol/messages.ts";
import type { Builds } from "../build/builds.ts";
import { builtFile } from "../build/built-file.ts";
import { buttons } from "../buttons.ts";
import type { BuildKernel, BuildReport } from "../kernel/kbuild/build.ts";
import type { Target } from "../kernel/targets/target.ts";
import { readyTarget, releaseOf } from "../operations/choose-target.ts";
import type { Operations } from "../operations/operations.ts";
import { reloadModules } from "../operations/reload.ts";
import type { Given, Subject } from "../operations/subjects.ts";
import { labelOf } from "../targets/target-words.ts";
import { modulesMeant } from "./run-choice.ts";
import type { RunReport } from "./run-report.ts";

export interface RunSources {
  readonly operations: Operations;
  readonly builds: Builds;
}

/** undefined: the user left, or was told why nothing was tried. Rejects with TargetError or CommandError. */
export async function buildAndReload(
  sources: RunSources,
  given: Given,
  signal: AbortSignal,
): Promise<RunReport | undefined> {
  const { operations, builds } = sources;
  const chosen = await chosenModules(sources, given);
  if (chosen === undefined) return undefined;
  const target = await readyTarget(operations, given);
  if (target === undefined) return undefined;
  const { project, modules } = chosen;
  const kernel = await chosenKernel(sources, project, target);
  if (kernel === "left") return undefined;
  const build = await builds.build({ project, goal: { kind: "modules" }, kernel, target, signal });
  if (build.kind !== "done") {
    tellUnbuilt(operations, build, modules, target);
    return { kind: "failed", step: "build", build };
  }
  const reload = await reloadModules(
    operations,
    {
      ...given,
      subjects: modules.map((module) => ({ kind: "ko", file: builtFile(module, build.request) })),
      target: { kind: "target", target },
    },
    { withDependencies: true, signal },
  );
  showLog(target);
  return reload?.kind === "done"
    ? { kind: "done", build, reload }
    : { kind: "failed", step: "reload", build, reload };
}

interface Chosen {
  readonly project: BuildProject;
  readonly modules: readonly BuildModule[];
}

async function chosenModules(
  { operations, builds }: RunSources,
  { subjects, ofFile }: Given,
): Promise<Chosen | undefined> {
  const [subject] = subjects;
  const file = subject === undefined ? activeFile() : fileOf(subject);
  const module = ofFile ?? nameOf(subject);
  const { prompts } = operations.context;
  const uri = file === undefined ? undefined : vscode.Uri.file(file);
  const here = uri === undefined ? [] : await builds.projects(uri);
  const projects = here.length > 0 ? here : await builds.projects();
  const all = projects.flatMap((project) =>
    modulesMeant(project, { file, module }).map((one) => ({ project, one })),
  );
  const [first] = all;
  if (first === undefined) {
    void prompts.notify("error", nothingToBuild(file, module));
    return undefined;
  }
  if (all.length === 1) return { project: first.project, modules: [first.one] };
  return prompts.pick({
    title: l10n.t("Build and Reload"),
    placeholder: l10n.t("Which module?"),
    items: [
      ...projects
        .map((project) => ({ project, modules: all.filter((one) => one.project === project) }))
        .filter(({ modules }) => modules.length > 1)
        .map(({ project, modules }) => ({
          label: l10n.t`All ${modules.length} of ${folderWords(project)}`,
          icon: "checklist",
          answer: { project, modules: modules.map(({ one }) => one) },
        })),
      ...all.map(({ project, one }) => ({
        label: one.name,
        description: folderWords(project),
        answer: { project, modules: [one] },
      })),
    ],
  });
}

/** undefined: it is told by its name alone. */
function fileOf(subject: Subject): string | undefined {
  return "file" in subject ? subject.file : undefined;
}

function nameOf(subject: Subject | undefined): string | undefined {
  if (subject?.kind === "loaded") return subject.module.name;
  return subject !== undefined && "name" in subject ? subject.name : undefined;
}

const activeFile = (): string | undefined => {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === "file" ? uri.fsPath : undefined;
};

const folderWords = ({ folder }: BuildProject): string =>
  vscode.workspace.asRelativePath(vscode.Uri.parse(folder));

const nothingToBuild = (file: string | undefined, module: string | undefined): string =>
  file === undefined
    ? l10n.t("There is no module to build: no Kbuild file or Makefile of this workspace has obj-m.")
    : module === undefined
      ? l10n.t`${vscode.workspace.asRelativePath(file)} is part of no module: no Kbuild file or Makefile lists it in obj-m.`
      : l10n.t`${vscode.workspace.asRelativePath(file)} is part of no module called ${module}: no Kbuild file or Makefile lists it in obj-m.`;

/** The kernel that the machine runs; where its headers are not known, another one only if the user wants it. */
async function chosenKernel(
  { operations, builds }: RunSources,
  project: BuildProject,
  target: Target,
): Promise<BuildKernel | undefined | "left"> {
  // A kernel tree is its own; and a machine that builds knows what it runs.
  if (project.kind === "tree" || builds.isBuiltOnTarget(project)) return undefined;
  const own = await builds.kernelOf(target);
  if (own !== undefined) return own;
  const [main] = await builds.kernels();
  // Without any kernel the build itself says what to install.
  if (main === undefined) return undefined;
  const release = releaseOf(target);
  const anyway = l10n.t`Build for ${main.release ?? main.directory} Anyway`;
  const answer = await operations.context.prompts.choose({
    message: l10n.t`The headers of ${labelOf(target)}'s kernel ${release} are not on this machine.`,
    detail: l10n.t`A module that is built for another kernel is mostly refused there. Install the headers of ${release} (Debian: apt-get install linux-headers-${release}), or choose a kernel tree of that release by "Select Kernel...".`,
    answers: [anyway],
  });
  return answer === undefined ? "left" : main;
}

function tellUnbuilt(
  { context: { prompts } }: Operations,
  build: BuildReport,
  modules: readonly BuildModule[],
  target: Target,
): void {
  // What is no fault of the sources has been told by the build; what was cancelled was wanted.
  if (build.failure !== undefined || build.kind === "cancelled") return;
  const errors = build.messages.filter(({ severity }) => severity === "error").length;
  const names = modules.map(({ name }) => name).join(", ");
  const message =
    errors === 1
      ? l10n.t`Build and Reload stopped at the build of ${names}: 1 error. Nothing was changed on ${labelOf(target)}.`
      : l10n.t`Build and Reload stopped at the build of ${names}: ${errors} errors. Nothing was changed on ${labelOf(target)}.`;
  void showProblems(prompts.notify("error", message, buttons.showProblems));
}

async function showProblems(pressed: Promise<string | undefined>): Promise<void> {
  if ((await pressed) !== undefined) await vscode.commands.executeCommand("workbench.actions.view.problems");
}

/** What the kernel says from now on is what one wants to see; the editor keeps the cursor. */
function showLog(target: Target): void {
  if (!vscode.workspace.getConfiguration("kmod.run").get("showLog", true)) return;
  void vscode.commands.executeCommand("kmod.showKernelLog", { target, preserveFocus: true });
}
