/**
 * Builds on the machine that the modules are for, with its own headers and compiler: the sources are copied into a private
 * folder there, what was built comes back beside them, and the folder is removed whatever happens.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { type Command, shellScript } from "../command.ts";
import { CommandError, failure, TargetError } from "../errors.ts";
import type { Target } from "../targets/target.ts";
import { makeFolder, removeFolder } from "../targets/temporary-folder.ts";
import type { BuildFailure, BuildReport, BuildRequest } from "./build.ts";
import type { BuildMachine } from "./build-machine.ts";
import { koFiles } from "./built-modules.ts";
import { machineFailure, missingProgramFailure } from "./failures.ts";
import { fetchModules } from "./fetch-modules.ts";
import { unsuitable } from "./make-command.ts";
import type { RunOptions } from "./run-build.ts";
import { type MakeResult, runMake } from "./run-make.ts";
import { sourceFiles } from "./source-files.ts";

/**
 * As `runBuild`, but there. The kernel is the one that runs there, whatever the request says; where it runs no other
 * goal than `modules` leaves anything. `clean` removes the .ko files that came back.
 * @param here the editor's machine: packs the sources
 * @param target connected
 */
export async function runBuildOnTarget(
  here: BuildMachine,
  target: Target,
  request: BuildRequest,
  options: RunOptions = {},
): Promise<BuildReport> {
  const started = performance.now();
  const signal = options.signal ?? new AbortController().signal;
  const onLine = options.onLine ?? ignore;
  const result = await new TargetBuild({ here, target, request, onLine, signal }).run();
  return {
    kind: signal.aborted ? "cancelled" : result.isDone ? "done" : "failed",
    request,
    messages: result.messages,
    failure: signal.aborted ? undefined : result.failure,
    built: result.built,
    duration: performance.now() - started,
  };
}

type Result = MakeResult & Pick<BuildReport, "built">;

interface TargetBuildOptions {
  readonly here: BuildMachine;
  readonly target: Target;
  readonly request: BuildRequest;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

class TargetBuild {
  readonly #options: TargetBuildOptions;

  constructor(options: TargetBuildOptions) {
    this.#options = options;
  }

  async run(): Promise<Result> {
    const { target, request, signal } = this.#options;
    if (request.goal.kind === "clean") return this.#clean();
    const { state } = target;
    if (state.kind !== "connected") {
      return failed(
        machineFailure(
          new TargetError(
            "lost",
            l10n.t`${target.spec.name} is not connected.`,
            l10n.t("Connect it and build again."),
          ),
        ),
      );
    }
    let folder: string | undefined;
    try {
      folder = await target.run(makeFolder, signal);
      const problem = await this.#send(folder);
      if (problem !== undefined) return failed(problem);
      return await this.#make(folder, state.machine.release);
    } catch (error) {
      return failed(machineFailure(expected(error)));
    } finally {
      if (folder !== undefined) await removeFolder(target, folder);
    }
  }

  /** Objects never were here; only modules that came back are. */
  async #clean(): Promise<Result> {
    const { request, onLine } = this.#options;
    for (const file of (await koFiles(outputOf(request))).keys()) {
      onLine(l10n.t`Removing ${file}`);
      await rm(file, { force: true });
    }
    return { isDone: true, messages: [], failure: undefined, built: [] };
  }

