/** The way to a virtual machine: it is made and started, and then reached by SSH with keys that both sides know already. */
import { rm } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import type { Argv } from "../../command.ts";
import { TargetError } from "../../errors.ts";
import { createListeners } from "../listeners.ts";
import { createSshTransport } from "../ssh.ts";
import type { Questions, VmSpec } from "../target.ts";
import type { Transport } from "../transport.ts";
import { type BootedMachine, type BootOptions, bootMachine, lastWordsMs, settledWithin } from "./boot.ts";
import type { ConsoleRecord } from "./console.ts";
import { createKvmProbe, type KvmProbe } from "./kvm.ts";
import { prepareMachine } from "./prepare.ts";
import { type MachineKeys, startFolder, writeKnownHosts } from "./run-folder.ts";

export interface VmTransportOptions {
  readonly spec: VmSpec;
  readonly questions: Questions;
  readonly cacheFolder: string;
  /** Of this machine alone; holds the console's file. */
  readonly folder: string;
  readonly console: ConsoleRecord;
}

interface StartedMachine {
  readonly booted: BootedMachine;
  readonly keys: MachineKeys;
}

interface RunningMachine extends StartedMachine {
  readonly ssh: Transport;
  /** Why it is of no use any more: its connection was lost, or the machine itself has ended. */
  gone: "connection" | "machine" | undefined;
}

export function createVmTransport(options: VmTransportOptions): Transport {
  const closed = createListeners<TargetError>();
  let machine: RunningMachine | undefined;
  /** It runs, and its connection was lost: what is loaded there is not thrown away for that. */
  let left: StartedMachine | undefined;
  let opening: Promise<unknown> = Promise.resolve();
  let kvm: KvmProbe | undefined;
  const probe = (qemu: string): KvmProbe => (kvm ??= createKvmProbe(qemu, options.folder));
  const open = async (onStep: (step: string) => void, signal: AbortSignal): Promise<RunningMachine> => {
    const started = left;
    left = undefined;
    return (
      (started && (await reachAgain(options, started, onStep, signal))) ??
      openMachine(options, probe, onStep, signal)
    );
  };
  return {
    onDidClose: closed.listen,
    async open(onStep, signal) {
      const attempt = open(onStep, signal);
      opening = attempt.catch(() => undefined);
      const opened = await attempt;
      machine = opened;
      watch(opened, options.spec.name, (error, gone) => {
        if (opened.gone === "machine") return;
        const isFirst = opened.gone === undefined;
        opened.gone = gone;
        if (isFirst && machine === opened) closed.fire(error);
      });
    },
    async close(isLost = false) {
      // One that was cancelled still tidies up.
      await opening;
      const ended = machine;
      machine = undefined;
      if (isLost && ended?.gone === "connection") {
        await ended.ssh.close();
        left = ended;
        return;
      }
      if (ended !== undefined) await closeMachine(ended);
      await left?.booted.stop();
      left = undefined;
      await rm(startFolder(options.folder), { recursive: true, force: true });
    },
    wrap(argv: Argv) {
      if (machine !== undefined) return machine.ssh.wrap(argv);
      throw new TargetError(
        "lost",
        l10n.t`${options.spec.name} is not running.`,
        l10n.t("Connect it and try again."),
      );
    },
    isOneByOne: () => machine?.ssh.isOneByOne?.() ?? false,
  };
}

