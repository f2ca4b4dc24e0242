/**
 * Builds as a feature of the editor: what can be built, one build of a project at a time, and what comes of it in
 * Problems, in the output channel and in one message.
 */
import { existsSync } from "node:fs";
import { availableParallelism, release } from "node:os";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import type { BuildKernel, BuildReport, BuildRequest } from "../kernel/kbuild/build.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { Language } from "../language/language.ts";
import type { Targets } from "../targets/targets.ts";
import { headersOf, kernelOfRelease, kernelsInUse, treeOf } from "./build-kernels.ts";
import { type BuildOutput, createBuildOutput } from "./build-output.ts";
import { type BuildProblems, createBuildProblems } from "./build-problems.ts";
import type { BuildShow } from "./build-progress.ts";
import { cancelledReport } from "./build-reports.ts";
import { folderOf, requestOf } from "./build-request.ts";
import type { BuildSettings } from "./build-settings.ts";
import { goalInWords } from "./build-words.ts";
import { type BuildWorker, createBuildWorker } from "./build-worker.ts";
import type { Builds, BuildWish } from "./builds.ts";
import { createOneAtATime } from "./one-at-a-time.ts";
import { registerProblemFixes } from "./problem-fixes.ts";
import { type KernelProblems, problemsOfKernels } from "./problems-of-kernels.ts";
import { createFileSaver, type FileSaver } from "./save-files.ts";
import { createSettingsReader, type SettingsReader } from "./settings-reader.ts";
import { staysAfter, staysFor } from "./stale-problems.ts";

export interface BuildSources {
  readonly targets: Pick<Targets, "ready">;
  readonly language: Pick<Language, "buildProjects" | "kernels" | "placeMessages">;
}

/** What the commands and tasks of this feature need beyond what others do. */
export interface ProjectBuilds extends Builds {
  readonly context: KmodContext;
  readonly problems: Pick<BuildProblems, "of">;
  readonly saver: Pick<FileSaver, "isSaving">;
  settingsOf(uri: vscode.Uri): BuildSettings;
  /** What make would be asked for now. */
  requestOf(wish: BuildWish): Promise<BuildRequest>;
  /** As `build`, shown in another way: only a `message` brings the output to the front. */
  buildShown(wish: BuildWish, shows: BuildShow): Promise<BuildReport>;
  /**
   * One build for each of the kernels, each from the beginning, the first one last: its modules stay. What is found is
   * shown with the kernels that have it. Ends with the first build that is cancelled.
   */
  buildForEach(
    project: BuildProject,
    kernels: readonly BuildKernel[],
    options: EachOptions,
  ): Promise<readonly BuildReport[]>;
  showOutput(): void;
}

export interface EachOptions {
  readonly signal: AbortSignal;
  /** The kernel that is built for from now on, in words. */
  readonly onKernel: (kernel: string) => void;
}

/** Opens the feature: nothing is started before something is to be built. */
export const openBuilds = (context: KmodContext, sources: BuildSources): ProjectBuilds =>
  new EditorBuilds(context, sources);

class EditorBuilds implements ProjectBuilds {
  readonly context: KmodContext;
  readonly saver = createFileSaver();
  readonly #sources: BuildSources;
  readonly #settings: SettingsReader;
  readonly #output: BuildOutput = createBuildOutput();
  readonly #worker: BuildWorker;
  readonly #turns = createOneAtATime();
  readonly #built = new vscode.EventEmitter<BuildReport>();
  readonly onDidBuild = this.#built.event;
  readonly onDidPrint = this.#output.onDidPrint;
  readonly problems: BuildProblems;
  readonly #fixes: vscode.Disposable;

