/**
 * Whether this machine runs virtual machines by its hardware (KVM). /dev/kvm may be there and hang, fail, or belong to
 * others: only a machine that has run shows it.
 */
import { constants } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Argv } from "../../command.ts";
import { type RunningProcess, startProcess } from "../spawn.ts";
import { isAllowed } from "./disk.ts";

export interface KvmProbe {
  /** Asks once; later calls share the answer. */
  isUsable(): Promise<boolean>;
}

/** Milliseconds: with working KVM it takes a tenth of this. */
const limitMs = 2_000;

/** @param folder where the probe's disk is written; has to exist when it is asked */
export function createKvmProbe(qemu: string, folder: string): KvmProbe {
  let answer: Promise<boolean> | undefined;
  return { isUsable: () => (answer ??= probe(qemu, folder)) };
}

async function probe(qemu: string, folder: string): Promise<boolean> {
  // Elsewhere the disk below boots nothing.
  if (process.arch !== "x64") return isWritable("/dev/kvm");
  if (!(await isWritable("/dev/kvm"))) return false;
  const disk = path.join(folder, `probe-${process.pid}-${Math.trunc(performance.now() * 1_000)}`);
  let running: RunningProcess | undefined;
  try {
    await writeFile(disk, bootSector());
    running = await startProcess({ argv: probeArgv(qemu, disk, "kvm") });
    return await endsWith(running.ended, exitCodeOfProbe);
  } finally {
    // One that hangs in the kernel is not waited for.
    void running?.stop();
    await rm(disk, { force: true });
  }
}

/** isa-debug-exit ends QEMU with (value << 1) | 1. */
const valueOfProbe = 0x2a;
export const exitCodeOfProbe = (valueOfProbe << 1) | 1;

/** A disk that a BIOS boots, and that says 0x2a to port 0xf4: `mov al, 0x2a; out 0xf4, al; hlt; jmp -3`. */
export function bootSector(): Uint8Array {
  const sector = new Uint8Array(512);
  sector.set([0xb0, valueOfProbe, 0xe6, 0xf4, 0xf4, 0xeb, 0xfd]);
  sector.set([0x55, 0xaa], 510);
  return sector;
}

/** @param accel `tcg` only to see that the disk does what it should */
export function probeArgv(qemu: string, disk: string, accel: "kvm" | "tcg"): Argv {
  const words = [
    ["-nodefaults", "-machine", "pc", "-accel", accel, "-m", "64", "-smp", "2"],
    accel === "kvm" ? ["-cpu", "host"] : [],
    ["-display", "none", "-no-reboot", "-boot", "c"],
    ["-drive", `file=${disk.replaceAll(",", ",,")},format=raw,if=ide,snapshot=on`],
    ["-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"],
  ];
  return [qemu, ...words.flat()];
}

async function endsWith(ended: Promise<number>, exitCode: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), limitMs);
  ended.then((code) => resolve(code === exitCode), resolve);
  const isRight = await promise;
  clearTimeout(timer);
  return isRight;
}

const isWritable = (file: string): Promise<boolean> => isAllowed(file, constants.R_OK | constants.W_OK);
