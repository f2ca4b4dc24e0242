/** Runs commands of the reading half on this machine, with the shells and tools that real machines have. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Command, Output } from "../../../client/src/kernel/command.ts";

/** A machine's shell and the folder of its tools. */
export interface Tools {
  readonly name: string;
  readonly shell: string;
  readonly path: string;
}

const exists = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

/** busybox alone, and each other shell with the tools of this machine. Whoever calls removes `folder`. */
export function allTools(): { readonly tools: readonly Tools[]; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "kmod-tools-"));
  const path = process.env["PATH"] ?? "";
  const tools = ["dash", "bash"].filter(exists).map((name): Tools => ({ name, shell: name, path }));
  if (!exists("busybox")) return { tools, folder };
  const busybox = spawnSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).stdout.trim();
  for (const name of ["sh", "grep", "ls", "cat", "cut", "find", "sleep", "printf"]) {
    symlinkSync(busybox, join(folder, name));
  }
  return { tools: [...tools, { name: "busybox", shell: join(folder, "sh"), path: folder }], folder };
}

/** What a command leaves, run by that shell. */
export function outputOf({ argv }: Pick<Command<unknown>, "argv">, { shell, path }: Tools): Output {
  const [program, ...args] = argv;
  if (program !== "sh") throw new Error(`${program} is not run by a shell`);
  const { status, stdout, stderr } = spawnSync(shell, args, {
    encoding: "utf8",
    env: { PATH: path, LC_ALL: "C" },
  });
  return { argv, exitCode: status ?? -1, stdout, stderr };
}

export const run = <T>(command: Command<T>, tools: Tools): T => command.parse(outputOf(command, tools));

/** A folder with these files in it: paths and contents. */
export function fakeRoot(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = mkdtempSync(join(tmpdir(), "kmod-root-"));
  const write = (path: string, content: string | Uint8Array, mode = 0o644): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode });
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  return { folder, write, remove: (): void => rmSync(folder, { recursive: true, force: true }) };
}

/** A folder with the shells and the few programs that every machine has. Whoever calls removes it. */
export function fewTools(): string {
  const folder = mkdtempSync(join(tmpdir(), "kmod-few-"));
  for (const name of ["sh", "dash", "bash", "cat", "sleep"]) {
    const found = spawnSync("sh", ["-c", 'command -v "$1"', "sh", name], { encoding: "utf8" }).stdout.trim();
    if (found !== "") symlinkSync(found, join(folder, name));
  }
  return folder;
}
