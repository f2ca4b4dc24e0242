/** Brings .ko files from a machine here, each whole or not at all. */
import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { type Command, type Output, shellScript } from "../command.ts";
import { failure } from "../errors.ts";
import type { BuildMachine } from "./build-machine.ts";

/** Milliseconds: a module with debug information of some megabytes over a slow way. */
const limitMs = 180_000;

/**
 * Fetches all modules below a folder there into the same places below a folder here.
 * @returns absolute paths here, sorted
 * @throws TargetError, CommandError
 */
export async function fetchModules(
  machine: Pick<BuildMachine, "run">,
  { from, to, signal }: { readonly from: string; readonly to: string; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const fetched: string[] = [];
  for (const name of await machine.run(listModules(from), signal)) {
    const content = await machine.run(readModule(from, name), signal);
    const file = path.join(to, name);
    await mkdir(path.dirname(file), { recursive: true });
    await replaceFile(file, content);
    fetched.push(file);
  }
  return fetched.toSorted();
}

/** Relative paths; a name with a line break is left out, Kbuild makes none. */
const listModules = (folder: string): Command<readonly string[]> => ({
  argv: shellScript('cd -- "$1" && find . -name "*.ko" -type f', folder),
  parse: (output) => {
    if (output.exitCode !== 0) throw failure(output);
    return output.stdout
      .split("\n")
      .filter((line) => line.startsWith("./") && !line.split("/").includes(".."))
      .map((line) => line.slice(2));
  },
});

/** gzip's checksum tells a whole file from a cut one; base64 makes text of it. */
const readModule = (folder: string, name: string): Command<Buffer> => ({
  argv: shellScript('cd -- "$1" && gzip -c -- "./$2" | base64', folder, name),
  limitMs,
  parse: (output) => {
    if (output.exitCode !== 0) throw failure(output);
    return unpacked(output);
  },
});

function unpacked(output: Output): Buffer {
  try {
    return gunzipSync(Buffer.from(output.stdout, "base64"));
  } catch {
    // Cut short, or base64 or gzip is missing there: what they said says which.
    throw failure({ ...output, exitCode: output.exitCode || 1 });
  }
}

async function replaceFile(file: string, content: Buffer): Promise<void> {
  const part = `${file}.${randomBytes(6).toString("hex")}.part`;
  try {
    await writeFile(part, content);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
