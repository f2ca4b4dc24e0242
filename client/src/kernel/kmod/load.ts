/** Loads modules as planned, and says why where it fails. */
import { access, constants } from "node:fs/promises";
import { basename } from "node:path";
import { type Command, shellScript } from "../command.ts";
import { CommandError, failure, TargetError } from "../errors.ts";
import type { Target } from "../targets/target.ts";
import { type AttemptResult, attempt } from "./attempt.ts";
import { insertFile, isPassable, probe } from "./change.ts";
import type { Explanation } from "./explain/failure.ts";
import { unpassableParameter, unreadableFile } from "./explain/request.ts";
import type { KoFile } from "./module-info.ts";
import type { LoadPlan, LoadStep, Report } from "./operation.ts";

/**
 * Takes the steps one after the other and stops at the first that fails; what was loaded before stays. A file of this
 * machine is copied into a folder that only its user can read, which is removed afterwards whatever happens.
 * Rejects with TargetError only where it was cancelled or could not be tried (`unreachable`, `missing-program`,
 * `settings`), and with CommandError where not even a folder can be made there.
 */
export async function load(target: Target, plan: LoadPlan, signal?: AbortSignal): Promise<Report> {
  const folder = new Folder(target, signal);
  const done: string[] = [];
  const kernelLines: string[] = [];
  try {
    for (const step of plan.steps) {
      const result = await loadStep({ target, step, built: plan.built, folder, signal });
      if (result.kind === "failed") {
        return { kind: "failed", done, failed: step.name, diagnosis: result.diagnosis };
      }
      done.push(step.name);
      kernelLines.push(...result.kernelLines);
    }
  } finally {
    await folder.remove();
  }
  return { kind: "done", done, kernelLines };
}

interface StepContext {
  readonly target: Target;
  readonly step: LoadStep;
  readonly built: readonly KoFile[];
  readonly folder: Folder;
  readonly signal: AbortSignal | undefined;
}

async function loadStep({ target, step, built, folder, signal }: StepContext): Promise<AttemptResult> {
  const { name, module, parameters } = step;
  const bad = parameters.find((parameter) => !isPassable(parameter));
  if (bad !== undefined) {
    return failed(unpassableParameter(step, bad.name));
  }
  const wanted = { action: "load" as const, name, parameters, built };
  if (module.kind === "installed") {
    return attempt(target, { ...wanted, change: probe(module.name, parameters) }, signal);
  }
  let file: string;
  try {
    file = await folder.take(module.ko.file);
  } catch (error) {
    if (await isReadable(module.ko.file)) throw error;
    return failed(unreadableFile(module.ko.file));
  }
  return attempt(target, { ...wanted, ko: module.ko, change: insertFile(file, name, parameters) }, signal);
}

/** Found before anything was tried. */
const failed = (explanation: Explanation): AttemptResult => ({
  kind: "failed",
  diagnosis: { ...explanation, errno: undefined, kernelLines: [] },
});

const isReadable = (file: string): Promise<boolean> =>
  access(file, constants.R_OK).then(
    () => true,
    () => false,
  );

/** A private folder on the machine, made when the first file is to go there. */
class Folder {
  readonly #target: Target;
  readonly #signal: AbortSignal | undefined;
  #path: string | undefined;

  constructor(target: Target, signal: AbortSignal | undefined) {
    this.#target = target;
    this.#signal = signal;
  }

  /** Copies a file of this machine there and gives its path. */
  async take(file: string): Promise<string> {
    this.#path ??= await this.#target.run(makeFolder, this.#signal);
    const to = `${this.#path}/${basename(file)}`;
    await this.#target.copy(file, to, this.#signal);
    return to;
  }

  /** Without the signal: what was cancelled is cleaned up as well. */
  async remove(): Promise<void> {
    const path = this.#path;
    if (path === undefined) return;
    this.#path = undefined;
    try {
      await this.#target.run(removeFolder(path));
    } catch (error) {
      if (!(error instanceof TargetError) && !(error instanceof CommandError)) throw error;
      // The machine is gone or stuck. What is left is removed when it answers again; until then only its user can read it.
      removeWhenBack(this.#target, path);
    }
  }
}

function removeWhenBack(target: Target, path: string): void {
  const waiting = target.onDidChangeState((state) => {
    if (state.kind !== "connected") return;
    waiting.dispose();
    // A virtual machine begins anew with each start, so a second failure leaves nothing that matters.
    target.run(removeFolder(path)).catch(() => undefined);
  });
}

/** mktemp makes it for its user alone (0700). */
const makeFolder: Command<string> = {
  argv: shellScript('umask 077; exec mktemp -d "${TMPDIR:-/tmp}/kmod.XXXXXX"'),
  parse: (output) => {
    const path = output.stdout.trim();
    // It is removed with all that is in it later: nothing but what mktemp makes of that pattern will do.
    if (output.exitCode !== 0 || !/^\/(?:[^/\n]+\/)*kmod\.[A-Za-z0-9]{6}$/.test(path)) throw failure(output);
    return path;
  },
};

const removeFolder = (path: string): Command<void> => ({
  argv: ["rm", "-rf", "--", path],
  limitMs: 3_000,
  parse: (output) => {
    if (output.exitCode !== 0) throw failure(output);
  },
});
