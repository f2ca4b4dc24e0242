/**
 * The programs of this machine that a virtual one is made with, and the libraries that they need there. What is missing is
 * said in one message with the line that installs it.
 */
import { constants } from "node:fs";
import { access, realpath } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { TargetError } from "../../errors.ts";
import { runToEnd } from "../spawn.ts";

/** Absolute paths of what makes and runs a machine. */
export interface MachinePrograms {
  readonly qemu: string;
  readonly busybox: string;
  /** What `sh` is here. busybox as a shell may prefer its own small insmod to the one that is in PATH. */
  readonly sh: string;
  readonly kmod: string;
  readonly dropbear: string;
  readonly dropbearkey: string;
  readonly sshKeygen: string;
  /** Programs that start others, as far as they are here: busybox's own start busybox's insmod when they are to start insmod. */
  readonly starters: readonly string[];
}

const starterNames: readonly string[] = ["setsid", "timeout", "env", "nohup", "nice", "xargs", "flock"];

/** @param architecture as `uname -m` has it */
export const qemuOf = (architecture: string): string => `qemu-system-${architecture}`;

/**
 * Finds all of them.
 * @param folders where to look, in order
 * @throws TargetError `missing-program`: names every one that is missing and the packages of the common distributions
 */
export async function findPrograms(
  architecture: string,
  folders: readonly string[] = programFolders(),
): Promise<MachinePrograms> {
  const missing: string[] = [];
  const find = async (name: string): Promise<string> => {
    const found = await findProgram(name, folders);
    if (found === undefined) missing.push(name);
    return found ?? name;
  };
  const programs = {
    qemu: await find(qemuOf(architecture)),
    busybox: await find("busybox"),
    sh: await find("sh"),
    kmod: await find("kmod"),
    dropbear: await find("dropbear"),
    dropbearkey: await find("dropbearkey"),
    sshKeygen: await find("ssh-keygen"),
    starters: await findStarters(folders),
  };
  if (missing.length > 0) throw missingPrograms(missing);
  return programs;
}

async function findStarters(folders: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(starterNames.map((name) => findProgram(name, folders)));
  const programs = found.filter((file) => file !== undefined);
  const real = await Promise.all(programs.map((file) => realpath(file)));
  return programs.filter((_, index) => path.basename(real[index] ?? "") !== "busybox");
}

/** PATH, and the folders of administration, which the PATH of a user often lacks. */
export function programFolders(pathVariable = process.env["PATH"] ?? ""): readonly string[] {
  const named = pathVariable.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return [...new Set([...named, "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"])];
}

/** The first executable of that name. */
export async function findProgram(
  name: string,
  folders: readonly string[] = programFolders(),
): Promise<string | undefined> {
  for (const folder of folders) {
    const file = path.join(folder, name);
    const isExecutable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return file;
  }
  return undefined;
}

/**
 * The shared libraries that a program is started with, and its loader: path as the program asks for it, and the file.
 * A program that is linked statically has none.
 */
export async function librariesOf(program: string): Promise<readonly string[]> {
  const ldd = await findProgram("ldd");
  if (ldd === undefined) return [];
  const { stdout } = await runToEnd({ argv: [ldd, program] }, { limitMs: 9_000 });
  return readLibraries(stdout);
}

/** Paths in what ldd prints: `libz.so.1 => /lib/libz.so.1 (0x7f...)` or `/lib64/ld-linux-x86-64.so.2 (0x7f...)`. */
export function readLibraries(output: string): readonly string[] {
  return output.split("\n").flatMap((line) => {
    const [, file] = /(?:=>|^)\s*(\/\S+) \(0x[0-9a-f]+\)/u.exec(line) ?? [];
    return file === undefined ? [] : [file];
  });
}

interface Packages {
  readonly debian: string;
  readonly fedora: string;
  readonly arch: string;
}

const same = (name: string): Packages => ({
  debian: name,
  fedora: name,
  arch: name,
});
const dropbearPackages: Packages = {
  debian: "dropbear-bin",
  fedora: "dropbear",
  arch: "dropbear",
};

const packages: ReadonlyMap<string, Packages> = new Map([
  [
    "qemu-system-x86_64",
    {
      debian: "qemu-system-x86",
      fedora: "qemu-system-x86-core",
      arch: "qemu-system-x86",
    },
  ],
  [
    "qemu-system-aarch64",
    {
      debian: "qemu-system-arm",
      fedora: "qemu-system-aarch64-core",
      arch: "qemu-system-aarch64",
    },
  ],
  ["busybox", { debian: "busybox-static", fedora: "busybox", arch: "busybox" }],
  ["kmod", same("kmod")],
  ["dropbear", dropbearPackages],
  ["dropbearkey", dropbearPackages],
  ["ssh-keygen", { debian: "openssh-client", fedora: "openssh-clients", arch: "openssh" }],
]);

/** One message for all programs that are missing. */
export function missingPrograms(names: readonly string[]): TargetError {
  const namesOf = (distribution: keyof Packages): string =>
    [...new Set(names.map((name) => packages.get(name)?.[distribution] ?? name))].join(" ");
  const isOne = names.length === 1;
  return new TargetError(
    "missing-program",
    isOne
      ? l10n.t`A virtual machine needs ${names.join(", ")}, which is not installed on this machine.`
      : l10n.t`A virtual machine needs ${names.join(", ")}, which are not installed on this machine.`,
    [
      isOne ? l10n.t("Install it and try again.") : l10n.t("Install them and try again."),
      `Debian, Ubuntu: sudo apt-get install ${namesOf("debian")} -`,
      `Fedora: sudo dnf install ${namesOf("fedora")} - Arch: sudo pacman -S ${namesOf("arch")}`,
    ].join(" "),
  );
}
