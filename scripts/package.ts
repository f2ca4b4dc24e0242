/** Packs what `dist/` holds into an extension file that VS Code installs. */
import { execFile } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { cacheFolder, nodeExecutable, repository } from "./paths.ts";

const manifest = v.object({ files: v.array(v.string()) });

/** Gives the path of the .vsix; rejects with vsce's output when it refuses. Everything is bundled: no dependencies go in. */
export async function packageExtension(): Promise<string> {
  const vsix = path.join(cacheFolder, "kmod.vsix");
  const vsce = path.join(repository, "node_modules", "@vscode", "vsce", "vsce");
  const options = ["--no-dependencies", "--allow-missing-repository", "--allow-unused-files-pattern"];
  await promisify(execFile)(nodeExecutable, [vsce, "package", ...options, "--out", vsix], {
    cwd: stagePackage(),
  });
  return vsix;
}

/**
 * Copies what package.json names under `files` into a folder of its own and gives that: in the repository vsce would
 * walk through everything that was ever downloaded before it leaves it out.
 */
export function stagePackage(): string {
  const folder = path.join(cacheFolder, "package");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { files } = v.parse(
    manifest,
    JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")),
  );
  for (const file of globSync(["package.json", ...files], { cwd: repository })) {
    cpSync(path.join(repository, file), path.join(folder, file));
  }
  return folder;
}
