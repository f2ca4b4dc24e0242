/**
 * A target over any transport. Whatever happened to a command or to the connection, the next action starts from a clean
 * state.
 */
import type { Command, Follow } from "../command.ts";
import { Link } from "./link.ts";
import type { MachineConsole, MachineFacts, Questions, Target, TargetSpec } from "./target.ts";
import type { Transport } from "./transport.ts";

export interface TargetOptions {
  /** `local`, `ssh:NAME`, `vm:NAME`. */
  readonly id: string;
  readonly spec: TargetSpec;
  readonly transport: Transport;
  readonly questions: Questions;
  readonly console?: MachineConsole | undefined;
}

/** Whoever creates it disposes of it; the transport is closed with it. */
export function createTarget({ id, spec, transport, questions, console }: TargetOptions): Target {
  const link = new Link({ name: spec.name, transport, questions });
  return {
    id,
    spec,
    console,
    get state() {
      return link.state;
    },
    onDidChangeState: link.onDidChangeState,
    onDidFindRoot: link.onDidFindRoot,
    connect: (signal) => link.connect(signal),
    disconnect: () => link.disconnect(),
    async run<T>(command: Command<T>, signal?: AbortSignal): Promise<T> {
      const { machine, facts } = link.connected();
      return machine.run(command, needsWayToRoot(command, facts), signal);
    },
    async follow(follow, onLine, signal) {
      const { machine, facts } = link.connected();
      return machine.follow(follow.argv, onLine, { isElevated: needsWayToRoot(follow, facts), signal });
    },
    async copy(file, to, signal) {
      return link.connected().machine.copy(file, to, signal);
    },
    dispose: () => link.dispose(),
  };
}

function needsWayToRoot({ isRoot = false }: Pick<Follow, "isRoot">, facts: MachineFacts): boolean {
  return isRoot && !facts.isRoot;
}
