/**
 * Makes `dist/`: the extension, the language server and kmod-lint, each one file, with the native parsers and the
 * WebAssembly ones beside them, so that all of it runs where there is no node_modules.
 */

import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { distFolder, isMain, repository } from "./paths.ts";

export interface Entry {
  readonly source: string;
  readonly bundle: string;
  /** Started by its own name from a shell. */
  readonly isExecutable: boolean;
  /** Runs in a web view of the editor. */
  readonly isForBrowser?: true;
}

const entries: readonly Entry[] = [
  { source: "client/src/extension.ts", bundle: "extension.cjs", isExecutable: false },
  { source: "client/src/kernel/targets/askpass-program.ts", bundle: "askpass.cjs", isExecutable: false },
  { source: "server/src/main.ts", bundle: "server.cjs", isExecutable: true },
  { source: "server/src/cli/main.ts", bundle: "kmod-lint.cjs", isExecutable: true },
  { source: "server/src/cli/worker.ts", bundle: "worker.cjs", isExecutable: false },
  { source: "server/src/host/symbols/index-worker.ts", bundle: "export-worker.cjs", isExecutable: false },
  { source: "server/src/cli/symbol-worker.ts", bundle: "symbol-worker.cjs", isExecutable: false },
  {
    source: "client/webview/dependencies.ts",
    bundle: "dependency-view.cjs",
    isExecutable: false,
    isForBrowser: true,
  },
  {
    source: "client/webview/kernel-log.ts",
    bundle: "kernel-log-view.cjs",
    isExecutable: false,
    isForBrowser: true,
  },
];

const require = createRequire(import.meta.url);

/** Builds every entry that exists into a fresh `dist/`; rejects when one does not compile. */
export async function buildAll(): Promise<void> {
  await rm(distFolder, { recursive: true, force: true });
  await mkdir(distFolder, { recursive: true });
  const present = entries.filter((entry) => existsSync(path.join(repository, entry.source)));
  for (const entry of entries) if (!present.includes(entry)) console.log(`(no ${entry.source}: skipped)`);
  await Promise.all(present.map(async (entry) => bundle(entry)));
  await copyFile(
    require.resolve("web-tree-sitter/web-tree-sitter.wasm"),
    path.join(distFolder, "web-tree-sitter.wasm"),
  );
  await copyFile(
    require.resolve("tree-sitter-c/tree-sitter-c.wasm"),
    path.join(distFolder, "tree-sitter-c.wasm"),
  );
}

/** Makes one bundle in a folder; rejects when it does not compile. */
export async function bundle(entry: Entry, folder: string = distFolder): Promise<void> {
  const outfile = path.join(folder, entry.bundle);
  await build({
    ...bundleOptions,
    entryPoints: [path.join(repository, entry.source)],
    outfile,
    ...(entry.isForBrowser ? browserOptions : { banner: banner(entry) }),
  });
  if (entry.isExecutable) await chmod(outfile, 0o755);
}

/** Nothing of Node.js, and no map: the page may not fetch one. */
const browserOptions: BuildOptions = {
  platform: "browser",
  target: "es2022",
  format: "iife",
  sourcemap: false,
  external: [],
};

function banner(entry: Entry): { js: string } {
  // What `import.meta.url` is in the sources: a CommonJS bundle has none.
  const url = "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;";
  return { js: entry.isExecutable ? `#!/usr/bin/env node\n${url}` : url };
}

/**
 * tree-sitter's prebuilt addon for linux-x64 needs a newer libstdc++ than Debian 12 has. npm compiled one that any
 * glibc Linux since then can load: it takes the place of the prebuilt one.
 */
const ownAddon: Plugin = {
  name: "own-addon",
  setup(bundler) {
    const compiled = path.join(
      repository,
      "node_modules/tree-sitter/build/Release/tree_sitter_runtime_binding.node",
    );
    const prebuilt = path.join(
      "tree-sitter",
      "prebuilds",
      `${process.platform}-${process.arch}`,
      "tree-sitter.node",
    );
    bundler.onLoad({ filter: /tree-sitter\.node$/ }, async ({ path: file }) =>
      file.endsWith(prebuilt) && existsSync(compiled)
        ? { contents: await readFile(compiled), loader: "copy" }
        : undefined,
    );
  },
};

/** Shared with the bundles of the extension tests. */
export const bundleOptions: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  external: ["vscode"],
  sourcemap: true,
  logLevel: "warning",
  // In a CommonJS bundle web-tree-sitter's ES module would look for its wasm by import.meta.url.
  alias: { "web-tree-sitter": require.resolve("web-tree-sitter") },
  loader: { ".node": "copy" },
  assetNames: "native/[name]-[hash]",
  define: {
    // Makes tree-sitter require its addon by a literal path, which a bundler can follow.
    "process.versions.bun": '"esbuild"',
    "import.meta.url": "importMetaUrl",
    "import.meta.dirname": "__dirname",
    "import.meta.filename": "__filename",
  },
  plugins: [ownAddon],
};

if (isMain(import.meta)) await buildAll();