  /** Packs the sources and unpacks them there. */
  async #send(folder: string): Promise<BuildFailure | undefined> {
    const { here, target, request, onLine, signal } = this.#options;
    const sources = await sourceFiles(
      request.folder,
      [outputOf(request)].filter((o) => o !== request.folder),
    );
    if (sources === undefined) return tooManyFiles(request.folder);
    onLine(l10n.t`Copying ${sources.files.length} files to ${target.spec.name}`);
    const local = await mkdtemp(path.join(tmpdir(), "kmod-pack-"));
    try {
      const [list, archive] = [path.join(local, "list"), path.join(local, "sources.tar.gz")];
      await writeFile(list, sources.files.map((file) => `${file}\0`).join(""));
      await here.run(pack({ folder: request.folder, list, archive }), signal);
      await target.copy(archive, `${folder}/sources.tar.gz`, signal);
    } finally {
      await rm(local, { recursive: true, force: true });
    }
    const isUnpacked = await target.run(unpack(folder), signal);
    return isUnpacked ? undefined : missingProgramFailure("tar", target.spec.name);
  }

  async #make(folder: string, release: string): Promise<Result> {
    const { target, request, onLine, signal } = this.#options;
    const seen = seenThere(request, `${folder}/sources`, release);
    const problem = unsuitable(seen);
    if (problem !== undefined) return failed(problem);
    const result = await runMake(target, {
      request: { ...request, kernel: seen.kernel },
      seen,
      reading: {
        folder: request.folder,
        kernel: seen.kernel.directory,
        mapped: [[seen.folder, request.folder]],
        foreign: [seen.kernel.directory],
        isFile: existsSync,
        isSparseOn: request.options.sparse !== "off",
      },
      machineName: target.spec.name,
      onLine,
      signal,
    });
    if (signal.aborted) return { ...result, built: [] };
    const built = await fetchModules(target, { from: seen.folder, to: outputOf(request), signal });
    return { ...result, built };
  }
}

/** What may go wrong on either machine; anything else is a bug, and thrown on. */
function expected(error: unknown): TargetError | CommandError {
  if (error instanceof TargetError || error instanceof CommandError) return error;
  if (!(error instanceof Error) || !("syscall" in error)) throw error;
  // A folder of this machine that cannot be written, a disk that is full.
  return new CommandError(error.message, { argv: ["tar"], exitCode: 1, stderr: error.message });
}

const outputOf = ({ folder, options }: BuildRequest): string => path.resolve(folder, options.outputFolder);

function seenThere(request: BuildRequest, folder: string, release: string): BuildRequest {
  const { goal, options } = request;
  return {
    folder,
    goal:
      goal.kind === "file"
        ? { ...goal, source: path.posix.join(folder, path.relative(request.folder, goal.source)) }
        : goal,
    kernel: { directory: `/lib/modules/${release}/build`, release },
    options: { ...options, outputFolder: "" },
  };
}

const failed = (reason: BuildFailure): Result => ({
  isDone: false,
  messages: [],
  failure: reason,
  built: [],
});

const tooManyFiles = (folder: string): BuildFailure => ({
  cause: "unsuitable-path",
  title: l10n.t`${folder} holds too many files to copy them.`,
  remedy: l10n.t("Put the module into a folder of its own, or build on this machine."),
  command: undefined,
  details: [],
});

/** Milliseconds that packing and unpacking some megabytes may take on a slow board. */
const packLimitMs = 120_000;

/** Links are followed: what they lead to may not be in the folder. */
const pack = (paths: {
  readonly folder: string;
  readonly list: string;
  readonly archive: string;
}): Command<void> => ({
  argv: shellScript('tar -C "$1" -chzf "$3" --null -T "$2"', paths.folder, paths.list, paths.archive),
  limitMs: packLimitMs,
  parse: (output) => {
    if (output.exitCode !== 0) throw failure(output);
  },
});

/** With the time of now (-m): the clocks of the two machines may differ. False: there is no tar. */
const unpack = (folder: string): Command<boolean> => ({
  argv: shellScript(
    `cd -- "$1" || exit
command -v tar >/dev/null 2>&1 || exit 127
mkdir sources && gzip -dc sources.tar.gz | tar -xmf - -C sources && rm -f sources.tar.gz`,
    folder,
  ),
  limitMs: packLimitMs,
  parse: (output) => {
    if (output.exitCode !== 0 && output.exitCode !== 127) throw failure(output);
    return output.exitCode === 0;
  },
});

function ignore(): void {
  // Nobody listens.
}
