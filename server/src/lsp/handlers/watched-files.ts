/** workspace/didChangeWatchedFiles: sources, headers, Kbuild files, and what a kernel's build folder says of itself. */
import {
  DidChangeWatchedFilesNotification,
  type Disposable,
  FileChangeType,
  type FileSystemWatcher,
} from "vscode-languageserver";
import { pathOf, uriOfPath } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardTask } from "../guard.ts";
import { canWatchFiles, canWatchRelative } from "../traits.ts";

const sources = "**/*.{c,h,S}";
const kbuildFiles = "**/{Kbuild,Makefile,Kbuild.*,Makefile.*,*.mk}";
/** Below the kernel's build folder: configuration, release, exports. */
const kernelFiles = [
  "include/config/auto.conf",
  "include/generated/utsrelease.h",
  "include/config/kernel.release",
];

export const watchedFiles: Feature = {
  capability: () => ({}),
  async initialized(connection, _session, client) {
    if (!canWatchFiles(client)) return;
    const watchers = [{ globPattern: sources }, { globPattern: kbuildFiles }];
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
        const kernel = environment.facts()?.directory;
        const isKernels = (path: string): boolean =>
          kernel !== undefined && kernelFiles.some((file) => path === `${kernel}/${file}`);
        session.files.changedOnDisk(paths);
        if (paths.some(({ path }) => isKernels(path))) session.kernelChanged();
      }),
    );
    if (!canWatchFiles(client)) return;
    const watch = (watchers: FileSystemWatcher[]): Promise<Disposable> =>
      connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    let watchedKernel: string | undefined;
    let ofKernel: Promise<Disposable> | undefined;
    environment.onStatus(
      guardTask(log, "watching the kernel", async ({ kernel }) => {
        if (!canWatchRelative(client) || kernel?.directory === watchedKernel) return;
        const before = ofKernel;
        watchedKernel = kernel?.directory;
        ofKernel =
          kernel &&
          watch(
            kernelFiles.map((pattern) => ({
              globPattern: { baseUri: uriOfPath(kernel.directory), pattern },
            })),
          );
        await ofKernel;
        (await before)?.dispose();
      }),
    );
  },
};
