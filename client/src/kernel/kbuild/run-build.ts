/** Builds on the editor's machine, and says what came of it. */
import { existsSync } from "node:fs";
import { readdir, realpath, rm } from "node:fs/promises";
import path from "node:path";
import type { BuildFailure, BuildReport, BuildRequest } from "./build.ts";
import type { BuildMachine } from "./build-machine.ts";
import { koFiles, writtenSince } from "./built-modules.ts";
import { unsuitable } from "./make-command.ts";
import type { ReaderOptions } from "./messages/reader.ts";
import { prepareOutput } from "./output-folder.ts";
import { type MakeResult, runMake } from "./run-make.ts";

export interface RunOptions {
  /** Hears each line that make prints, as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Ends make with all that it started; what it has half written is gone then. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds what is asked for. Resolves when nothing of it runs any more; never rejects but for bugs: what goes wrong is in
 * the report. `failure` may stand beside `done`: a clock that is wrong.
 * @param machine one that sees the sources: `createBuildMachine()`
 */
export async function runBuild(
  machine: BuildMachine,
  request: BuildRequest,
  options: RunOptions = {},
): Promise<BuildReport> {
  const started = performance.now();
  const result = await build(machine, request, options);
  const isCancelled = options.signal?.aborted ?? false;
  return {
    kind: isCancelled ? "cancelled" : result.isDone ? "done" : "failed",
    request,
    messages: result.messages,
    failure: isCancelled ? undefined : result.failure,
    built: result.built,
    duration: performance.now() - started,
  };
}

type Result = MakeResult & Pick<BuildReport, "built">;

async function build(
  machine: BuildMachine,
  request: BuildRequest,
  { onLine = ignore, signal = new AbortController().signal }: RunOptions,
): Promise<Result> {
  const failure = unsuitable(request);
  if (failure !== undefined) return notTried(failure);
  const prepared = await prepareOutput(request);
  if (prepared.kind === "unusable") return notTried(prepared.failure);
  const { seen, output } = prepared.plan;
  const [before, temporary] = await Promise.all([koFiles(output), temporaryFolders(output)]);
  const result = await runMake(machine, {
    request,
    seen,
    reading: await readingOf(request, output),
    machineName: undefined,
    onLine,
    signal,
  });
  if (signal.aborted) await removeTemporary(output, temporary);
  return { ...result, built: writtenSince(before, await koFiles(output)) };
}

/**
 * Kbuild tries the compiler in folders `.tmp_PID` and removes each itself, but not where a signal ends it (try-run in
 * scripts/Makefile.compiler).
 */
const temporaryFolders = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => /^\.tmp_\d+$/.test(name));

async function removeTemporary(folder: string, before: readonly string[]): Promise<void> {
  for (const name of await temporaryFolders(folder)) {
    if (!before.includes(name)) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

const notTried = (failure: BuildFailure): Result => ({ isDone: false, messages: [], failure, built: [] });

/** What paths in the output are, and which of them are the user's. */
async function readingOf({ folder, kernel, options }: BuildRequest, output: string): Promise<ReaderOptions> {
  const [realFolder, realOutput, realKernel, source] = await Promise.all(
    [folder, output, kernel.directory, path.join(kernel.directory, "source")].map(real),
  );
  // `M=$(CURDIR)` of an author's Makefile: make has followed the links.
  const names = new Set([output, realOutput, realFolder].filter((name) => name !== undefined));
  names.delete(folder);
  return {
    folder,
    kernel: realKernel ?? kernel.directory,
    mapped: [...names].map((name) => [name, folder] as const),
    foreign: [kernel.directory, realKernel, source].filter((name) => name !== undefined),
    isFile: existsSync,
    isSparseOn: options.sparse !== "off",
  };
}

/** undefined: it is not there. */
const real = (file: string): Promise<string | undefined> => realpath(file).catch(() => undefined);

function ignore(): void {
  // Nobody listens.
}
