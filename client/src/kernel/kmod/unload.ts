/** Unloads modules as planned, and says why where it fails. */
import { setTimeout } from "node:timers/promises";
import type { Target } from "../targets/target.ts";
import { type AttemptResult, attempt } from "./attempt.ts";
import { remove } from "./change.ts";
import type { Report, UnloadPlan } from "./operation.ts";

export interface UnloadOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds to keep trying while something uses the module; 0 when missing. */
  readonly waitMs?: number;
}

/** Takes them one after the other and stops at the first that fails. Rejects like `load`. */
export async function unload(target: Target, plan: UnloadPlan, options: UnloadOptions = {}): Promise<Report> {
  const done: string[] = [];
  const kernelLines: string[] = [];
  for (const name of plan.modules) {
    const result = await unloadOne(target, name, options);
    if (result.kind === "failed") return { kind: "failed", done, failed: name, diagnosis: result.diagnosis };
    done.push(name);
    kernelLines.push(...result.kernelLines);
  }
  return { kind: "done", done, kernelLines };
}

/** rmmod's own --wait is gone from the kernel (3.13): trying again is all there is. */
async function unloadOne(target: Target, name: string, options: UnloadOptions): Promise<AttemptResult> {
  const { signal, waitMs = 0 } = options;
  const end = Date.now() + waitMs;
  for (;;) {
    const result = await attempt(target, { action: "unload", name, built: [], change: remove(name) }, signal);
    const isUsed = result.kind === "failed" && result.diagnosis.cause === "in-use";
    if (!isUsed || Date.now() >= end) return result;
    await setTimeout(retryMs, undefined, signal === undefined ? {} : { signal });
  }
}

const retryMs = 500;
