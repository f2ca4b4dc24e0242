/**
 * `npm run package -- [--target TARGET] [--out FILE] [--repository URL]`: packs what `dist/` holds into an extension
 * file that VS Code installs and that needs no node_modules. TARGET is `universal` (what is tested and published:
 * native parsers of all platforms) or one of VS Code's, for a smaller file. Linux parsers that need newer libraries
 * than the systems of needed-libraries.ts have stay out: there, as on every other platform, WebAssembly takes over.
 */
import { execFile } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import * as v from "valibot";
import { buildAll } from "./build.ts";
import { compileNativeParsers, type NativePlatform, nativePlatforms } from "./native-parsers.ts";
import { neededVersions, tooNew } from "./needed-libraries.ts";
import { cacheFolder, isMain, nodeExecutable, repository } from "./paths.ts";

/** VS Code's names of platforms (`vsce package --help`), without the web, where nothing of Kmod runs. */
const targets = ["universal", ...nativePlatforms, "linux-armhf", "alpine-x64", "alpine-arm64"] as const;
export type Target = (typeof targets)[number];

export interface PackageOptions {
  /** Default: `universal`. */
  readonly target?: Target;
  /** Path of the file that is written; default: `.cache/kmod.vsix`. */
  readonly out?: string;
  /** On GitHub or GitLab: what links of the README lead to. Where nobody names it none is made up. */
  readonly repository?: string | undefined;
  /** Told which parsers stay out. */
  readonly say?: (line: string) => void;
}

const manifest = v.looseObject({ files: v.array(v.string()) });

/** Gives the path of the .vsix; rejects with vsce's output when it refuses. */
export async function packageExtension(options: PackageOptions = {}): Promise<string> {
  const { target = "universal", say = () => undefined } = options;
  const vsix = path.resolve(options.out ?? path.join(cacheFolder, "kmod.vsix"));
  const folder = stagePackage(target, options.repository, say);
  try {
    await vsce(folder, [
      ...(target === "universal" ? [] : ["--target", target]),
      ...(options.repository === undefined
        ? ["--allow-missing-repository", "--no-rewrite-relative-links"]
        : []),
      // A pattern that one target has nothing for, as native parsers on Alpine, is no mistake.
      "--allow-unused-files-pattern",
      "--out",
      vsix,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return vsix;
}

/** Packs a folder as it is, without any dependencies: everything is bundled. Rejects with what vsce says. */
export async function vsce(folder: string, options: readonly string[]): Promise<void> {
  const program = path.join(repository, "node_modules", "@vscode", "vsce", "vsce");
  await promisify(execFile)(nodeExecutable, [program, "package", "--no-dependencies", ...options], {
    cwd: folder,
  });
}

/**
 * Copies what package.json names under `files` into a new folder and gives that: in the repository vsce would walk
 * through everything that was ever downloaded before it leaves it out. The caller removes it.
 */
function stagePackage(target: Target, address: string | undefined, say: (line: string) => void): string {
  const folder = mkdtempSync(path.join(tmpdir(), "kmod-package-"));
  const whole = v.parse(manifest, JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")));
  for (const file of globSync([...whole.files], { cwd: repository })) {
    if (isWanted(file, target, say)) cpSync(path.join(repository, file), path.join(folder, file));
  }
  const staged = address === undefined ? whole : { ...whole, repository: { type: "git", url: address } };
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(staged, undefined, 2)}\n`);
  return folder;
}

/** Whether a file goes into the package of a target: of native parsers only its own, and only those that load. */
function isWanted(file: string, target: Target, say: (line: string) => void): boolean {
  const platform = nativePlatforms.find((name) => path.dirname(file) === path.join("dist", "native", name));
  if (platform === undefined) return !statSync(path.join(repository, file)).isDirectory();
  if (target !== "universal" && target !== platform) return false;
  const parsers = globSync(path.join("dist", "native", platform, "*.node"), { cwd: repository });
  const missing = new Set(
    parsers.flatMap((parser) => whatLinuxLacks(path.join(repository, parser), platform)),
  );
  if (missing.size === 0) return true;
  if (file === parsers[0])
    say(`${platform}: WebAssembly parser; the native one that is here needs ${[...missing].join(", ")}`);
  return false;
}

function whatLinuxLacks(file: string, platform: NativePlatform): readonly string[] {
  return platform.startsWith("linux-") ? tooNew(neededVersions(readFileSync(file))) : [];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { target: { type: "string" }, out: { type: "string" }, repository: { type: "string" } },
  });
  const target = targets.find((name) => name === (values.target ?? "universal"));
  if (target === undefined) throw new Error(`${values.target} is none of ${targets.join(", ")}`);
  await compileNativeParsers(console.log);
  await buildAll();
  const suffix = target === "universal" ? "" : `-${target}`;
  const out = values.out ?? path.join(repository, `kmod${suffix}.vsix`);
  const vsix = await packageExtension({ target, out, repository: values.repository, say: console.log });
  console.log(`${vsix}: ${(statSync(vsix).size / 1e6).toFixed(2)} MB for ${target}`);
}

if (isMain(import.meta)) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
