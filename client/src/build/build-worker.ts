/**
 * One build as the user sees it: the files are saved, make runs under a message that can end it, its lines go to the
 * output, and what kept it from building anything is said.
 */
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { BuildFailure, BuildReport, BuildRequest } from "../kernel/kbuild/build.ts";
import { createBuildMachine } from "../kernel/kbuild/build-machine.ts";
import { runBuild } from "../kernel/kbuild/run-build.ts";
import { runBuildOnTarget } from "../kernel/kbuild/target-build.ts";
import type { Language } from "../language/language.ts";
import type { Targets } from "../targets/targets.ts";
import { type BuildOutput, isShown } from "./build-output.ts";
import { type BuildShow, withBuildProgress } from "./build-progress.ts";
import { cancelledReport, refusedReport, unsavedReport } from "./build-reports.ts";
import type { BuildSettings } from "./build-settings.ts";
import { goalInWords, stepOf } from "./build-words.ts";
import type { BuildWish } from "./builds.ts";
import { tellFailure } from "./failure-notice.ts";
import { type Made, makeOnce, type RunOptions } from "./make-once.ts";
import type { FileSaver } from "./save-files.ts";

export interface BuildWorker extends vscode.Disposable {
  /** Never rejects but for bugs. */
  make(wish: BuildWish, request: BuildRequest, options: WorkOptions): Promise<Made>;
}

export interface WorkOptions {
  readonly shows: BuildShow;
  /** What an earlier build left is removed first. */
  readonly isFromScratch?: boolean;
}

export interface WorkerSources {
  readonly context: KmodContext;
  readonly language: Pick<Language, "placeMessages">;
  readonly targets: Pick<Targets, "ready">;
  readonly saver: FileSaver;
  readonly output: BuildOutput;
  settingsOf(uri: vscode.Uri): BuildSettings;
}

export const createBuildWorker = (sources: WorkerSources): BuildWorker => new EditorWorker(sources);

class EditorWorker implements BuildWorker {
  readonly #sources: WorkerSources;
  readonly #machine = createBuildMachine();
  readonly #builtFor: BuiltFor;
  /** Failures whose message stands on the screen. */
  readonly #telling = new Set<string>();

  constructor(sources: WorkerSources) {
    this.#sources = sources;
    this.#builtFor = createBuiltFor(sources.context);
  }

  async make(wish: BuildWish, request: BuildRequest, options: WorkOptions): Promise<Made> {
    const { shows, isFromScratch = false } = options;
    const { output } = this.#sources;
    const settings = this.#sources.settingsOf(vscode.Uri.parse(wish.project.folder));
    const title = goalInWords(wish.goal, wish.project);
    output.begin(title, request);
    if (shows === "message" && isShown(settings.showOutput, undefined)) output.show();
    const made = await withBuildProgress({ title, signal: wish.signal, shows }, (signal, step) => {
      const onLine = (line: string): void => {
        output.line(line);
        wish.onLine?.(line);
        const words = stepOf(line);
        if (words !== undefined) step(words);
      };
      return this.#run(wish, request, { settings, isFromScratch, onLine, signal });
    });
    const { report } = made;
    output.end(title, report);
    if (shows === "message" && isShown(settings.showOutput, report)) output.show();
    if (report.failure !== undefined) void this.#tell(title, report.failure);
    return made;
  }

  dispose(): void {
    this.#machine.dispose();
  }

  /** Not once more while it stands there: a build at each save fails at each. */
  async #tell(title: string, failure: BuildFailure): Promise<void> {
    const { context, output } = this.#sources;
    const told = `${title}\n${failure.title}`;
    if (this.#telling.has(told)) return;
    this.#telling.add(told);
    try {
      await tellFailure(context, title, failure, () => output.show());
    } catch (error) {
      context.log.error("What mends a build could not be offered.", error);
    } finally {
      this.#telling.delete(told);
    }
  }

  async #run(wish: BuildWish, request: BuildRequest, options: WorkRun): Promise<Made> {
    const { project } = wish;
    const refused = await this.#refused(request);
    if (refused !== undefined) return withoutMake(refused);
    if (options.settings.where === "target") return this.#runOnTarget(wish, request, options);
    const make = (one: BuildRequest): Promise<Made> =>
      makeOnce(
        { ...this.#sources, run: (asked, how) => runBuild(this.#machine, asked, how) },
        project,
        one,
        options,
      );
    if (options.isFromScratch || this.#builtFor.isOther(request)) {
      const { report } = await make({ ...request, goal: { kind: "clean" } });
      if (report.kind === "cancelled") return withoutMake({ ...report, request });
    }
    await this.#builtFor.remember(request);
    return make(request);
  }

  /** It has the headers that its kernel was built with. */
  async #runOnTarget(
    { project, target: wanted }: BuildWish,
    request: BuildRequest,
    options: WorkRun,
  ): Promise<Made> {
    const target = await this.#sources.targets.ready(wanted);
    if (target === undefined) return withoutMake(cancelledReport(request));
    return makeOnce(
      { ...this.#sources, run: (one, how) => runBuildOnTarget(this.#machine, target, one, how) },
      project,
      request,
      options,
    );
  }

  /** What keeps make from being started at all. */
  async #refused(request: BuildRequest): Promise<BuildReport | undefined> {
    if (!vscode.workspace.isTrusted) return refusedReport(request);
    const unsaved = await this.#sources.saver.saveBelow(request.folder);
    if (unsaved.length === 0) return undefined;
    const files = unsaved.map(({ fsPath }) => fsPath);
    return unsavedReport(request, files);
  }
}

interface WorkRun extends RunOptions {
  readonly settings: BuildSettings;
  readonly isFromScratch: boolean;
}

const withoutMake = (report: BuildReport): Made => ({ report, problems: [], lines: [] });

/** The project's own Makefile knows what it cleans, and its author when. */
const leavesObjects = ({ goal, options }: BuildRequest): boolean =>
  goal.kind !== "clean" && options.by.kind === "kbuild";

interface BuiltFor {
  /** Whether what lies there was built for another kernel: make takes such objects for its own. */
  isOther(request: BuildRequest): boolean;
  remember(request: BuildRequest): Thenable<void>;
}

/** Kept with the workspace: objects outlive the editor. */
function createBuiltFor({ extension: { workspaceState } }: KmodContext): BuiltFor {
  const key = "kmod.builtFor";
  const known = (): Readonly<Record<string, string>> =>
    workspaceState.get<Readonly<Record<string, string>>>(key, {});
  return {
    isOther(request) {
      const before = known()[request.folder];
      return leavesObjects(request) && before !== undefined && before !== request.kernel.directory;
    },
    async remember(request) {
      if (!leavesObjects(request) || known()[request.folder] === request.kernel.directory) return;
      await workspaceState.update(key, { ...known(), [request.folder]: request.kernel.directory });
    },
  };
}
