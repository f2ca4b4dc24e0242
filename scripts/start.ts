/**
 * `npm start [folder]`: builds and packs the extension, installs it into VS Code and opens the folder there, or the
 * sample module where none is named. VS Code is `code` on PATH; without it the host of vscode-host, with a profile
 * of its own, whose address it prints and which it serves until Ctrl+C.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, statSync } from "node:fs";
import path from "node:path";
import { buildAll } from "./build.ts";
import { packageExtension } from "./package.ts";
import { cacheFolder, isMain, repository } from "./paths.ts";

export interface Project {
  readonly folder: string;
  /** The file to show; undefined: the author's own choice. */
  readonly file: string | undefined;
}

/** The named folder, or a copy of the sample below `.cache`, where an author may change it at will. */
export function openedProject(named: string | undefined): Project {
  if (named !== undefined) return { folder: path.resolve(named), file: undefined };
  const folder = path.join(cacheFolder, "samples", "hello");
  if (!existsSync(folder)) cpSync(path.join(repository, "samples", "hello"), folder, { recursive: true });
  return { folder, file: path.join(folder, "hello.c") };
}

async function main(named: string | undefined): Promise<number> {
  const project = openedProject(named);
  if (!existsSync(project.folder) || !statSync(project.folder).isDirectory()) {
    console.error(`${project.folder} is not a folder`);
    return 2;
  }
  await buildAll();
  const vsix = await packageExtension();
  console.log(`Packed ${path.relative(repository, vsix)}`);
  const files = project.file === undefined ? [] : [project.file];
  if (hasCode()) {
    const profile = rootProfile();
    const isInstalled = run("code", [...profile, "--install-extension", vsix, "--force"]) === 0;
    return isInstalled ? run("code", [...profile, project.folder, ...files]) : 1;
  }
  const home = path.join(cacheFolder, "start");
  return run(path.join(import.meta.dirname, "vscode-host", "code-host"), [
    `--user-data-dir=${path.join(home, "profile")}`,
    `--extensions-dir=${path.join(home, "extensions")}`,
    `--install-extension=${vsix}`,
    "--disable-workspace-trust",
    project.folder,
    ...files,
  ]);
}

function hasCode(): boolean {
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, "code")));
}

/** VS Code refuses to run as root without these. */
function rootProfile(): string[] {
  return process.getuid?.() === 0
    ? ["--no-sandbox", `--user-data-dir=${path.join(cacheFolder, "start", "code")}`]
    : [];
}

function run(command: string, args: readonly string[]): number {
  // Ctrl+C reaches the child as well: wait for it to put things away.
  process.on("SIGINT", () => undefined);
  return spawnSync(command, args, { stdio: "inherit" }).status ?? 1;
}

if (isMain(import.meta)) process.exitCode = await main(process.argv[2]);
