/** Building, as other features see it. */
import type * as vscode from "vscode";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";
import type { BuildGoal, BuildKernel, BuildOptions, BuildReport } from "../kernel/kbuild/build.ts";
import type { Target } from "../kernel/targets/target.ts";

export interface BuildWish {
  readonly project: BuildProject;
  readonly goal: BuildGoal;
  /** undefined: the main kernel that is checked against. */
  readonly kernel: BuildKernel | undefined;
  /** Ends it, with all that it started. */
  readonly signal: AbortSignal | undefined;
  /** Where the settings want it built on a machine: on this one; undefined: on the current one. */
  readonly target?: Target;
  /** Instead of what the settings say. */
  readonly options?: Partial<BuildOptions>;
  /** Each line of make's output as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface Builds extends vscode.Disposable {
  /** What can be built; starts the server where none runs yet. @param uri only what this file or folder is part of */
  projects(uri?: vscode.Uri): Promise<readonly BuildProject[]>;
  /** The kernels to build for: the main one first, then the others that are checked against. */
  kernels(): Promise<readonly BuildKernel[]>;
  /** The one that a machine runs, where it can be built for here; undefined: none of the known ones is it. */
  kernelOf(target: Target): Promise<BuildKernel | undefined>;
  /** Do the settings want it built on the machine that it is for, with that one's headers? */
  isBuiltOnTarget(project: BuildProject): boolean;
  /**
   * Saves the project's files, builds, and shows problems, output and failures as each build does. One build of a
   * project at a time: a second one waits. Never rejects but for bugs: what goes wrong is in the report.
   */
  build(wish: BuildWish): Promise<BuildReport>;
  readonly onDidBuild: vscode.Event<BuildReport>;
  /** Each line of every build's output, as it comes. */
  readonly onDidPrint: vscode.Event<string>;
}
