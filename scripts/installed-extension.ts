/**
 * Kmod as a user has it, for the extension tests: packed, and installed into an empty extensions folder by VS Code's own
 * command line. KMOD_VSIX names a packed file that is to be tested as it is.
 */
import { execFile } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { resolveCliPathFromVSCodeExecutablePath } from "@vscode/test-electron";
import { packageExtension, vsce } from "./package.ts";
import { hostExecutable } from "./vscode-host/choose.ts";

export interface Installation {
  /** What VS Code is started with as `--extensions-dir`. */
  readonly extensions: string;
  /** The folder in it that VS Code made of the package. */
  readonly extension: string;
}

/** Packs `dist/` into a file of the folder, or takes the file that KMOD_VSIX names; gives its path. */
export async function packedExtension(folder: string): Promise<string> {
  const named = process.env["KMOD_VSIX"] ?? "";
  return named === "" ? packageExtension({ out: path.join(folder, "kmod.vsix"), say: console.log }) : named;
}

/** Packs the folder of an extension that the tests bring; gives the path of the file, which lies beside the folder. */
export async function packedFixture(fixture: string): Promise<string> {
  const out = `${fixture}.vsix`;
  await vsce(fixture, ["--allow-missing-repository", "--skip-license", "--out", out]);
  return out;
}

/**
 * Installs packages into a folder for extensions that holds nothing else.
 *
 * @param executable VS Code, as `chooseVSCode` gives it
 * @param home a folder for this installation alone
 * @throws with what VS Code says where it does not install them
 */
export async function install(
  executable: string,
  home: string,
  packages: readonly string[],
): Promise<Installation> {
  const extensions = path.join(home, "extensions");
  const profile = path.join(home, "profile");
  rmSync(extensions, { recursive: true, force: true });
  const { stdout, stderr } = await promisify(execFile)(commandLine(executable), [
    `--extensions-dir=${extensions}`,
    `--user-data-dir=${profile}`,
    ...packages.map((vsix) => `--install-extension=${vsix}`),
  ]);
  rmSync(profile, { recursive: true, force: true });
  const name = readdirSync(extensions).find((entry) => entry.startsWith("kmod.kmod-"));
  if (name === undefined) throw new Error(`VS Code has not installed Kmod:\n${stdout}${stderr}`);
  return { extensions, extension: path.join(extensions, name) };
}

/** The program that installs: a downloaded VS Code has one beside its window's. */
function commandLine(executable: string): string {
  return executable === hostExecutable ? executable : resolveCliPathFromVSCodeExecutablePath(executable);
}
