/** Runs npm in folders of its own, from scripts that npm itself may have started. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { nodeExecutable } from "./paths.ts";

/**
 * npm with this process's Node first on PATH: under an older one it silently resolves to older packages. Rejects with
 * npm's output.
 *
 * @param extra variables of the environment besides this process's own
 */
export async function npm(
  folder: string,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<void> {
  const env = {
    ...withoutNpmState(process.env),
    ...extra,
    PATH: `${path.dirname(nodeExecutable)}${path.delimiter}${process.env["PATH"] ?? ""}`,
  };
  await promisify(execFile)("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    env,
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
