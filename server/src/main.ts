/**
 * kmod-language-server: the language server as a program. The client chooses the channel by an argument, as
 * vscode-languageserver reads it: `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME`.
 */
import { readFileSync } from "node:fs";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { rules } from "./core/rules/index.ts";
import { nodeAsyncDisk } from "./host/async-disk.ts";
import { cacheFolder } from "./host/headers/cache-folder.ts";
import { createScopeService, serveScopes } from "./host/headers/scope-service.ts";
import { loadParser } from "./host/parser/load.ts";
import { createSymbolReader } from "./host/symbols/symbol-reader.ts";
import { logTo, stackOf } from "./lsp/guard.ts";
import type { ServerHost } from "./lsp/host.ts";
import { languageOf } from "./lsp/language.ts";
import { answerOnThread, createReader } from "./lsp/reader-thread.ts";
import { startServer } from "./lsp/server.ts";

const main = (words: readonly string[]): void => {
  if (words.includes("--version")) console.log(packageVersion());
  else if (words.includes("--help") || words.includes("-h")) console.log(usage);
  else if (words.some((word) => channels.test(word))) serve();
  else {
    console.error("kmod-language-server: which channel? Editors pass --stdio; see --help.");
    process.exitCode = 2;
  }
};

const channels = /^--(?:stdio|node-ipc|socket(?:=.*)?|pipe(?:=.*)?)$/;

const usage = `kmod-language-server: the Kmod language server, started by an editor.

  --stdio             speaks on standard input and output
  --node-ipc          speaks over Node's channel to the parent process
  --socket=PORT       connects to a port of this machine
  --pipe=NAME         connects to a named pipe
  --version, --help`;

const serve = (): void => {
  const connection = createConnection(ProposedFeatures.all);
  const log = logTo(connection.console);
  // The last boundary: what is thrown past all others is a bug, and no reason to take the editor's findings away.
  process.on("uncaughtException", (error) => log.error(`uncaught: ${stackOf(error)}`));
  process.on("unhandledRejection", (reason) => log.error(`unhandled rejection: ${stackOf(reason)}`));
  const host: ServerHost = {
    disk: nodeAsyncDisk({ log: (message) => log.info(message) }),
    rules,
    rulePages: inPackage("docs/rules/").href,
    symbols: createSymbolReader(cacheFolder(process.env)),
    loadLanguage: async (choice) => {
      const prefer = choice === "auto" ? undefined : choice;
      return languageOf(await loadParser({ prefer, log: (message) => log.info(message) }));
    },
    ...createReader(new URL(import.meta.url)),
    openScopes: (given) =>
      createScopeService({
        program: new URL(import.meta.url),
        cacheFolder: given.cacheFolder ?? cacheFolder(process.env),
        log: given.log,
      }),
  };
  startServer(connection, host, packageVersion());
};

/** A place in the package, which stands above dist/ and above the sources alike. */
const inPackage = (path: string): URL =>
  new URL(`${import.meta.url.endsWith(".cjs") ? ".." : "../.."}/${path}`, import.meta.url);

const packageVersion = (): string => {
  const read: unknown = JSON.parse(readFileSync(inPackage("package.json"), "utf8"));
  const isPackage = typeof read === "object" && read !== null && "version" in read;
  return isPackage && typeof read.version === "string" ? read.version : "unknown";
};

if (!serveScopes() && !answerOnThread()) main(process.argv.slice(2));
