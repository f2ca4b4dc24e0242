/**
 * Gives a whole VS Code where none can be downloaded: the one inside the npm package code-server, installed once
 * below `.cache` and left alone afterwards. Needs npm, and a C++ compiler for one native module.
 */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder, nodeExecutable } from "../paths.ts";

const version = "4.139.1";
const run = promisify(execFile);

/** The folder that holds `out/server-main.js`; installs it first where it is missing. Says so on the given line printer. */
export async function installHost(say: (line: string) => void): Promise<string> {
  const home = path.join(cacheFolder, "vscode-host");
  const vscode = path.join(home, "node_modules", "code-server", "lib", "vscode");
  const done = path.join(home, `${version}.installed`);
  if (existsSync(done)) return vscode;
  say(`Installing the VS Code of code-server ${version} into .cache (once, about a minute)`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(home, "package.json"), '{ "private": true }\n');
  await npm(home, ["install", `code-server@${version}`, "--ignore-scripts"]);
  await npm(vscode, ["install", "--omit=dev", "--ignore-scripts"]);
  // The two modules that VS Code's server cannot start without; the others come prebuilt.
  await npm(vscode, ["rebuild", "@vscode/spdlog", "@vscode/native-watchdog"]);
  writeFileSync(done, "");
  return vscode;
}

/** npm with this process's Node first on PATH: under an older one it silently resolves to older packages. */
async function npm(folder: string, args: readonly string[]): Promise<void> {
  const env = {
    ...process.env,
    PATH: `${path.dirname(nodeExecutable)}${path.delimiter}${process.env["PATH"] ?? ""}`,
  };
  await run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    env: withoutNpmState(env),
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Without what an outer `npm run` left for its children: it would be taken for this npm's own configuration. */
function withoutNpmState(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = new Set(["npm_config_nodedir", "npm_config_cache", "npm_config_registry"]);
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith("npm_") || kept.has(name.toLowerCase())),
  );
}
