/** What make is asked for, from what can be built and what the settings say. Pure. */
import { fileURLToPath } from "node:url";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";
import type { BuildGoal, BuildKernel, BuildMethod, BuildRequest } from "../kernel/kbuild/build.ts";
import { type BuildSettings, type OutputPlace, outputFolderOf } from "./build-settings.ts";

export interface RequestSources extends Omit<OutputPlace, "projectFolder"> {
  readonly settings: BuildSettings;
  /** How many processors the machine that builds has. */
  readonly processors: number;
}

/** Absolute path of what Kbuild is given as M=. */
export const folderOf = ({ folder }: Pick<BuildProject, "folder">): string => fileURLToPath(folder);

export function requestOf(
  project: BuildProject,
  goal: BuildGoal,
  kernel: BuildKernel,
  { settings, processors, home, workspaceFolder }: RequestSources,
): BuildRequest {
  const folder = folderOf(project);
  const { llvm, architecture, crossCompile, warnings, sparse, environment, outputFolder, jobs } = settings;
  return {
    folder,
    goal,
    kernel,
    options: {
      by: methodOf(project, settings),
      llvm,
      architecture,
      crossCompile,
      warnings,
      sparse,
      arguments: settings.arguments,
      environment,
      outputFolder: outputFolderOf(outputFolder, { home, workspaceFolder, projectFolder: folder }),
      jobs: jobs === 0 ? processors : jobs,
    },
  };
}

function methodOf({ kind, makefile }: BuildProject, settings: BuildSettings): BuildMethod {
  // A folder of a kernel tree has no Makefile of its own that builds modules.
  if (settings.with === "kbuild" || kind === "tree") return { kind: "kbuild" };
  return { kind: "makefile", target: settings.target, kernelVariable: makefile?.kernelVariable };
}
