/** Starts VS Code's own server (not code-server's entry point) and ends it, with everything that it started. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nodeExecutable } from "../paths.ts";

export interface ServerOptions {
  /** The folder of `out/server-main.js`. */
  readonly vscode: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** 0: any free port. */
  readonly port: number;
  /** Whether every folder is trusted: VS Code's `--disable-workspace-trust`. */
  readonly isTrustDisabled: boolean;
}

export interface HostServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Settled when the server process has gone. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

/** Starts the server and waits until it listens; rejects with its output when it ends before that. */
export async function startServer(options: ServerOptions): Promise<HostServer> {
  writeSettings(options);
  const child = spawn(nodeExecutable, serverArguments(options, ["--port", String(options.port)]), {
    // A process group of its own: the extension hosts that it forks end with it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stopWithUs = (): void => killGroup(child, "SIGKILL");
  process.once("exit", stopWithUs);
  const port = await listeningPort(child, exited);
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    exited,
    async stop() {
      killGroup(child, "SIGTERM");
      const forced = setTimeout(() => killGroup(child, "SIGKILL"), 3000);
      await exited;
      clearTimeout(forced);
      process.removeListener("exit", stopWithUs);
      killGroup(child, "SIGKILL");
    },
  };
}

/** Installs a packaged extension (.vsix) into the extensions folder. */
export async function installExtension(options: ServerOptions, vsix: string): Promise<void> {
  const child = spawn(nodeExecutable, serverArguments(options, ["--install-extension", vsix, "--force"]), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (code !== 0 || /failed installing/iu.test(output))
    throw new Error(`${vsix} was not installed:\n${output}`);
}

function serverArguments(options: ServerOptions, rest: readonly string[]): string[] {
  return [
    path.join(options.vscode, "out", "server-main.js"),
    "--host",
    "127.0.0.1",
    "--without-connection-token",
    "--accept-server-license-terms",
    "--user-data-dir",
    options.userDataDir,
    "--server-data-dir",
    options.userDataDir,
    "--extensions-dir",
    options.extensionsDir,
    "--telemetry-level",
    "off",
    // A built workbench honours extensionDevelopmentPath and extensionTestsPath only with this flag.
    "--enable-smoke-test-driver",
    ...(options.isTrustDisabled ? ["--disable-workspace-trust"] : []),
    ...rest,
  ];
}

/** Settings of a fresh profile: nothing that asks, greets or calls out. What is already there is kept. */
function writeSettings(options: ServerOptions): void {
  const folder = path.join(options.userDataDir, "User");
  mkdirSync(folder, { recursive: true });
  mkdirSync(options.extensionsDir, { recursive: true });
  const settings = {
    "security.workspace.trust.enabled": !options.isTrustDisabled,
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
    "chat.disableAIFeatures": true,
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "extensions.ignoreRecommendations": true,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
  };
  try {
    writeFileSync(path.join(folder, "settings.json"), `${JSON.stringify(settings, undefined, 2)}\n`, {
      flag: "wx",
    });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

function listeningPort(child: ChildProcess, exited: Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (data: Buffer): void => {
      output += data.toString();
      const port = /listening on (\d+)/u.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    void exited.then(() => reject(new Error(`VS Code's server ended before it listened:\n${output}`)));
  });
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: the whole group has gone already, which is what was wanted.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
