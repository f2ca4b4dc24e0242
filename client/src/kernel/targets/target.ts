/** A machine that modules are loaded on: this one, one over SSH, a virtual one. One interface for all of them. */
import type { Command, Follow } from "../command.ts";
import type { TargetError } from "../errors.ts";

/** How the settings describe a machine. */
export type TargetSpec = LocalSpec | SshSpec | VmSpec;

export interface LocalSpec {
  readonly kind: "local";
  readonly name: string;
  readonly isProduction: boolean;
}

export interface SshSpec {
  readonly kind: "ssh";
  readonly name: string;
  /** As one gives it to ssh: a name of ~/.ssh/config, `host` or `user@host`. */
  readonly host: string;
  /** Where the settings name one. */
  readonly port: number | undefined;
  /** Ask before anything is loaded or unloaded there. */
  readonly isProduction: boolean;
}

export interface VmSpec {
  readonly kind: "vm";
  readonly name: string;
  readonly kernel: VmKernel;
  readonly memoryMb: number;
  readonly cpus: number;
  /** Words added to the kernel's command line. */
  readonly append: string;
}

/** Where a virtual machine's kernel comes from. */
export type VmKernel =
  /** Of this machine: /boot/vmlinuz-RELEASE with /lib/modules/RELEASE. */
  | { readonly kind: "installed"; readonly release: string }
  /** A kernel tree or its output folder that has been built here. */
  | { readonly kind: "tree"; readonly folder: string }
  /** A Debian or Ubuntu package, fetched without root: `linux-image-6.1.0-13-amd64`. */
  | { readonly kind: "package"; readonly name: string };

/** What is known of a machine once it answers. */
export interface MachineFacts {
  /** uname -r */
  readonly release: string;
  /** uname -m: `x86_64`, `aarch64` */
  readonly architecture: string;
  /** Can its kernel load modules at all (is there a /proc/modules)? */
  readonly hasModules: boolean;
  /** Is the user of the connection root? */
  readonly isRoot: boolean;
}

export type TargetState =
  | { readonly kind: "disconnected" }
  | { readonly kind: "connecting"; readonly step: string }
  | { readonly kind: "connected"; readonly machine: MachineFacts }
  /** Connecting failed, or the connection was lost; `connect` tries again. */
  | { readonly kind: "failed"; readonly error: TargetError };

export interface Target {
  /** The same for the same machine in every session: `local`, `ssh:NAME`, `vm:NAME`. */
  readonly id: string;
  readonly spec: TargetSpec;
  readonly state: TargetState;
  readonly onDidChangeState: Listen<TargetState>;
  /** A way to root was found on this connection: as long as it lasts, becoming root asks for nothing. */
  readonly onDidFindRoot: Listen<void>;
  /**
   * Makes the machine ready (starts a virtual one) and connects. While it is connecting or connected, the same attempt.
   * Rejects with TargetError; aborting the signal ends the attempt.
   */
  connect(signal?: AbortSignal): Promise<MachineFacts>;
  /** Ends the connection and what it runs; a virtual machine is powered off. */
  disconnect(): Promise<void>;
  /**
   * Runs a command to its end and gives what it says. Rejects with what `parse` throws, or TargetError: `hung` after
   * its limit, `lost` as soon as the connection is seen to be gone, `no-root`, `cancelled`.
   */
  run<T>(command: Command<T>, signal?: AbortSignal): Promise<T>;
  /**
   * Runs a command that says something line by line until the signal aborts (then it resolves, and the command is
   * ended on the machine too) or the command ends by itself (then it resolves as well). Rejects with TargetError.
   */
  follow(follow: Follow, onLine: (line: string) => void, signal: AbortSignal): Promise<void>;
  /** Puts a file of this machine there, whole or not at all. @param to absolute path there; its folder exists. */
  copy(file: string, to: string, signal?: AbortSignal): Promise<void>;
  /** What the machine's console showed since it was started, where somebody listens to it: virtual machines. */
  readonly console: MachineConsole | undefined;
  /** Ends all of it and leaves nothing behind. */
  dispose(): Promise<void>;
}

export interface MachineConsole {
  /** File that holds all of it, this start and earlier ones of this session. */
  readonly file: string;
  /** The lines so far of the current start (or of the last one, when the machine is off). */
  lines(): readonly string[];
  readonly onLine: Listen<string>;
}

/** Calls back at each event until it is disposed of. */
export type Listen<T> = (listener: (event: T) => void) => Subscription;

export interface Subscription {
  dispose(): void;
}

/** Questions that connecting or becoming root may need answered by the user. */
export interface Questions {
  /** A password or passphrase; never kept in a file or log. undefined: the user left it. */
  secret(question: Question): Promise<string | undefined>;
  /** Yes or no: an unknown host key. */
  confirm(question: Question): Promise<boolean>;
}

export interface Question {
  /** Name of the target it is about. */
  readonly target: string;
  /** As the program asked it: `root@board's password:` */
  readonly text: string;
}
