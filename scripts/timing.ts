/** Runs a process and tells how long it took and how much memory it held. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { repository } from "./paths.ts";

export interface Timing {
  readonly code: number;
  readonly seconds: number;
  /** The kernel's own high-water mark of resident memory, looked at while it runs. */
  readonly peakMegabytes: number;
}

/** In the repository's folder, with its output thrown away unless told otherwise. Rejects where it cannot start. */
export function timed(
  command: string,
  args: readonly string[],
  stdio: "ignore" | "inherit" = "ignore",
): Promise<Timing> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { stdio, cwd: repository });
    let peak = 0;
    const looking = setInterval(() => {
      peak = Math.max(peak, residentPeak(child.pid));
    }, 20);
    child.on("error", reject);
    child.on("exit", (code) => {
      clearInterval(looking);
      resolve({ code: code ?? 2, seconds: (performance.now() - started) / 1000, peakMegabytes: peak });
    });
  });
}

/** VmHWM of a process in megabytes; 0 once it has ended. See proc(5). */
function residentPeak(pid: number | undefined): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(line?.[1] ?? 0) / 1024;
  } catch {
    // The process ended between two looks.
    return 0;
  }
}
