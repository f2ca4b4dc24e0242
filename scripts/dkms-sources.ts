/**
 * Real modules with Makefiles of their authors, for the tests: Debian's packages of sources for DKMS, fetched by apt and
 * unpacked; nothing is installed, and nothing is fetched twice.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { dkmsPackages } from "../test/support/dkms-packages.ts";
import { cacheFolder, isMain } from "./paths.ts";

/**
 * Copies the sources into a folder, each package's into one of the package's name.
 * @throws where apt cannot fetch them: with what it said
 */
export function copyDkmsSources(folder: string): void {
  for (const name of Object.keys(dkmsPackages))
    cpSync(sourcesOf(name), path.join(folder, name), { recursive: true });
}

function sourcesOf(name: string): string {
  const unpacked = path.join(cacheFolder, "dkms", name);
  if (!existsSync(unpacked)) fetchPackage(name, unpacked);
  const folder = path.join(unpacked, "usr", "src");
  const [sources] = readdirSync(folder);
  if (sources === undefined) throw new Error(`${name} has no sources in usr/src`);
  return path.join(folder, sources);
}

function fetchPackage(name: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  const temporary = mkdtempSync(`${to}.part-`);
  try {
    succeed("apt-get", ["download", "-q", name], temporary);
    const [file = ""] = readdirSync(temporary);
    succeed("dpkg-deb", ["-x", file, "unpacked"], temporary);
    renameSync(path.join(temporary, "unpacked"), to);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function succeed(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? stderr}`);
}

if (isMain(import.meta)) for (const name of Object.keys(dkmsPackages)) console.log(sourcesOf(name));
