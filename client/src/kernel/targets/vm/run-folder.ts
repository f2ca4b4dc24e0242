/** The files of one virtual machine while it is there: its keys, its console, its own part of the initramfs. */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { TargetError } from "../../errors.ts";
import { runToEnd } from "../spawn.ts";
import { writeArchive } from "./cpio.ts";
import type { MachinePrograms } from "./machine-programs.ts";

/** A name for a folder that no other machine has; it tells whose it is. */
export const runFolder = (cacheFolder: string): string =>
  path.join(cacheFolder, "runs", `${process.pid}-${randomUUID()}`);

/** What is needed for one start only. */
export const startFolder = (folder: string): string => path.join(folder, "start");

/** Makes the folder, for the user only, and removes those that were left behind. */
export async function createRunFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeOrphans(path.dirname(folder));
}

/** Folders of processes that are gone: killed together with what watches them. */
async function removeOrphans(runs: string): Promise<void> {
  for (const name of await readdir(runs)) {
    if (!isAlive(Number.parseInt(name, 10)))
      await rm(path.join(runs, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is one, of somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

export interface MachineKeys {
  /** Private key of the user. */
  readonly identityFile: string;
  /** `ssh-ed25519 AAAA...` of the machine. */
  readonly hostKey: string;
  /** An archive that puts the machine's keys where it looks for them. */
  readonly archive: Buffer;
}

/** Keys of this machine alone, so that neither side has to trust the other at first sight. */
export async function makeKeys(
  folder: string,
  programs: MachinePrograms,
  signal: AbortSignal,
): Promise<MachineKeys> {
  const identityFile = path.join(folder, "id");
  const hostFile = path.join(folder, "host");
  await Promise.all([
    make([programs.sshKeygen, "-q", "-t", "ed25519", "-N", "", "-C", "kmod", "-f", identityFile], signal),
    make([programs.dropbearkey, "-t", "ed25519", "-f", hostFile], signal),
  ]);
  const printed = await make([programs.dropbearkey, "-y", "-f", hostFile], signal);
  const hostKey = /^ssh-ed25519 \S+/mu.exec(printed)?.[0];
  if (hostKey === undefined) throw noKey("dropbearkey", printed);
  const archive = writeArchive([
    { kind: "folder", path: "root", mode: 0o700 },
    { kind: "folder", path: "root/.ssh", mode: 0o700 },
    {
      kind: "file",
      path: "root/.ssh/authorized_keys",
      mode: 0o600,
      data: await readFile(`${identityFile}.pub`),
    },
    {
      kind: "file",
      path: "etc/dropbear/dropbear_ed25519_host_key",
      mode: 0o600,
      data: await readFile(hostFile),
    },
  ]);
  return { identityFile, hostKey, archive };
}

async function make(argv: readonly [string, ...string[]], signal: AbortSignal): Promise<string> {
  const { exitCode, stdout, stderr } = await runToEnd({ argv }, { signal, limitMs: 9_000 });
  if (exitCode !== 0) throw noKey(path.basename(argv[0]), stderr);
  return stdout;
}

const noKey = (program: string, said: string): TargetError =>
  new TargetError(
    "unreachable",
    l10n.t`${program} made no key for the virtual machine.`,
    l10n.t("See what it says in the log, and whether the disk is full."),
    said,
  );

/** The file that ssh finds the machine's key in. */
export async function writeKnownHosts(folder: string, hostKey: string, port: number): Promise<string> {
  const file = path.join(folder, "known_hosts");
  await writeFile(file, `[127.0.0.1]:${port} ${hostKey}\n`);
  return file;
}

/** The initramfs of all with the keys of this one behind it: the kernel unpacks archives that follow each other. */
export async function writeInitramfs(folder: string, common: string, keys: MachineKeys): Promise<string> {
  const file = path.join(folder, "initramfs");
  await writeFile(file, Buffer.concat([await readFile(common), keys.archive]));
  return file;
}
