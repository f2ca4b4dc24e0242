/** The kernel's source as Debian packages it, unpacked once into .cache/. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "./paths.ts";

const run = promisify(execFile);

/**
 * The folder of linux-source-<version>, unpacked from /usr/src where the package is installed, else from the package
 * fetched by apt-get. Rejects where apt-get or tar fail.
 */
export async function fetchKernelSource(version: string): Promise<string> {
  const name = `linux-source-${version}`;
  const target = path.join(cacheFolder, name);
  if (existsSync(target)) return target;
  await mkdir(cacheFolder, { recursive: true });
  const installed = path.join("/usr/src", `${name}.tar.xz`);
  const archive = existsSync(installed) ? installed : await download(name);
  const unpacking = path.join(cacheFolder, `${name}.part`);
  await mkdir(unpacking, { recursive: true });
  await run("tar", ["-xJf", archive, "-C", unpacking]);
  await rename(path.join(unpacking, name), target);
  return target;
}

async function download(name: string): Promise<string> {
  await run("apt-get", ["download", name], { cwd: cacheFolder });
  const packages = await readdir(cacheFolder);
  const file = packages.find((entry) => entry.startsWith(`${name}_`) && entry.endsWith(".deb"));
  if (file === undefined) throw new Error(`apt-get download ${name} left no package in ${cacheFolder}`);
  await run("dpkg", ["-x", file, `${name}.package`], { cwd: cacheFolder });
  return path.join(cacheFolder, `${name}.package`, "usr/src", `${name}.tar.xz`);
}
