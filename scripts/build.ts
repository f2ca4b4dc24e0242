/**
 * Makes `dist/`: the extension, the language server and kmod-lint, each one file, with the native parsers and the
 * WebAssembly ones beside them, so that all of it runs where there is no node_modules.
 */

import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { copyNativeParsers, nativeAddons } from "./native-parsers.ts";
import { distFolder, isMain, repository } from "./paths.ts";
import { thirdPartyNotices } from "./third-party-notices.ts";

export interface Entry {
  readonly source: string;
  readonly bundle: string;
  /** Started by its own name from a shell. */
  readonly isExecutable: boolean;
  /** Runs in a web view of the editor. */
  readonly isForBrowser?: true;
}

/** Each bundle of `dist/`. */
export const entries: readonly Entry[] = [
  { source: "client/src/main.ts", bundle: "main.cjs", isExecutable: false },
  { source: "client/src/extension.ts", bundle: "extension.cjs", isExecutable: false },
  { source: "client/src/language/client.ts", bundle: "language-client.cjs", isExecutable: false },
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
  const metafiles = await Promise.all(present.map(async (entry) => bundle(entry)));
  await writeFile(path.join(distFolder, "third-party-notices.txt"), thirdPartyNotices(metafiles));
  await copyFile(
    require.resolve("web-tree-sitter/web-tree-sitter.wasm"),
    path.join(distFolder, "web-tree-sitter.wasm"),
  );
  await copyFile(
    require.resolve("tree-sitter-c/tree-sitter-c.wasm"),
    path.join(distFolder, "tree-sitter-c.wasm"),
  );
  await copyNativeParsers(path.join(distFolder, "native"));
}

/** Makes one bundle in a folder and gives what went into it; rejects when it does not compile. */
export async function bundle(entry: Entry, folder: string = distFolder): Promise<Metafile> {
  const outfile = path.join(folder, entry.bundle);
  const { metafile } = await build({
    ...bundleOptions,
    ...shrunk,
    entryPoints: [path.join(repository, entry.source)],
    outfile,
    ...(entry.isForBrowser ? browserOptions : { banner: banner(entry) }),
    metafile: true,
  });
  if (entry.isExecutable) await chmod(outfile, 0o755);
  return metafile;
}

/**
 * A quarter smaller, and so quicker to read. Names stay, and lines stay short: a stack trace that a user sends must say
 * where it was without the map, which is not packed.
 */
const shrunk: BuildOptions = {
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 120,
  legalComments: "none",
};

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

/** What one bundle imports only when it must stays outside of it: the extension's entry does not hold the extension. */
const loadedLate: Plugin = {
  name: "loaded-late",
  setup(bundler) {
    bundler.onResolve({ filter: /\.ts$/ }, ({ kind, path: imported, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const source = path.relative(repository, path.resolve(resolveDir, imported));
      const late = entries.find((entry) => entry.source === source);
      return late && { path: `./${late.bundle}`, external: true };
    });
  },
};

/**
 * Each module's `import * as vscode` becomes variables of one module. Without this esbuild copies all of VS Code's
 * interface for each of them when the extension is loaded.
 */
const oneVSCode: Plugin = {
  name: "one-vscode",
  setup(bundler) {
    bundler.onResolve({ filter: /^vscode$/ }, ({ kind }) =>
      kind === "import-statement" ? { path: "vscode", namespace: "one-vscode" } : undefined,
    );
    bundler.onLoad({ filter: /^vscode$/, namespace: "one-vscode" }, async () => {
      const types = await readFile(require.resolve("@types/vscode/index.d.ts"), "utf8");
      const names = types.matchAll(/^\texport (?:class|const|enum|function|namespace) (\w+)/gmu);
      const all = [...new Set([...names].map(([, name]) => name))].join(", ");
      return { contents: `export const { ${all} } = require("vscode");` };
    });
  },
};

/** Shared with the bundles of the extension tests. */
export const bundleOptions: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  external: ["vscode"],
  // By `require`: `import()` of a CommonJS bundle reads all of it once more for the names that it exports.
  supported: { "dynamic-import": false },
  sourcemap: true,
  logLevel: "warning",
  // In a CommonJS bundle web-tree-sitter's ES module would look for its wasm by import.meta.url.
  alias: { "web-tree-sitter": require.resolve("web-tree-sitter") },
  define: {
    // Makes tree-sitter require its addon by a literal path, which a bundler can follow.
    "process.versions.bun": '"esbuild"',
    "import.meta.url": "importMetaUrl",
    "import.meta.dirname": "__dirname",
    "import.meta.filename": "__filename",
  },
  plugins: [nativeAddons, loadedLate, oneVSCode],
};

if (isMain(import.meta)) await buildAll();