/** undefined: it does not answer any more, and has been ended. Rejects when it is cancelled: then it has been ended too. */
async function reachAgain(
  options: VmTransportOptions,
  { booted, keys }: StartedMachine,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<RunningMachine | undefined> {
  onStep(l10n.t("Connecting"));
  try {
    return { booted, keys, ssh: await connect(options, booted.port, keys, signal), gone: undefined };
  } catch (error) {
    await booted.stop();
    if (signal.aborted) throw error;
    return undefined;
  }
}

async function openMachine(
  options: VmTransportOptions,
  probe: (qemu: string) => KvmProbe,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<RunningMachine> {
  const { spec, folder, console: shown } = options;
  onStep(l10n.t("Preparing the virtual machine"));
  try {
    const prepared = await prepareMachine(options, probe, onStep, signal);
    const { qemu, keys, release } = prepared;
    const { name } = spec;
    await shown.restart(l10n.t`${name} starts with the kernel ${release}`);
    onStep(qemu.isKvm ? l10n.t("Starting QEMU") : startingWithoutKvm);
    const boot = { name, release, folder, qemu, console: shown, onStep };
    const booted = await bootAnyhow(boot, () => prepared.imageWithoutKvm(), signal);
    try {
      onStep(l10n.t("Connecting"));
      return { booted, keys, ssh: await connect(options, booted.port, keys, signal), gone: undefined };
    } catch (error) {
      await booted.stop();
      throw error;
    }
  } catch (error) {
    await rm(startFolder(folder), { recursive: true, force: true });
    throw error;
  }
}

const startingWithoutKvm = l10n.t("Starting QEMU (no KVM: software emulation)");

/** A kernel shows something within a second of its start, or a minute where it is unpacked by an emulated processor. */
const silenceMs = { kvm: 15_000, emulation: 60_000 };

/** With KVM where it can be used. What runs a boot sector may still hang with a kernel: then without. */
async function bootAnyhow(
  boot: Omit<BootOptions, "silenceMs">,
  imageWithoutKvm: () => Promise<string>,
  signal: AbortSignal,
): Promise<BootedMachine> {
  if (!boot.qemu.isKvm) return bootMachine({ ...boot, silenceMs: silenceMs.emulation }, signal);
  try {
    return await bootMachine({ ...boot, silenceMs: silenceMs.kvm }, signal);
  } catch (error) {
    if (!(error instanceof TargetError) || error.problem !== "hung") throw error;
    const kernel = await imageWithoutKvm();
    await boot.console.restart(l10n.t("KVM hangs: once more in software emulation"));
    boot.onStep(startingWithoutKvm);
    const qemu = { ...boot.qemu, isKvm: false, kernel };
    return bootMachine({ ...boot, qemu, silenceMs: silenceMs.emulation }, signal);
  }
}

async function connect(
  { spec, questions, folder }: VmTransportOptions,
  port: number,
  { identityFile, hostKey }: MachineKeys,
  signal: AbortSignal,
): Promise<Transport> {
  const knownHostsFile = await writeKnownHosts(startFolder(folder), hostKey, port);
  const ssh = createSshTransport(
    {
      name: spec.name,
      host: "127.0.0.1",
      port,
      user: "root",
      identityFile,
      knownHostsFile,
      configFile: "/dev/null",
    },
    { questions },
  );
  await ssh.open(() => undefined, signal);
  return ssh;
}

/** Tells why it went: what its kernel said comes before what ssh and QEMU make of it. May tell more than once. */
function watch(
  { booted, ssh }: RunningMachine,
  name: string,
  tell: (error: TargetError, gone: "connection" | "machine") => void,
): void {
  void booted.panicked.then((words) => tell(panicked(name, words), "machine"));
  void booted.ended.then((said) => tell(ended(name, said), "machine"));
  const tellLater = async (error: TargetError): Promise<void> => {
    // The console may be a moment behind.
    await settledWithin(booted.ended, 500);
    tell(error, "connection");
  };
  ssh.onDidClose((error) => void tellLater(error));
}

async function closeMachine({ booted, ssh, gone }: RunningMachine): Promise<void> {
  // A kernel that panics still shows where it was, and ends by itself then.
  if (gone === "machine") await settledWithin(booted.ended, lastWordsMs);
  await booted.stop();
  await ssh.close();
}

const panicked = (name: string, words: string): TargetError =>
  new TargetError(
    "panic",
    l10n.t`The kernel of ${name} panicked. ${words}`,
    l10n.t("Its console shows what led to it (Kmod: Show Console)."),
  );

const ended = (name: string, said: string): TargetError =>
  new TargetError(
    "lost",
    l10n.t`The virtual machine ${name} has ended.`,
    l10n.t("Connect it to start it again; its console shows what it did last (Kmod: Show Console)."),
    said,
  );
