/**
 * Measures what an author waits for: from a one-character edit to the published diagnostics of that version, in the
 * largest C files of drivers/; the same in a module outside of the tree with the headers of an installed kernel in use;
 * and from opening a driver of about 5,000 lines to its diagnostics.
 *
 *     node scripts/bench-edit.ts [--source DIR] [--server FILE] [--edits N] [--files N] [--seed N] [--build DIR]
 *
 * Without --source, Debian's linux-source-6.1 is fetched once into .cache/; without --server, dist/server.cjs serves,
 * or the sources where it was not built; --build is the installed kernel's folder, else the first 6.1. Exit status 1 where a limit is exceeded.
 */
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import { type Client, startServer } from "./bench-client.ts";
import { fetchKernelSource } from "./kernel-source.ts";
import { distFolder, isMain, repository } from "./paths.ts";

/** From issue A: p99 of an edit, and the opening of a driver, in milliseconds. */
const limits = { edit: 16, open: 100 } as const;

interface Options {
  readonly source: string;
  readonly server: string;
  readonly edits: number;
  readonly files: number;
  readonly seed: number;
  /** Where an installed kernel is built against: `/lib/modules/6.1.0-1-amd64/build`; undefined where there is none. */
  readonly build: string | undefined;
}

export async function benchEdit(options: Options): Promise<boolean> {
  const drivers = path.join(options.source, "drivers");
  const bySize = await sourcesBySize(drivers);
  const chosen = bySize.slice(0, options.files);
  const client = await startServer(options.server, options.source);
  const random = seeded(options.seed);
  try {
    console.log(
      `server: ${options.server}, ${options.edits} edits in the ${chosen.length} largest C files of drivers/`,
    );
    const all: number[] = [];
    for (const file of chosen) {
      const times = await measureEdits(client, file, Math.ceil(options.edits / chosen.length), random);
      all.push(...times);
      console.log(rowOf(path.relative(drivers, file), times));
    }
    console.log(rowOf("all edits", all));
    const outside = await measureOutside(options, random);
    if (outside) console.log(rowOf("out of tree, headers in use: net/ethernet/nvidia/forcedeth.c", outside));
    else console.log("out of tree, headers in use: no kernel 6.1 is installed");
    const opening = await measureOpening(client, await driversOfLines(bySize, 5000, 5));
    console.log(rowOf("open to diagnostics, ~5,000 lines", opening));
    const [edit, open] = [percentile(all, 99), percentile(opening, 50)];
    console.log(
      `edit p99 / limit: ${(edit / limits.edit).toFixed(2)} (${edit.toFixed(1)} of ${limits.edit} ms)`,
    );
    console.log(
      `open p50 / limit: ${(open / limits.open).toFixed(2)} (${open.toFixed(1)} of ${limits.open} ms)`,
    );
    return edit <= limits.edit && open <= limits.open;
  } finally {
    await client.dispose();
  }
}

/**
 * A large driver as a module by itself, in a folder of its own whose Makefile names the kernel. A call of nothing tells
 * when what the headers say has come.
 */
async function measureOutside(options: Options, random: () => number): Promise<number[] | undefined> {
  const { build, source, server, edits } = options;
  if (build === undefined) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), "bench-edit-"));
  const file = path.join(folder, "forcedeth.c");
  const driver = await readFile(path.join(source, "drivers/net/ethernet/nvidia/forcedeth.c"), "utf8");
  await writeFile(file, `${driver}\nvoid bench(void);\nvoid bench(void)\n{\n\tbench_missing();\n}\n`);
  const make = `KDIR := ${build}\nobj-m := forcedeth.o\nall:\n\t$(MAKE) -C $(KDIR) M=$(PWD) modules\n`;
  await writeFile(path.join(folder, "Makefile"), make);
  const client = await startServer(server, folder);
  try {
    const isKnown = client.found(URI.file(file).toString(), "undeclared-function");
    return await measureEdits(client, file, Math.ceil(edits / 5), random, isKnown);
  } finally {
    await client.dispose();
    await rm(folder, { recursive: true });
  }
}

/** Opens the file, edits it, takes each edit back now and then so that it stays the file that it is, and closes it. */
async function measureEdits(
  client: Client,
  file: string,
  count: number,
  random: () => number,
  isReady?: Promise<void>,
): Promise<number[]> {
  const document = await openDocument(client, file);
  await isReady;
  const times: number[] = [];
  const undo: Edit[] = [];
  while (times.length < count) {
    const isBack = undo.length >= 8 || (undo.length > 0 && times.length + undo.length >= count);
    const batch = isBack ? undo.splice(0).toReversed() : [randomEdit(document, random)];
    for (const edit of batch) {
      if (!isBack) undo.push(inverse(document, edit));
      times.push(await timedEdit(client, document, edit));
    }
  }
  client.send("textDocument/didClose", { textDocument: { uri: document.uri } });
  return times;
}

