/** workspace/didChangeWatchedFiles: sources, headers, Kbuild files, and what a kernel's build folder says of itself. */
import {
  DidChangeWatchedFilesNotification,
  type Disposable,
  FileChangeType,
  type FileSystemWatcher,
} from "vscode-languageserver";
import { baseOf, directoryOf } from "../../core/text/paths.ts";
import { pathOf, uriOfPath } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardTask } from "../guard.ts";
import { canWatchFiles, canWatchRelative } from "../traits.ts";

const sources = "**/*.{c,h,S}";
const symbolFiles = "**/Module.symvers";
const kbuildFiles = "**/{Kbuild,Makefile,Kbuild.*,Makefile.*,*.mk}";
/** Below the kernel's build folder: configuration, release, exports. */
const kernelFiles = [
  "include/config/auto.conf",
  "include/generated/utsrelease.h",
  "include/config/kernel.release",
  "Module.symvers",
];

const watchersOf = (folder: string): FileSystemWatcher[] =>
  kernelFiles.map((pattern) => ({ globPattern: { baseUri: uriOfPath(folder), pattern } }));

/** Other builds may lie outside the workspace. */
const watcherOf = (path: string): FileSystemWatcher => ({
  globPattern: { baseUri: uriOfPath(directoryOf(path)), pattern: baseOf(path) },
});

export const watchedFiles: Feature = {
  capability: () => ({}),
  async initialized(connection, _session, client) {
    if (!canWatchFiles(client)) return;
    const watchers = [sources, kbuildFiles, symbolFiles].map((globPattern) => ({ globPattern }));
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  },
  register(connection, session, client) {
    const { log, environment } = session;
    connection.onDidChangeWatchedFiles(
      guardTask(log, "didChangeWatchedFiles", ({ changes }) => {
        const paths = changes.map(({ uri, type }) => ({
          path: pathOf(uri),
          isContent: type === FileChangeType.Changed,
        }));
        const folders = environment.kernels().flatMap(({ facts }) => facts.directory ?? []);
        const isKernels = (path: string): boolean =>
          folders.some((folder) => kernelFiles.some((file) => path === `${folder}/${file}`));
        session.files.changedOnDisk(paths);
        if (paths.some(({ path }) => isKernels(path))) session.kernelChanged();
      }),
    );
    if (!canWatchFiles(client)) return;
    const watch = (watchers: FileSystemWatcher[]): Promise<Disposable> =>
      connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    let watchedSymbols = "";
    let ofSymbols: Promise<Disposable> | undefined;
    session.onSymbolFiles(
      guardTask(log, "watching the files of KBUILD_EXTRA_SYMBOLS", async (paths: readonly string[]) => {
        if (!canWatchRelative(client) || paths.join("\0") === watchedSymbols) return;
        const before = ofSymbols;
        watchedSymbols = paths.join("\0");
        ofSymbols = paths.length > 0 ? watch(paths.map(watcherOf)) : undefined;
        await ofSymbols;
        (await before)?.dispose();
      }),
    );
    let watched: readonly string[] = [];
    let ofKernels: Promise<Disposable> | undefined;
    environment.onStatus(
      guardTask(log, "watching the kernels", async ({ kernel, others }) => {
        const folders = (kernel ? [kernel, ...others] : others).map(({ directory }) => directory);
        if (!canWatchRelative(client) || folders.join("\0") === watched.join("\0")) return;
        const before = ofKernels;
        watched = folders;
        ofKernels = folders.length > 0 ? watch(folders.flatMap(watchersOf)) : undefined;
        await ofKernels;
        (await before)?.dispose();
      }),
    );
  },
};
