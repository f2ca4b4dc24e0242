/**
 * The `code-host` executable: takes VS Code's own command line and does on code-server's VS Code what `code` does.
 * With --extensionTestsPath it prints the tests' console and exits with their code; with --install-extension it
 * installs; otherwise it prints the address of the workbench and serves it until it is told to stop.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openWorkbench, workbenchAddress } from "./browser.ts";
import { type CommandLine, parseCommandLine } from "./command-line.ts";
import { installHost } from "./install.ts";
import { installExtension, type ServerOptions, startServer } from "./server.ts";

process.exit(await main(parseCommandLine(process.argv.slice(2))));

async function main(line: CommandLine): Promise<number> {
  const profile = line.userDataDir ?? mkdtempSync(path.join(tmpdir(), "kmod-host-"));
  const options: ServerOptions = {
    vscode: await installHost((text) => console.error(text)),
    userDataDir: path.resolve(profile),
    extensionsDir: path.resolve(line.extensionsDir ?? path.join(profile, "extensions")),
    port: Number(process.env["KMOD_HOST_PORT"] ?? 0),
    isTrustDisabled: line.isTrustDisabled,
  };
  for (const vsix of line.installExtensions) await installExtension(options, path.resolve(vsix));
  if (line.installExtensions.length > 0 && line.folder === undefined) return 0;
  return line.extensionTestsPath === undefined ? serve(options, line) : runTests(options, line);
}

async function runTests(options: ServerOptions, line: CommandLine): Promise<number> {
  const server = await startServer(options);
  try {
    const workbench = await openWorkbench(server, {
      ...where(line),
      onConsole: (type, text) => (type === "error" ? console.error(text) : console.log(text)),
    });
    const code = await Promise.race([workbench.exitCode, server.exited.then(() => 71), interrupted()]);
    await workbench.close();
    return code;
  } finally {
    await server.stop();
  }
}

async function serve(options: ServerOptions, line: CommandLine): Promise<number> {
  const server = await startServer(options);
  console.log(`VS Code is open at ${workbenchAddress(server, where(line))} (Ctrl+C ends it)`);
  await Promise.race([interrupted(), server.exited]);
  await server.stop();
  return 0;
}

function where(line: CommandLine) {
  return {
    folder: line.folder === undefined ? undefined : path.resolve(line.folder),
    file: line.file === undefined ? undefined : path.resolve(line.file),
    extensionDevelopmentPaths: line.extensionDevelopmentPaths.map((name) => path.resolve(name)),
    extensionTestsPath:
      line.extensionTestsPath === undefined ? undefined : path.resolve(line.extensionTestsPath),
  };
}

/** Resolves with the usual exit code when the user or the test runner asks this process to end. */
function interrupted(): Promise<number> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve(130));
    process.once("SIGTERM", () => resolve(143));
  });
}
