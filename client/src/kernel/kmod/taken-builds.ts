/** The builds that a machine's kernel took: the next build of such a module mostly asks for nothing else. */
import { isDeepStrictEqual } from "node:util";
import type { Target } from "../targets/target.ts";
import type { KoFile } from "./module-info.ts";

export interface TakenBuilds {
  /**
   * The kernel took one on this connection that asks the same of it: symbols and their versions, version magic, licence,
   * signature, parameters. Only code can differ.
   */
  has(target: Target, ko: KoFile): boolean;
  add(target: Target, ko: KoFile): void;
}

/** Comparing a module with a machine costs a slow one more than loading it. */
export function createTakenBuilds(): TakenBuilds {
  // A connection has facts of its own: another one may lead to another start of the machine.
  const byConnection = new WeakMap<object, Map<string, KoFile>>();
  return {
    has(target, ko) {
      const connection = connectionOf(target);
      const taken = connection && byConnection.get(connection)?.get(ko.name);
      return taken !== undefined && isDeepStrictEqual(demands(taken), demands(ko));
    },
    add(target, ko) {
      const connection = connectionOf(target);
      if (connection === undefined) return;
      const taken = byConnection.get(connection) ?? new Map<string, KoFile>();
      byConnection.set(connection, taken.set(ko.name, ko));
    },
  };
}

const connectionOf = ({ state }: Target): object | undefined =>
  state.kind === "connected" ? state.machine : undefined;

const demands = (ko: KoFile): KoFile => ({ ...ko, file: "", srcversion: undefined });
