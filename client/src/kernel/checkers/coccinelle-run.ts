/** Runs semantic patches over files, several at a time, and then those that found something for what mends it. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { CommandError, TargetError } from "../errors.ts";
import type { Target } from "../targets/target.ts";
import type { CheckMessage, LineChange } from "./check.ts";
import { readReport, readSemanticPatch, type SemanticPatch, spatchCommand } from "./coccinelle.ts";
import { changesAt, readUnifiedDiff } from "./unified-diff.ts";

/** The semantic patches in and below a folder that report, by name. @throws where the folder cannot be read */
export async function findSemanticPatches(folder: string): Promise<readonly SemanticPatch[]> {
  const entries = await readdir(folder, { recursive: true });
  const files = entries.filter((entry) => entry.endsWith(".cocci")).toSorted();
  const read = await Promise.all(
    files.map(async (file) => {
      const found = path.join(folder, file);
      return readSemanticPatch(found, await readFile(found, "utf8"));
    }),
  );
  return read.filter((patch) => patch !== undefined);
}

export interface CoccinelleOptions {
  readonly patches: readonly SemanticPatch[];
  /** Absolute paths of C files. */
  readonly files: readonly string[];
  /** How many are run at the same time. */
  readonly jobs: number;
  /** After each script. */
  readonly onDone?: (patch: SemanticPatch) => void;
  readonly signal?: AbortSignal;
}

export interface CoccinelleMessage extends CheckMessage {
  /** What mends it; none where the script cannot. */
  readonly changes: readonly LineChange[];
}

export interface CoccinelleResult {
  readonly messages: readonly CoccinelleMessage[];
  /** Scripts that could not be run, each with why. */
  readonly failures: readonly { readonly patch: SemanticPatch; readonly error: Error }[];
}

/** @throws TargetError: spatch is not there, or the user stopped it */
export async function runCoccinelle(
  machine: Pick<Target, "run">,
  { patches, files, jobs, onDone, signal }: CoccinelleOptions,
): Promise<CoccinelleResult> {
  const messages: CoccinelleMessage[] = [];
  const failures: { patch: SemanticPatch; error: Error }[] = [];
  const waiting = patches.values();
  const work = async (): Promise<void> => {
    for (const patch of waiting) {
      try {
        messages.push(...(await runPatch(machine, patch, files, signal)));
      } catch (error) {
        if (!isOfScript(error)) throw error;
        failures.push({ patch, error });
      }
      onDone?.(patch);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
  return { messages: messages.toSorted(byPlace), failures };
}

async function runPatch(
  machine: Pick<Target, "run">,
  patch: SemanticPatch,
  files: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly CoccinelleMessage[]> {
  const found = readReport(patch, await machine.run(spatchCommand(patch, "report", files), signal)).filter(
    ({ file }) => files.includes(file),
  );
  const named = [...new Set(found.map(({ file }) => file))];
  if (named.length === 0 || !patch.canPatch) return found.map((message) => ({ ...message, changes: [] }));
  const diff = readUnifiedDiff(await machine.run(spatchCommand(patch, "patch", named), signal));
  return found.map((message) => ({
    ...message,
    changes: diff
      .filter(({ file }) => file === message.file)
      .flatMap(({ changes }) => changesAt(changes, message.line)),
  }));
}

/** Others can still be run: scripts of a newer kernel may use what this spatch does not know, and some never end. */
const isOfScript = (error: unknown): error is Error =>
  error instanceof CommandError || (error instanceof TargetError && error.problem === "hung");

const byPlace = (a: CheckMessage, b: CheckMessage): number =>
  (a.file < b.file ? -1 : Number(a.file > b.file)) || a.line - b.line;
