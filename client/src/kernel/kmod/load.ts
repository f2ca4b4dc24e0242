/** Loads modules as planned, and says why where it fails. */
import { access, constants } from "node:fs/promises";
import { basename } from "node:path";
import type { Target } from "../targets/target.ts";
import { makeFolder, removeFolder } from "../targets/temporary-folder.ts";
import { attempt } from "./attempt.ts";
import { insertFile, isPassable, probe } from "./change.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { Explanation } from "./explain/failure.ts";
import { unpassableParameter, unreadableFile } from "./explain/request.ts";
import type { LoadPlan, LoadStep, Report } from "./operation.ts";

/**
 * Takes the steps one after the other and stops at the first that fails; what was loaded before stays. Files of this
 * machine are copied first, so that nothing has changed where that fails, into a folder that only its user can read,
 * which is removed afterwards whatever happens.
 * Rejects with TargetError only where it was cancelled or could not be tried (`unreachable`, `missing-program`,
 * `settings`), and with CommandError where not even a folder can be made there.
 *
 * @param before done when all files are there; nothing is loaded where it fails
 */
export async function load(
  target: Target,
  plan: LoadPlan,
  signal?: AbortSignal,
  before?: () => Promise<Report>,
): Promise<Report> {
  const folder = new Folder(target, signal);
  try {
    const copied = await copyAll(plan, folder);
    if (copied.kind === "failed") return { ...copied, done: [] };
    const prepared = await before?.();
    if (prepared?.kind === "failed") return prepared;
    return await loadSteps(target, { plan, files: copied.files, signal }, prepared?.kernelLines ?? []);
  } finally {
    await folder.remove();
  }
}

type Copied =
  | { readonly kind: "copied"; readonly files: ReadonlyMap<LoadStep, string> }
  | { readonly kind: "failed"; readonly failed: string; readonly diagnosis: Diagnosis };

/** The paths there of what is not there already. */
async function copyAll({ steps }: LoadPlan, folder: Folder): Promise<Copied> {
  const files = new Map<LoadStep, string>();
  for (const step of steps) {
    const bad = step.parameters.find((parameter) => !isPassable(parameter));
    if (bad !== undefined) return failed(step, unpassableParameter(step, bad.name));
    if (step.module.kind === "installed") continue;
    const { file } = step.module.ko;
    try {
      files.set(step, await folder.take(file));
    } catch (error) {
      if (await isReadable(file)) throw error;
      return failed(step, unreadableFile(file));
    }
  }
  return { kind: "copied", files };
}

interface Loading {
  readonly plan: LoadPlan;
  readonly files: ReadonlyMap<LoadStep, string>;
  readonly signal: AbortSignal | undefined;
}

async function loadSteps(
  target: Target,
  { plan, files, signal }: Loading,
  before: readonly string[],
): Promise<Report> {
  const done: string[] = [];
  const kernelLines = [...before];
  for (const step of plan.steps) {
    const { name, module, parameters } = step;
    const wanted = { action: "load" as const, name, parameters, built: plan.built };
    const file = files.get(step);
    const result = await attempt(
      target,
      file === undefined || module.kind === "installed"
        ? { ...wanted, change: probe(name, parameters) }
        : { ...wanted, ko: module.ko, change: insertFile(file, name, parameters) },
      signal,
    );
    if (result.kind === "failed") return { kind: "failed", done, failed: name, diagnosis: result.diagnosis };
    done.push(name);
    kernelLines.push(...result.kernelLines);
  }
  return { kind: "done", done, kernelLines };
}

/** Found before anything was tried. */
const failed = ({ name }: LoadStep, explanation: Explanation): Copied => ({
  kind: "failed",
  failed: name,
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
    await removeFolder(this.#target, path);
  }
}
