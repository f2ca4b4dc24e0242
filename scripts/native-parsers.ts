/**
 * The native parsers of `dist/native/PLATFORM-ARCH/`: tree-sitter and its grammar for C. For macOS and Windows they are
 * the packages' own. For Linux tree-sitter's own needs a newer libstdc++ than Debian 12, Ubuntu 22.04 and RHEL 9 have:
 * there one that was compiled here takes its place, for ARM64 by Debian's cross compiler.
 */
import { existsSync, readFileSync } from "node:fs";
import { copyFile, cp, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Plugin } from "esbuild";
import * as v from "valibot";
import { npm } from "./npm.ts";
import { cacheFolder, repository } from "./paths.ts";

/** Platforms for which both packages bring an addon, in Node's words: those that have a native parser. */
export const nativePlatforms = [
  "darwin-arm64",
  "darwin-x64",
  "linux-arm64",
  "linux-x64",
  "win32-arm64",
  "win32-x64",
] as const;
export type NativePlatform = (typeof nativePlatforms)[number];

const addons = ["tree-sitter", "tree-sitter-c"] as const;
const modules = path.join(repository, "node_modules");
const compiledName = path.join("build", "Release", "tree_sitter_runtime_binding.node");

/** The GNU names of what a parser for Linux is compiled for. */
const gnuNames: ReadonlyMap<NativePlatform, string> = new Map([
  ["linux-arm64", "aarch64-linux-gnu"],
  ["linux-x64", "x86_64-linux-gnu"],
]);

/** Lets a bundle require the addon of the platform that it runs on from `native/` beside itself. */
export const nativeAddons: Plugin = {
  name: "native-addons",
  setup(bundler) {
    bundler.onLoad({ filter: /[/\\]prebuilds[/\\].*\.node$/ }, ({ path: file }) => {
      const beside = `./native/${path.basename(path.dirname(file))}/${path.basename(file)}`;
      return { contents: `module.exports = require(${JSON.stringify(beside)});`, loader: "js" };
    });
    bundler.onResolve({ filter: /^\.\/native\/.*\.node$/ }, ({ path: file }) => ({
      path: file,
      external: true,
    }));
  },
};

/** Puts the addons of all platforms below a folder; of Linux the packages' own where none has been compiled. */
export async function copyNativeParsers(folder: string): Promise<void> {
  for (const platform of nativePlatforms) {
    await mkdir(path.join(folder, platform), { recursive: true });
    for (const addon of addons) {
      const prebuilt = path.join(modules, addon, "prebuilds", platform, `${addon}.node`);
      const compiled = addon === "tree-sitter" ? compiledFor(platform) : undefined;
      await copyFile(compiled ?? prebuilt, path.join(folder, platform, `${addon}.node`));
    }
  }
}

/**
 * Compiles tree-sitter for the Linux platforms that lack one and have a compiler here: half a minute each, once.
 * Rejects with the compiler's output.
 */
export async function compileNativeParsers(say: (line: string) => void): Promise<void> {
  for (const [platform, gnuName] of gnuNames) {
    if (compiledFor(platform) !== undefined) continue;
    if (!hasCommand(`${gnuName}-g++`)) {
      say(
        `${platform} gets no compiled parser: there is no ${gnuName}-g++ (g++-${gnuName.replace("_", "-")})`,
      );
      continue;
    }
    say(`Compiling the parser for ${platform}`);
    await compile(platform, gnuName);
  }
}

/** What was compiled for a platform: by `npm install` for this one, by `compileNativeParsers` for others. */
function compiledFor(platform: NativePlatform): string | undefined {
  const own = path.join(modules, "tree-sitter", compiledName);
  const isOwn = platform === `${process.platform}-${process.arch}`;
  return [...(isOwn ? [own] : []), cachedParser(platform)].find((file) => existsSync(file));
}

const cachedParser = (platform: NativePlatform): string =>
  path.join(cacheFolder, "native", `${packageVersion("tree-sitter")}-${platform}.node`);

/** Lets npm compile a copy of the package, so that the one in node_modules stays what it is. */
async function compile(platform: NativePlatform, gnuName: string): Promise<void> {
  const folder = path.join(cacheFolder, "native", `${platform}.build`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, "node_modules", ".bin"), { recursive: true });
  for (const name of ["tree-sitter", "node-addon-api", "node-gyp-build"])
    await cp(path.join(modules, name), path.join(folder, "node_modules", name), { recursive: true });
  await rm(path.join(folder, "node_modules", "tree-sitter", "build"), { recursive: true, force: true });
  await symlink("../node-gyp-build/bin.js", path.join(folder, "node_modules", ".bin", "node-gyp-build"));
  const manifest = {
    private: true,
    dependencies: { "tree-sitter": "*" },
    allowScripts: { "tree-sitter": true },
  };
  await writeFile(path.join(folder, "package.json"), JSON.stringify(manifest));
  await npm(folder, ["rebuild", "tree-sitter"], compilerEnvironment(platform, gnuName));
  await rename(path.join(folder, "node_modules", "tree-sitter", compiledName), cachedParser(platform));
  await rm(folder, { recursive: true });
}

/** What node-gyp is told by: no option of npm's own reaches it. */
function compilerEnvironment(platform: NativePlatform, gnuName: string): Readonly<Record<string, string>> {
  // Where they lie on the disk, node-gyp need not download the headers of Node.
  const hasHeaders =
    process.env["npm_config_nodedir"] === undefined && existsSync("/usr/include/node/node_api.h");
  return {
    ...(hasHeaders && { npm_config_nodedir: "/usr" }),
    npm_config_arch: platform.slice(platform.indexOf("-") + 1),
    npm_config_build_from_source: "tree-sitter",
    CC: `${gnuName}-gcc`,
    CXX: `${gnuName}-g++`,
    AR: `${gnuName}-ar`,
    LINK: `${gnuName}-g++`,
    LDFLAGS: "-s",
  };
}

const packageVersion = (name: string): string =>
  v.parse(
    v.object({ version: v.string() }),
    JSON.parse(readFileSync(path.join(modules, name, "package.json"), "utf8")),
  ).version;

const hasCommand = (name: string): boolean =>
  (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => existsSync(path.join(folder, name)));
