/** Ways of doing the same, timed in turns, and the ratio between two. */
import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Each way is taken once in each round, so that a machine that slows down slows all of them.
 * @param rounds odd, for the median; two more are taken before to warm up
 * @returns medians in milliseconds
 */
export async function alternating(
  rounds: number,
  ways: readonly (() => Promise<unknown>)[],
): Promise<readonly number[]> {
  const times = ways.map((): number[] => []);
  for (let round = -2; round < rounds; round++) {
    for (const [index, way] of ways.entries()) {
      const started = performance.now();
      await way();
      if (round >= 0) times[index]?.push(performance.now() - started);
    }
  }
  return times.map(median);
}

/** Runs a program to its end, its output unseen. Rejects where it fails. */
export async function succeed(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.resume();
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}

/** Prints the figure; whether it is within its limit. */
export function isRatioWithin(name: string, ours: number, peer: number, limit: number): boolean {
  const ratio = ours / peer;
  console.log(`${name}: ${ours.toFixed(0)} ms, ${ratio.toFixed(2)}x (limit ${limit.toFixed(2)}x)`);
  return ratio <= limit;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
