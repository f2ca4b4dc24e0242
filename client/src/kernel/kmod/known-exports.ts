/** What is known of a running kernel's own exports: they stay the same until the machine is started anew. */
import type { Target } from "../targets/target.ts";
import type { ExportEvidence, SymbolEvidence } from "./evidence.ts";

export interface KnownExports {
  /** Those that were seen on this connection. */
  of(target: Target): ReadonlyMap<string, ExportEvidence>;
  /** Keeps those of the kernel itself: modules come and go. */
  learn(target: Target, symbols: SymbolEvidence): void;
}

/** Looking symbols up costs a slow machine seconds, and between two builds hardly one changes. */
export function createKnownExports(): KnownExports {
  // A connection has facts of its own: another one may lead to another start of the machine.
  const byConnection = new WeakMap<object, Map<string, ExportEvidence>>();
  const none: ReadonlyMap<string, ExportEvidence> = new Map();
  return {
    of(target) {
      const connection = connectionOf(target);
      return (connection && byConnection.get(connection)) ?? none;
    },
    learn(target, { exports }) {
      const connection = connectionOf(target);
      if (connection === undefined) return;
      const known = byConnection.get(connection) ?? new Map<string, ExportEvidence>();
      for (const [name, one] of exports) if (one.module === undefined) known.set(name, one);
      byConnection.set(connection, known);
    },
  };
}

const connectionOf = ({ state }: Target): object | undefined =>
  state.kind === "connected" ? state.machine : undefined;
