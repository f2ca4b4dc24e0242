/**
 * Gives a whole VS Code where none can be downloaded: the one inside the npm package code-server, installed once
 * below `.cache` and left alone afterwards. Needs npm, and a C++ compiler for one native module.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { npm } from "../npm.ts";
import { cacheFolder } from "../paths.ts";

const version = "4.139.1";

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
