/** How a command gets to a machine: the only thing in which this machine, an SSH host and a virtual one differ. */
import type { Argv } from "../command.ts";
import type { TargetError } from "../errors.ts";
import type { Listen } from "./target.ts";

export interface Transport {
  /**
   * Makes the way ready: the SSH master, the virtual machine. `onStep` hears in a few words what it is at ("Starting
   * QEMU"). Rejects with TargetError; nothing is left open then.
   */
  open(onStep: (step: string) => void, signal: AbortSignal): Promise<void>;
  /**
   * Ends the way and all that runs over it, and a machine that is made for it. Also after it closed by itself, and more
   * than once; never rejects.
   *
   * @param isLost only the way is gone: a machine that runs on is left for the next `open`
   */
  close(isLost?: boolean): Promise<void>;
  /** It is gone without having been closed: at most ten seconds after the machine stopped answering. */
  readonly onDidClose: Listen<TargetError>;
  /** The process to start here so that `argv` runs there; its input, output and exit code are those of `argv`. */
  wrap(argv: Argv): LocalProcess;
  /** The other side may lose a command that starts while another one ends. Asked while the way is open; else not so. */
  isOneByOne?(): boolean;
}

export interface LocalProcess {
  readonly argv: Argv;
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}
