/** Everything that a virtual machine needs before it starts: programs, kernel, file system, keys. */
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { TargetError } from "../../errors.ts";
import type { VmSpec } from "../target.ts";
import { type BootableKernel, bootableKernel } from "./bootable.ts";
import type { ConsoleRecord } from "./console.ts";
import { isThere } from "./disk.ts";
import { type Initramfs, makeInitramfs } from "./initramfs.ts";
import type { KvmProbe } from "./kvm.ts";
import { findPrograms, type MachinePrograms } from "./machine-programs.ts";
import type { QemuOptions } from "./qemu.ts";
import { createRunFolder, type MachineKeys, makeKeys, startFolder, writeInitramfs } from "./run-folder.ts";
import { kernelStamp, unpackKernel } from "./vmlinux.ts";

export interface PrepareOptions {
  readonly spec: VmSpec;
  readonly cacheFolder: string;
  /** Of this machine alone. */
  readonly folder: string;
  readonly console: ConsoleRecord;
}

export interface PreparedMachine {
  readonly release: string;
  readonly keys: MachineKeys;
  readonly qemu: Omit<QemuOptions, "port">;
  /** The image to boot in software emulation. */
  imageWithoutKvm(): Promise<string>;
}

/**
 * Makes or finds all of it; what is slow is done side by side, and what is left of it ends with the first that fails.
 * @param probe for the QEMU that was found
 * @throws TargetError, with what to do
 */
export async function prepareMachine(
  options: PrepareOptions,
  probe: (qemu: string) => KvmProbe,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<PreparedMachine> {
  const { spec, folder, cacheFolder, console: shown } = options;
  const architecture = hostArchitecture();
  const programs = await findPrograms(architecture);
  await createRunFolder(folder);
  const start = startFolder(folder);
  await mkdir(start, { recursive: true });
  const unique = path.basename(folder);
  const [isKvm, keys, { kernel, initramfs }] = await together(signal, (both) => [
    probe(programs.qemu).isUsable(),
    makeKeys(start, programs, both),
    prepareKernel(options, programs, onStep, both),
  ]);
  const imageWithoutKvm = (): Promise<string> =>
    quickImage(kernel.image, { cacheFolder, unique, onStep }, signal);
  const qemu = {
    qemu: programs.qemu,
    architecture,
    isKvm,
    consoleFile: shown.file,
    shares: initramfs.shares,
    memoryMb: spec.memoryMb,
    cpus: spec.cpus,
    append: spec.append,
    kernel: isKvm ? kernel.image : await imageWithoutKvm(),
    initramfs: await writeInitramfs(start, initramfs.file, keys),
  };
  return { release: kernel.release, keys, qemu, imageWithoutKvm };
}

/** Waits for all; when one fails, the others are told to stop and waited for, so that nothing goes on unseen. */
async function together<A, B, C>(
  signal: AbortSignal,
  start: (both: AbortSignal) => readonly [Promise<A>, Promise<B>, Promise<C>],
): Promise<readonly [A, B, C]> {
  const failed = new AbortController();
  const promises = start(AbortSignal.any([signal, failed.signal]));
  try {
    return await Promise.all(promises);
  } catch (error) {
    failed.abort();
    await Promise.allSettled(promises);
    throw error;
  }
}

async function prepareKernel(
  { spec, folder, cacheFolder }: PrepareOptions,
  programs: MachinePrograms,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<{ readonly kernel: BootableKernel; readonly initramfs: Initramfs }> {
  const kernel = await bootableKernel(spec.kernel, { cacheFolder }, onStep, signal);
  const unique = path.basename(folder);
  const initramfs = await makeInitramfs({ kernel, programs, cacheFolder, unique }, signal);
  return { kernel, initramfs };
}

/** The unpacked kernel, where this machine can unpack it; made once. */
async function quickImage(
  image: string,
  place: {
    readonly cacheFolder: string;
    readonly unique: string;
    readonly onStep: (step: string) => void;
  },
  signal: AbortSignal,
): Promise<string> {
  if (process.arch !== "x64") return image;
  const folder = path.join(place.cacheFolder, "unpacked");
  const to = path.join(folder, `${await kernelStamp(image)}.vmlinux`);
  if (await isThere(to)) return to;
  place.onStep(l10n.t("Unpacking the kernel"));
  await mkdir(folder, { recursive: true });
  await removeOld(folder);
  const isUnpacked = await unpackKernel({ image, to, temporary: `${to}.${place.unique}` }, signal);
  return isUnpacked ? to : image;
}

/** Milliseconds after which what was made of a kernel is made anew: kernels come and go, and each leaves some 60 MB. */
const oldMs = 30 * 24 * 60 * 60_000;

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > oldMs) await rm(file, { force: true });
  }
}

/** As `uname -m` has it. The programs in the machine are this machine's, so it is of the same kind. */
function hostArchitecture(): string {
  const found = process.platform === "linux" ? architectures.get(process.arch) : undefined;
  if (found !== undefined) return found;
  throw new TargetError(
    "settings",
    l10n.t`Virtual machines are made on Linux for x86-64 and ARM64; this machine is ${process.platform} ${process.arch}.`,
    l10n.t("Add a target over SSH, or work in a Linux machine: WSL, or Remote - SSH."),
  );
}

const architectures: ReadonlyMap<string, string> = new Map([
  ["x64", "x86_64"],
  ["arm64", "aarch64"],
]);