  constructor(context: KmodContext, sources: BuildSources) {
    this.context = context;
    this.#sources = sources;
    this.#settings = createSettingsReader(context);
    const pages = vscode.Uri.joinPath(context.extension.extensionUri, "docs", "rules");
    this.problems = createBuildProblems((rule) => vscode.Uri.joinPath(pages, `${rule}.md`));
    this.#fixes = registerProblemFixes(this.problems);
    this.#worker = createBuildWorker({
      ...sources,
      context,
      saver: this.saver,
      output: this.#output,
      settingsOf: (uri) => this.settingsOf(uri),
    });
  }

  projects(uri?: vscode.Uri): Promise<readonly BuildProject[]> {
    return this.#sources.language.buildProjects(uri);
  }

  async kernels(): Promise<readonly BuildKernel[]> {
    return kernelsInUse(await this.#sources.language.kernels([]));
  }

  async kernelOf({ state }: Pick<Target, "state">): Promise<BuildKernel | undefined> {
    if (state.kind !== "connected") return undefined;
    const known = kernelOfRelease(await this.#sources.language.kernels([]), state.machine.release);
    const headers = headersOf(state.machine.release);
    return known ?? (existsSync(path.join(headers.directory, "Makefile")) ? headers : undefined);
  }

  isBuiltOnTarget({ folder }: BuildProject): boolean {
    return this.settingsOf(vscode.Uri.parse(folder)).where === "target";
  }

  settingsOf(uri: vscode.Uri): BuildSettings {
    return this.#settings.of(uri);
  }

  showOutput(): void {
    this.#output.show();
  }

  build(wish: BuildWish): Promise<BuildReport> {
    return this.buildShown(wish, "message");
  }

  buildShown(wish: BuildWish, shows: BuildShow): Promise<BuildReport> {
    const { folder } = wish.project;
    const isWaiting = this.#turns.isBusy(folder);
    const built = this.#turns.run(folder, () => this.#buildNow(wish, shows));
    if (isWaiting && shows === "message")
      vscode.window.setStatusBarMessage(
        l10n.t`${goalInWords(wish.goal, wish.project)}: waits for the build that runs.`,
        5_000,
      );
    return built;
  }

  buildForEach(
    project: BuildProject,
    kernels: readonly BuildKernel[],
    { signal, onKernel }: EachOptions,
  ): Promise<readonly BuildReport[]> {
    return this.#turns.run(project.folder, async () => {
      const round = this.problems.begin(project.folder);
      const reports: BuildReport[] = [];
      const found: KernelProblems[] = [];
      try {
        round.keep(() => false);
        for (const kernel of kernels.toReversed()) {
          const name = kernel.release ?? kernel.directory;
          onKernel(name);
          const wish: BuildWish = { project, goal: { kind: "modules" }, kernel, signal };
          const request = await this.requestOf(wish);
          const made = await this.#worker.make(wish, request, { shows: "nothing", isFromScratch: true });
          reports.push(made.report);
          found.push({ kernel: name, problems: made.problems });
          this.#built.fire(made.report);
          if (made.report.kind === "cancelled") break;
        }
        round.end(problemsOfKernels(found));
      } finally {
        round.leave();
      }
      return reports.toReversed();
    });
  }

  dispose(): void {
    this.#worker.dispose();
    this.#fixes.dispose();
    this.problems.dispose();
    this.#built.dispose();
    this.#output.dispose();
  }

  async #buildNow(wish: BuildWish, shows: BuildShow): Promise<BuildReport> {
    const request = await this.requestOf(wish);
    if (wish.signal?.aborted === true) return cancelledReport(request);
    const round = this.problems.begin(wish.project.folder);
    try {
      round.keep(staysFor(wish.goal));
      const { report, problems, lines } = await this.#worker.make(wish, request, { shows });
      round.keep(staysAfter(lines));
      round.end(problems);
      this.#built.fire(report);
      return report;
    } finally {
      round.leave();
    }
  }

  async requestOf({ project, goal, kernel, options = {} }: BuildWish): Promise<BuildRequest> {
    const folder = folderOf(project);
    const choices = kernel === undefined ? await this.#sources.language.kernels([]) : [];
    const [main] = kernelsInUse(choices);
    const chosen = kernel ?? treeOf(project, folder, choices) ?? main ?? headersOf(release());
    const request = requestOf(project, goal, chosen, {
      ...this.#settings.placeOf(project),
      settings: this.#settings.of(vscode.Uri.parse(project.folder)),
      processors: availableParallelism(),
    });
    return { ...request, options: { ...request.options, ...options } };
  }
}