interface Edit {
  readonly offset: number;
  readonly removed: number;
  readonly text: string;
}

const keys = ["a", "x", "_", "0", "7", "{", "}", "(", ")", ";", "\n", " ", '"', "/", "#"];

function randomEdit(document: TextDocument, random: () => number): Edit {
  const offset = Math.floor(random() * document.getText().length);
  if (random() < 0.25) return { offset, removed: 1, text: "" };
  return { offset, removed: 0, text: keys[Math.floor(random() * keys.length)] ?? "a" };
}

const inverse = (document: TextDocument, { offset, removed, text }: Edit): Edit => ({
  offset,
  removed: text.length,
  text: document.getText().slice(offset, offset + removed),
});

async function timedEdit(client: Client, document: TextDocument, edit: Edit): Promise<number> {
  const { uri } = document;
  const version = document.version + 1;
  const range = {
    start: document.positionAt(edit.offset),
    end: document.positionAt(edit.offset + edit.removed),
  };
  const contentChanges = [{ range, text: edit.text }];
  TextDocument.update(document, contentChanges, version);
  return client.timed(uri, version, "textDocument/didChange", {
    textDocument: { uri, version },
    contentChanges,
  });
}

async function openDocument(client: Client, file: string): Promise<TextDocument> {
  const document = TextDocument.create(URI.file(file).toString(), "c", 1, await readFile(file, "utf8"));
  await timedOpen(client, document);
  // The other files of its module are read beside the first edits; what is measured is the editing.
  await client.read(document.uri);
  return document;
}

const timedOpen = (client: Client, document: TextDocument): Promise<number> => {
  const { uri, version, languageId } = document;
  const textDocument = { uri, version, languageId, text: document.getText() };
  return client.timed(uri, version, "textDocument/didOpen", { textDocument });
};

async function measureOpening(client: Client, files: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const file of files) {
    const document = TextDocument.create(URI.file(file).toString(), "c", 1, await readFile(file, "utf8"));
    const time = await timedOpen(client, document);
    times.push(time);
    console.log(`  open ${path.basename(file)}, ${document.lineCount} lines: ${time.toFixed(1)} ms`);
    client.send("textDocument/didClose", { textDocument: { uri: document.uri } });
  }
  return times;
}

/** Drivers of about so many lines that are a module by themselves: the time is theirs, not their siblings'. */
async function driversOfLines(files: readonly string[], lines: number, count: number): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const text = await readFile(file, "utf8");
    const length = text.split("\n").length;
    if (Math.abs(length - lines) > lines / 10) continue;
    if (/^module_\w+\(/m.test(text) && !/^#include\s+"/m.test(text)) found.push(file);
    if (found.length === count) break;
  }
  return found;
}

async function sourcesBySize(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith(".c")).map((name) => path.join(folder, name));
  const sized = await Promise.all(files.map(async (file) => ({ file, size: (await stat(file)).size })));
  return sized.toSorted((a, b) => b.size - a.size).map(({ file }) => file);
}

/** A small generator (mulberry32), so that two runs make the same edits. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function percentile(times: readonly number[], percent: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}

const rowOf = (name: string, times: readonly number[]): string => {
  const shown = ([50, 95, 99, 100] as const).map((percent) => {
    const label = percent === 100 ? "max" : `p${percent}`;
    return `${label} ${percentile(times, percent).toFixed(1)}`;
  });
  return `${name.padEnd(64)} n ${times.length}  ${shown.join("  ")} ms`;
};

async function installedBuild(): Promise<string | undefined> {
  const folder = "/lib/modules";
  const releases = existsSync(folder) ? await readdir(folder) : [];
  const builds = releases
    .filter((one) => one.startsWith("6.1."))
    .map((one) => path.join(folder, one, "build"));
  return builds.find((one) => existsSync(path.join(one, "Module.symvers")));
}

async function optionsFromArguments(): Promise<Options> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: { source: text, server: text, edits: text, files: text, seed: text, build: text },
  });
  const built = path.join(distFolder, "server.cjs");
  const server = values.server ?? (existsSync(built) ? built : path.join(repository, "server/src/main.ts"));
  return {
    source: path.resolve(values.source ?? (await fetchKernelSource("6.1"))),
    server: path.resolve(server),
    edits: Number(values.edits ?? 1000),
    files: Number(values.files ?? 10),
    seed: Number(values.seed ?? 1),
    build: values.build ?? (await installedBuild()),
  };
}

if (isMain(import.meta)) process.exitCode = (await benchEdit(await optionsFromArguments())) ? 0 : 1;
