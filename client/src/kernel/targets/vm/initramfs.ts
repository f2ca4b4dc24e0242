/**
 * The first and only file system of a virtual machine, made from programs of this one: busybox, kmod, dropbear, their
 * libraries, and the few modules without which it cannot be reached. Made once for a kernel and kept.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";
import * as l10n from "@vscode/l10n";
import { runToEnd } from "../spawn.ts";
import type { BootableKernel } from "./bootable.ts";
import { type ArchiveEntry, writeArchive } from "./cpio.ts";
import { isThere, readIfThere } from "./disk.ts";
import {
  type ModuleIndex,
  modulesToLoad,
  networkModules,
  readModuleIndex,
  shareModules,
} from "./guest-modules.ts";
import { type GuestShare, initScript } from "./init-script.ts";
import { librariesOf, type MachinePrograms } from "./machine-programs.ts";
import type { HostShare } from "./qemu.ts";

export interface Initramfs {
  readonly file: string;
  /** Folders that it mounts. */
  readonly shares: readonly HostShare[];
}

export interface InitramfsInput {
  readonly kernel: BootableKernel;
  readonly programs: MachinePrograms;
  /** Where it is kept. */
  readonly cacheFolder: string;
  /** Unlike any other of this moment, for a file that is not whole yet. */
  readonly unique: string;
}

