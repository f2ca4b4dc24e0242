/** A way to this machine whose opening, closing and environment a test decides. */
import type { Argv } from "../../../client/src/kernel/command.ts";
import type { TargetError } from "../../../client/src/kernel/errors.ts";
import { createTarget } from "../../../client/src/kernel/targets/connection.ts";
import { createListeners } from "../../../client/src/kernel/targets/listeners.ts";
import type { Questions, Target, TargetState } from "../../../client/src/kernel/targets/target.ts";
import type { LocalProcess, Transport } from "../../../client/src/kernel/targets/transport.ts";

export interface FakeTransport extends Transport {
  /** What was done to it, in order: `open`, `close`. */
  readonly calls: readonly string[];
  /** The connection is gone. */
  lose(error: TargetError): void;
}

export interface FakeOptions {
  readonly open?: (onStep: (step: string) => void, signal: AbortSignal) => Promise<void>;
  readonly wrap?: (argv: Argv) => LocalProcess;
}

export function fakeTransport(options: FakeOptions = {}): FakeTransport {
  const closed = createListeners<TargetError>();
  const calls: string[] = [];
  return {
    calls,
    async open(onStep, signal) {
      calls.push("open");
      await options.open?.(onStep, signal);
    },
    async close() {
      calls.push("close");
    },
    onDidClose: closed.listen,
    wrap: options.wrap ?? ((argv) => ({ argv })),
    lose: (error) => closed.fire(error),
  };
}

export const noQuestions: Questions = {
  secret: () => Promise.reject(new Error("nothing is to be asked")),
  confirm: () => Promise.reject(new Error("nothing is to be asked")),
};

/** A target named `board` over a transport, and the states it went through. */
export function fakeTarget(
  transport: Transport,
  questions: Questions = noQuestions,
): { readonly target: Target; readonly states: readonly TargetState["kind"][] } {
  const spec = { kind: "local", name: "board", isProduction: false } as const;
  const target = createTarget({ id: "local", spec, transport, questions });
  const states: TargetState["kind"][] = [];
  target.onDidChangeState(({ kind }) => states.push(kind));
  return { target, states };
}
