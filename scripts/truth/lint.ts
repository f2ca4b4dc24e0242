/** Runs kmod-lint as a user would, over a folder of modules. */
import { spawn } from "node:child_process";
import path from "node:path";
import { nodeExecutable, repository } from "../paths.ts";

export interface LintFinding {
  /** Relative to the folder that was checked. */
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

/** Takes a folder and a kernel's build folder. Rejects where kmod-lint says nothing that can be read. */
export const lint = async (folder: string, build: string): Promise<readonly LintFinding[]> => {
  const program = path.join(repository, "server/src/cli/main.ts");
  const words = [program, "check", ".", "--kernel", build, "--format", "json", "--jobs", "2"];
  const { status, stdout } = await outputOf(nodeExecutable, words, folder);
  if (status === null || status > 1) throw new Error(`kmod-lint ended with ${status} in ${folder}`);
  const findings: readonly LintFinding[] = JSON.parse(stdout);
  return findings;
};

const outputOf = (
  command: string,
  words: readonly string[],
  cwd: string,
): Promise<{ readonly status: number | null; readonly stdout: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd, stdio: ["ignore", "pipe", "inherit"] });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout }));
  });
