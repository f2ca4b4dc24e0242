/** Follows the kernel log of a machine over one connection. */
import type { Target } from "../targets/target.ts";
import type { LogReader } from "./log-reader.ts";
import { kernelLog } from "./log-script.ts";

/**
 * Lets a reader hear the log, from its oldest line on, until the signal aborts, the machine ends it, or it cannot be read
 * (`reader.refusal`). What the reader knows from an earlier time it does not give again. Rejects with TargetError.
 *
 * @param isRoot become root for it: that may ask the user for a password
 */
export async function followLog(
  target: Pick<Target, "follow">,
  reader: LogReader,
  { isRoot, signal }: { readonly isRoot: boolean; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await target.follow(kernelLog({ isRoot }), (line) => reader.hear(line), signal);
  } finally {
    reader.flush();
  }
}
