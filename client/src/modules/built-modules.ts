/**
 * The .ko files of the workspace: found when somebody first asks, and looked for again as files come and go. A file is
 * read once for each content (its time and size). A kernel tree has thousands of them: the newest are read, up to limits.
 */
import { readFile, stat } from "node:fs/promises";
import * as vscode from "vscode";
import { buildIdOf } from "../kernel/kmod/build-id.ts";
import { isKoProblem, readKoFile } from "../kernel/kmod/ko-file.ts";
import type { KoFile } from "../kernel/kmod/module-info.ts";
import type { BuiltModules } from "./modules.ts";
import { Turns } from "./turns.ts";

/** What the view needs beyond what other features do. */
export interface BuiltModulesReader extends BuiltModules {
  /** The build ID of one of the files; undefined where it has none. */
  buildIdOf(file: string): string | undefined;
}

export const createBuiltModules = (log: Log): BuiltModulesReader => new WorkspaceModules(log);

type Log = Pick<vscode.LogOutputChannel, "debug" | "info" | "warn">;

const pattern = "**/*.ko";
const mostFiles = 1_000;
/** With debugging information a module takes megabytes. */
const mostBytes = 256 * 1024 * 1024;
/** Files that are read at the same time. */
const atOnce = 8;
/** A build writes many files, and each in several steps. */
const settleMs = 300;
/** Until VS Code surely watches: of what is built before that nobody tells. */
const watchingMs = 2_500;

interface Kept {
  readonly stamp: string;
  /** undefined: it is no module, or cannot be read. */
  readonly ko: KoFile | undefined;
  readonly buildId?: string | undefined;
}

interface Found {
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
}

class WorkspaceModules implements BuiltModulesReader {
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #listeners: vscode.Disposable[] = [];
  readonly #turns = new Turns(() => this.#readAll());
  #kept: ReadonlyMap<string, Kept> = new Map();
  #files: Promise<readonly string[]> | undefined;
  /** Made by builds of this window: known before any search finds them, and where none looks. */
  readonly #added = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #firstLook: NodeJS.Timeout | undefined;
  /** The log says once that not all files are read. */
  #isLimited = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Files that are known are looked at again: a build may have ended a moment ago. */
  all(): Promise<readonly KoFile[]> {
    return this.#turns.take();
  }

  add(files: readonly string[]): void {
    const known = this.#added.size;
    for (const file of files) this.#added.add(file);
    if (this.#added.size > known) this.#changed.fire();
  }

  buildIdOf(file: string): string | undefined {
    return this.#kept.get(file)?.buildId;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#firstLook);
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
  }

  #watch(): void {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const again = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#files = this.#find();
        void this.#files.then(() => this.#changed.fire());
      }, settleMs);
    };
    this.#firstLook = setTimeout(again, watchingMs);
    this.#listeners.push(
      watcher,
      watcher.onDidCreate(again),
      watcher.onDidChange(again),
      watcher.onDidDelete(again),
      vscode.workspace.onDidChangeWorkspaceFolders(again),
    );
  }

  /** Without excludes: build folders are often hidden from searches, and hold what is looked for. Never rejects. */
  async #find(): Promise<readonly string[]> {
    try {
      const uris = await vscode.workspace.findFiles(pattern, null, mostFiles);
      if (uris.length === mostFiles)
        this.#log.info(
          `The workspace has more than ${mostFiles} .ko files: Kmod looks at that many of them.`,
        );
      return uris.filter(({ scheme }) => scheme === "file").map(({ fsPath }) => fsPath);
    } catch (error) {
      this.#log.warn("The workspace could not be searched for .ko files.", error);
      return [];
    }
  }

  async #readAll(): Promise<readonly KoFile[]> {
    if (this.#files === undefined) {
      this.#watch();
      this.#files = this.#find();
    }
    const files = [...new Set([...(await this.#files), ...this.#added])];
    const found = (await Promise.all(files.map((file) => this.#stat(file)))).flat();
    const kept = new Map<string, Kept>();
    const waiting = this.#affordable(found).values();
    const work = async (): Promise<void> => {
      for (const one of waiting) kept.set(one.file, await this.#read(one));
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    this.#kept = kept;
    return [...kept.values()]
      .flatMap(({ ko }) => (ko === undefined ? [] : [ko]))
      .toSorted((a, b) => order(a.name, b.name) || order(a.file, b.file));
  }

  /** The newest: they are what is being worked on. */
  #affordable(found: readonly Found[]): readonly Found[] {
    let bytes = 0;
    const newest = found.toSorted((a, b) => b.mtimeMs - a.mtimeMs);
    const end = newest.findIndex(({ size }) => (bytes += size) > mostBytes);
    if (end < 0) return newest;
    if (!this.#isLimited) this.#log.info(`Of ${found.length} .ko files Kmod reads the ${end} newest.`);
    this.#isLimited = true;
    return newest.slice(0, end);
  }

  async #stat(file: string): Promise<readonly Found[]> {
    try {
      const { mtimeMs, size } = await stat(file);
      return [{ file, mtimeMs, size }];
    } catch (error) {
      // A build removes what it makes anew.
      this.#log.debug(`${file} is gone.`, error);
      return [];
    }
  }

  async #read({ file, mtimeMs, size }: Found): Promise<Kept> {
    const stamp = `${mtimeMs} ${size}`;
    const known = this.#kept.get(file);
    if (known?.stamp === stamp) return known;
    try {
      const bytes = await readFile(file);
      const read = readKoFile(file, bytes);
      if (!isKoProblem(read)) return { stamp, ko: read, buildId: buildIdOf(bytes) };
      this.#log.debug(read.message);
      return { stamp, ko: undefined };
    } catch (error) {
      this.#log.debug(`${file} could not be read.`, error);
      return { stamp: "", ko: undefined };
    }
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
