/**
 * A disposable virtual machine: QEMU with a kernel of choice and programs of this machine. It starts with `connect`, ends
 * with `disconnect` or the editor, and starts again by itself when its kernel panics.
 */
import { rm } from "node:fs/promises";
import path from "node:path";
import { createTarget } from "../connection.ts";
import type { Questions, Target, VmSpec } from "../target.ts";
import { createConsole } from "./console.ts";
import { runFolder } from "./run-folder.ts";
import { createVmTransport } from "./vm-transport.ts";

export interface VmOptions {
  /** `vm:NAME` */
  readonly id: string;
  readonly questions: Questions;
  /** Where kernels, what is made of them and the files of running machines are kept. Several editors may share it. */
  readonly cacheFolder: string;
}

/** @param spec one that the settings name; nothing starts before `connect` */
export function createVmTarget(spec: VmSpec, { id, questions, cacheFolder }: VmOptions): Target {
  const folder = runFolder(cacheFolder);
  const shown = createConsole(path.join(folder, "console.log"));
  const transport = createVmTransport({
    spec,
    questions,
    cacheFolder,
    folder,
    console: shown,
  });
  const target = createTarget({
    id,
    spec,
    transport,
    questions,
    console: shown,
  });
  const restarts = restartAfterPanic(target);
  const dispose = async (): Promise<void> => {
    restarts.dispose();
    await target.dispose();
    shown.dispose();
    await rm(folder, { recursive: true, force: true });
  };
  return withDispose(target, dispose);
}

/** The target as it is, its state asked anew each time, with another end. */
function withDispose(target: Target, dispose: () => Promise<void>): Target {
  return {
    ...target,
    get state() {
      return target.state;
    },
    dispose,
  };
}

const mostRestarts = 3;
/** Milliseconds in which so many are too many: what panics at once would start for ever. */
const restartsWithinMs = 5 * 60_000;

/** Connects again after a panic: failed -> connecting -> connected. One that panics while it boots has failed. */
export function restartAfterPanic(
  target: Target,
  now: () => number = () => performance.now(),
): { dispose(): void } {
  let starts: readonly number[] = [];
  return target.onDidChangeState((state) => {
    if (state.kind !== "failed" || state.error.problem !== "panic") return;
    starts = starts.filter((start) => now() - start < restartsWithinMs);
    if (starts.length >= mostRestarts) return;
    starts = [...starts, now()];
    // Whoever listens hears of the failure first. How the attempt ends is in the target's state.
    setImmediate(() => {
      if (target.state === state) void target.connect().catch(() => undefined);
    });
  });
}
