/** Runs the programs of a package in a folder where there is no node_modules. */
import { execFile, spawn } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

/** What kmod-lint prints and exits with. */
export async function lint(
  program: string,
  args: readonly string[],
): Promise<{ stdout: string; stderr: string; code: number }> {
  try {
    const done = await promisify(execFile)(process.execPath, [program, ...args], {
      cwd: path.dirname(program),
    });
    return { ...done, code: 0 };
  } catch (error) {
    // A command that ends with findings is an error to execFile.
    if (error instanceof Error && "stdout" in error && "stderr" in error && "code" in error)
      return { stdout: String(error.stdout), stderr: String(error.stderr), code: Number(error.code) };
    throw error;
  }
}

/** Starts the language server over stdio and ends it; gives its answer to `initialize` and which parser it says it has. */
export async function greetServer(
  program: string,
  parser: "auto" | "native" | "wasm",
): Promise<{ answer: unknown; parser: string; code: unknown }> {
  const server = spawn(process.execPath, [program, "--stdio"], {
    cwd: path.dirname(program),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const named = new Promise<string>((resolve) => {
    connection.onNotification("window/logMessage", ({ message }: { message: string }) => {
      const [, name] = /parser: (\w+)/u.exec(message) ?? [];
      if (name !== undefined) resolve(name);
    });
  });
  connection.listen();
  const answer = await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: { parser },
  });
  await connection.sendNotification("initialized", {});
  const name = await named;
  await connection.sendRequest("shutdown");
  const exited = new Promise((resolve) => server.once("exit", resolve));
  await connection.sendNotification("exit");
  const code = await exited;
  connection.dispose();
  return { answer, parser: name, code };
}
