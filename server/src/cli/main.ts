/** The process kmod-lint: binds the command line to real streams, parser, rules and kernels. */
import { readFileSync } from "node:fs";
import { streamOutput } from "./io.ts";
import { noProgress, terminalProgress } from "./progress.ts";
import { run } from "./run.ts";
import { standardToolkit } from "./standard-toolkit.ts";

const main = async (): Promise<void> => {
  const stderr = streamOutput(process.stderr);
  const io = {
    stdout: streamOutput(process.stdout),
    stderr,
    workingDirectory: process.cwd(),
    environment: process.env,
  };
  try {
    process.exitCode = await run(process.argv.slice(2), {
      io,
      toolkit: standardToolkit,
      version: packageVersion(),
      workerFile: new URL(isBundle ? "./worker.cjs" : "./worker.ts", import.meta.url),
      symbolWorkerFile: new URL(isBundle ? "./symbol-worker.cjs" : "./symbol-worker.ts", import.meta.url),
      progress: (bytes) => (stderr.isTerminal ? terminalProgress(process.stderr, bytes) : noProgress),
    });
  } catch (error) {
    process.exitCode = 2;
    await stderr.write(
      `kmod-lint: a bug in kmod-lint: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  }
};

const isBundle = import.meta.url.endsWith(".cjs");

/** package.json stands above dist/ and above the sources alike. */
const packageVersion = (): string => {
  const file = new URL(isBundle ? "../package.json" : "../../../package.json", import.meta.url);
  const read: unknown = JSON.parse(readFileSync(file, "utf8"));
  const isPackage = typeof read === "object" && read !== null && "version" in read;
  return isPackage && typeof read.version === "string" ? read.version : "unknown";
};

void main();