/** Makes it, or finds the one that was made of the same. */
export async function makeInitramfs(input: InitramfsInput, signal: AbortSignal): Promise<Initramfs> {
  const plan = await planGuest(input.kernel);
  const sources = await sourcesOf(input.programs, plan);
  const init = initScript({
    networkModules: plan.network.map(guestFile),
    shareModules: plan.share.map(guestFile),
    shares: plan.shares,
  });
  const state = [init, ...(await Promise.all(sources.map(stamp)))].join("\n");
  const name = createHash("sha256").update(state).digest("hex").slice(0, 32);
  const file = path.join(input.cacheFolder, "initramfs", `${name}.cpio`);
  const shares = plan.shares.map(({ tag, folder }) => ({ tag, folder }));
  if (await isThere(file)) return { file, shares };
  await mkdir(path.dirname(file), { recursive: true });
  const archive = writeArchive([
    ...basicEntries(init, plan.shares),
    ...(await programEntries(input.programs, signal)),
    ...(await moduleEntries(plan, signal)),
  ]);
  const temporary = `${file}.${input.unique}`;
  try {
    await writeFile(temporary, archive, { signal });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  return { file, shares };
}

interface GuestPlan {
  /** Folder that the files are relative to. */
  readonly folder: string;
  readonly network: readonly string[];
  readonly share: readonly string[];
  readonly shares: readonly (GuestShare & HostShare)[];
}

/** A kernel without modules has what it needs built in, or says on its console what it lacks. */
async function planGuest({ release, modules }: BootableKernel): Promise<GuestPlan> {
  if (modules === undefined) return { folder: "/", network: [], share: [], shares: [] };
  const { folder, tree } = modules;
  const index = await readIndex(folder);
  const network = modulesToLoad(index, networkModules).files;
  const share = modulesToLoad(index, shareModules);
  // Without 9p the machine has no /lib/modules: what it is to load comes from here, by itself.
  if (share.missing.length > 0) return { folder, network, share: [], shares: [] };
  const all = {
    tag: "modules",
    folder,
    at: `/lib/modules/${release}`,
    isChanging: false,
  };
  const linked = tree === undefined ? [] : [{ tag: "tree", folder: tree, at: tree, isChanging: true }];
  return {
    folder,
    network,
    share: share.files.filter((file) => !network.includes(file)),
    shares: [all, ...linked],
  };
}

async function readIndex(folder: string): Promise<ModuleIndex> {
  const [dep, builtIn] = await Promise.all(
    ["modules.dep", "modules.builtin"].map((name) => readIfThere(path.join(folder, name))),
  );
  return readModuleIndex(dep ?? "", builtIn ?? "");
}

/** kmod of this machine need not know how another machine's modules are compressed: there they are not. */
const guestFile = (file: string): string =>
  `early/${path.posix.basename(file).replace(/\.ko\.\w+$/u, ".ko")}`;

async function sourcesOf(programs: MachinePrograms, plan: GuestPlan): Promise<readonly string[]> {
  const { busybox, sh, kmod, dropbear, starters } = programs;
  return [
    busybox,
    sh,
    kmod,
    dropbear,
    ...starters,
    ...[...plan.network, ...plan.share].map((file) => path.join(plan.folder, file)),
  ];
}

async function stamp(file: string): Promise<string> {
  const { mtimeMs, size } = await stat(file);
  return `${file} ${mtimeMs} ${size}`;
}

const folders = ["proc", "sys", "dev", "run", "mnt", "lib/modules", "var/log", "etc/dropbear"];

function basicEntries(init: string, shares: readonly GuestShare[]): readonly ArchiveEntry[] {
  return [
    ...folders.map((name): ArchiveEntry => ({ kind: "folder", path: name })),
    ...shares.map(({ at }): ArchiveEntry => ({ kind: "folder", path: at.slice(1) })),
    { kind: "folder", path: "tmp", mode: 0o1777 },
    { kind: "folder", path: "root", mode: 0o700 },
    // The kernel opens it for the first process before there is a devtmpfs.
    { kind: "device", path: "dev/console", mode: 0o600, major: 5, minor: 1 },
    text("init", init, 0o755),
    text("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"),
    text("etc/group", "root:x:0:\n"),
    text("etc/shadow", "root:*:1::::::\n", 0o600),
    // dropbear lets nobody in whose shell is not one of these.
    text("etc/shells", "/bin/sh\n"),
    { kind: "link", path: "etc/mtab", to: "/proc/mounts" },
    { kind: "link", path: "usr/lib/modules", to: "/lib/modules" },
  ];
}

const text = (name: string, data: string, mode = 0o644): ArchiveEntry => ({
  kind: "file",
  path: name,
  mode,
  data: Buffer.from(data),
});

/** Names that kmod goes by; busybox has smaller ones of its own. */
const kmodNames: readonly string[] = ["insmod", "rmmod", "lsmod", "modprobe", "modinfo", "depmod"];

async function programEntries(
  programs: MachinePrograms,
  signal: AbortSignal,
): Promise<readonly ArchiveEntry[]> {
  const { busybox, sh, kmod, dropbear, starters } = programs;
  const [applets, ...libraries] = await Promise.all([
    appletsOf(busybox, signal),
    ...[busybox, sh, kmod, dropbear, ...starters].map(librariesOf),
  ]);
  return [
    await fileEntry(busybox, "bin/busybox", 0o755),
    await fileEntry(sh, "bin/sh", 0o755),
    await fileEntry(kmod, "bin/kmod", 0o755),
    await fileEntry(dropbear, "usr/sbin/dropbear", 0o755),
    // Before the links to busybox: the first of a name counts.
    ...(await Promise.all(starters.map((file) => fileEntry(file, `bin/${path.basename(file)}`, 0o755)))),
    ...kmodNames.map(
      (name): ArchiveEntry => ({
        kind: "link",
        path: `sbin/${name}`,
        to: "/bin/kmod",
      }),
    ),
    ...applets.map(
      (name): ArchiveEntry => ({
        kind: "link",
        path: `bin/${name}`,
        to: "/bin/busybox",
      }),
    ),
    ...(await Promise.all(
      [...new Set(libraries.flat())].map((file) => fileEntry(file, file.slice(1), 0o755)),
    )),
  ];
}

/** Programs that this busybox is, without those that kmod is. */
async function appletsOf(busybox: string, signal: AbortSignal): Promise<readonly string[]> {
  const { stdout } = await runToEnd({ argv: [busybox, "--list"] }, { signal, limitMs: 9_000 });
  const own = new Set(["busybox", ...kmodNames]);
  return stdout.split("\n").filter((name) => /^[\w[.-]+$/u.test(name) && !own.has(name));
}

async function moduleEntries(plan: GuestPlan, signal: AbortSignal): Promise<readonly ArchiveEntry[]> {
  return Promise.all(
    [...plan.network, ...plan.share].map(async (file): Promise<ArchiveEntry> => {
      const data = await readModule(path.join(plan.folder, file), signal);
      return { kind: "file", path: guestFile(file), mode: 0o644, data };
    }),
  );
}

/** A module file, uncompressed. */
async function readModule(file: string, signal: AbortSignal): Promise<Uint8Array> {
  if (file.endsWith(".gz")) return promisify(gunzip)(await readFile(file));
  if (file.endsWith(".zst") && typeof zstdDecompress === "function") {
    return promisify(zstdDecompress)(await readFile(file));
  }
  if (!/\.(?:xz|zst)$/u.test(file)) return readFile(file);
  return unpackByProgram(file, signal);
}

/** xz and zstd say binary data, which is no text: it goes by a file. */
async function unpackByProgram(file: string, signal: AbortSignal): Promise<Uint8Array> {
  const program = file.endsWith(".xz") ? "xz" : "zstd";
  const { exitCode, stdout, stderr } = await runToEnd(
    {
      argv: ["sh", "-c", '"$1" -dc <"$2" | od -An -v -tx1', "kmod", program, file],
    },
    { signal, limitMs: 30_000 },
  );
  if (exitCode !== 0 || stderr !== "") throw new Error(l10n.t`${file} cannot be unpacked: ${stderr}`);
  return Buffer.from(stdout.replaceAll(/\s/gu, ""), "hex");
}

const fileEntry = async (file: string, name: string, mode: number): Promise<ArchiveEntry> => ({
  kind: "file",
  path: name,
  mode,
  data: await readFile(file),
});
