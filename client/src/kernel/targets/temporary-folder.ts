/** A folder on a machine for what is only there for a while: private to its user, and removed whatever happens. */
import { type Command, shellScript } from "../command.ts";
import { CommandError, failure, TargetError } from "../errors.ts";
import type { Target } from "./target.ts";

/** mktemp makes it for its user alone (0700). */
export const makeFolder: Command<string> = {
  argv: shellScript('umask 077; exec mktemp -d "${TMPDIR:-/tmp}/kmod.XXXXXX"'),
  parse: (output) => {
    const path = output.stdout.trim();
    // It is removed with all that is in it later: nothing but what mktemp makes of that pattern will do.
    if (output.exitCode !== 0 || !/^\/(?:[^/\n]+\/)*kmod\.[A-Za-z0-9]{6}$/.test(path)) throw failure(output);
    return path;
  },
};

/**
 * Removes what `makeFolder` made, now or when the machine is back. Never rejects but for bugs.
 * Takes no signal: what was cancelled is cleaned up as well.
 */
export async function removeFolder(target: Target, path: string): Promise<void> {
  try {
    await target.run(removal(path));
  } catch (error) {
    if (!(error instanceof TargetError) && !(error instanceof CommandError)) throw error;
    // The machine is gone or stuck. What is left is removed when it answers again; until then only its user can read it.
    removeWhenBack(target, path);
  }
}

function removeWhenBack(target: Target, path: string): void {
  const waiting = target.onDidChangeState((state) => {
    if (state.kind !== "connected") return;
    waiting.dispose();
    // A virtual machine begins anew with each start, so a second failure leaves nothing that matters.
    target.run(removal(path)).catch(() => undefined);
  });
}

const removal = (path: string): Command<void> => ({
  argv: ["rm", "-rf", "--", path],
  limitMs: 3_000,
  parse: (output) => {
    if (output.exitCode !== 0) throw failure(output);
  },
});
