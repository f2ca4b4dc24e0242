/**
 * One client's session: its open files, the modules they concern, what is found in them. Edits are taken in from
 * memory alone; whatever needs the disk is done by the engine's worker, beside them.
 */
import type { CancellationToken, TextDocumentContentChangeEvent } from "vscode-languageserver";
import type { KbuildModule } from "../core/kbuild/modules.ts";
import type { Finding } from "../core/lint/finding.ts";
import type { FileModel } from "../core/model/file.ts";
import type { ModuleSources } from "../protocol/messages.ts";
import { type Companion, createCompanion } from "./companion.ts";
import { pathOf } from "./convert.ts";
import { createDelivery, type Delivery, type DeliveryOptions } from "./delivery.ts";
import { createDocuments, type Documents, isKbuildFile, type OpenDocument } from "./documents.ts";
import { createEngine, type Engine } from "./engine.ts";
import { createEnvironment, type Environment } from "./environment.ts";
import { createFindings } from "./findings.ts";
import { guardTask, type Log, stackOf, unlessCancelled } from "./guard.ts";
import type { ServerHost } from "./host.ts";
import { moduleSources, modulesOf, sourceAt } from "./module-questions.ts";
import { createPlaces } from "./places.ts";
import { createSchedule, type Schedule } from "./schedule.ts";
import { createSymbols, type Symbols } from "./symbols.ts";
import type { Concern } from "./workset.ts";

export interface Session {
  readonly log: Log;
  readonly host: ServerHost;
  /** The workspace's. */
  readonly folders: readonly string[];
  readonly environment: Environment;
  readonly documents: Documents;
  readonly delivery: Delivery;
  readonly files: FileEvents;
  readonly symbols: Symbols;
  readonly companion: Companion;
  /** The address of a rule's page. */
  readonly pageOf: (rule: string) => string;
  /** Loads parser and kernel; nothing is checked before. `settings` is the client's value of the section `kmod`. */
  start(settings: unknown): Promise<void>;
  /** Other settings than before: what they change is checked again. */
  useSettings(settings: unknown): void;
  /** A kernel in use changed on the disk. */
  kernelChanged(): void;
  /** Calls with the KBUILD_EXTRA_SYMBOLS files that the open files' modules depend on, whenever they were read. */
  onSymbolFiles(listen: (paths: readonly string[]) => void): void;
  /** Waits until settings, parser and kernels are there, and for nothing that is read with them. */
  started(token: CancellationToken): Promise<void>;
  /** Waits until the modules of every open file are read and every change received is checked. */
  settled(token: CancellationToken): Promise<void>;
  /** Waits until a file can be spoken of: sooner than settled where its module is large and still being read. */
  ready(path: string, token: CancellationToken): Promise<void>;
  /** As settled, and what the settings leave unchecked until a file is saved is checked as well. */
  checked(token: CancellationToken): Promise<void>;
  /** The model of an open file that is kernel code; the text as it is now. */
  modelOf(path: string): FileModel | undefined;
  /** The modules of the main kernel's build that link a source's object; none where no Kbuild file says so. */
  modulesOf(path: string): Promise<readonly KbuildModule[]>;
  /** The source of the object whose name stands at an offset of a Kbuild file. */
  sourceAt(path: string, offset: number): Promise<string | undefined>;
  /** What the sources of the workspace's modules say; of those with these names, when there are names. */
  moduleSources(names: ReadonlySet<string> | undefined): Promise<readonly ModuleSources[]>;
  /** Asks what knows projects and files; undefined where nothing can be read. */
  ask<T>(question: (engine: Engine) => Promise<T>): Promise<T | undefined>;
  findingsAt(path: string): readonly Finding[];
  concernsOf(path: string): readonly Concern[];
  /** What would be found in a C file if it had this text. */
  findingsWith(path: string, text: string): readonly Finding[];
  dispose(): void;
}

/** What happens to files, in the editor and on the disk. */
export interface FileEvents {
  open(uri: string, languageId: string, version: number, text: string): void;
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
  save(uri: string): void;
  close(uri: string): void;
  changedOnDisk(changes: readonly DiskChange[]): void;
}

export interface DiskChange {
  readonly path: string;
  /** False where a file appeared or is gone. */
  readonly isContent: boolean;
}

export interface SessionOptions
  extends Pick<DeliveryOptions, "connection" | "mode" | "canRefresh" | "pageOf"> {
  readonly log: Log;
  readonly host: ServerHost;
  /** The workspace's folders. */
  readonly folders: readonly string[];
  /** Where the client wants what is read of kernel headers to be kept. */
  readonly cacheFolder: string | undefined;
}

export function createSession(options: SessionOptions): Session {
  const { log, host } = options;
  const environment = createEnvironment(host, log, options.folders);
  const documents = createDocuments(log);
  const findings = createFindings();
  const symbolFileListeners: ((paths: readonly string[]) => void)[] = [];
  let engine: Engine | undefined;
  /** Settled once the settings have come and the engine stands: what is asked before waits for that. */
  let begin: ((started: Promise<void>) => void) | undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let started: Promise<void> | undefined;
  const places = createPlaces(documents, (path) => engine?.textOf(path));
  const delivery = createDelivery({
    ...options,
    places,
    findingsAt: (path) => findings.at(path),
    versionOf: (path) => documents.at(path)?.text.version,
    onFailure: (error) => log.error(`diagnostics could not be sent: ${stackOf(error)}`),
  });
  const symbols = createSymbols({
    reader: host.symbols,
    log,
    folders: options.folders,
    documents,
    environment,
    isFile: async (path) => (await host.disk.kindOf(path)) === "file",
  });
  const companion = createCompanion(options.folders, host.disk, documents);
  const schedule = createSchedule(guardTask(log, "check", () => engine?.checks.run()));
  const start = async (raw: unknown): Promise<void> => {
    environment.readSettings(raw);
    try {
      engine = await createEngine({
        host,
        log,
        environment,
        documents,
        findings,
        delivery,
        cacheFolder: options.cacheFolder,
        onSymbolFiles: (paths) => {
          for (const listen of symbolFileListeners) listen(paths);
        },
      });
      symbols.refresh();
      environment.onStatus(() => symbols.refresh());
      for (const { path } of documents.all()) engine.checks.touch(path);
      engine.worker.request();
    } catch (error) {
      log.error(`nothing can be checked: ${stackOf(error)}`);
      environment.fail("nothing can be checked: see the log");
    }
  };
  const settled = async (token: CancellationToken): Promise<void> => {
    await unlessCancelled(begun, token);
    if (engine) await unlessCancelled(engine.worker.idle(), token);
    schedule.flush();
  };
  return {
    log,
    host,
    folders: options.folders,
    environment,
    documents,
    delivery,
    pageOf: options.pageOf,
    files: fileEvents({
      environment,
      documents,
      delivery,
      schedule,
      symbols,
      companion,
      engine: () => engine,
    }),
    symbols,
    companion,
    start(raw) {
      started ??= start(raw);
      begin?.(started);
      return started;
    },
    useSettings: (raw) => useSettings(environment, engine, raw),
    onSymbolFiles: (listen) => void symbolFileListeners.push(listen),
    kernelChanged() {
      environment.forgetKernels();
      engine?.scopes.unsettle();
      engine?.worker.request();
    },
    started: (token) => unlessCancelled(begun, token),
    settled,
    async ready(path, token) {
      await unlessCancelled(begun, token);
      if (engine) await unlessCancelled(spokenOf(engine, path), token);
      schedule.flush();
    },
    async checked(token) {
      await settled(token);
      engine?.checks.run();
    },
    modelOf: (path) => engine && modelOf(engine, documents, path),
    modulesOf: (path) => modulesOf(engine, path),
    sourceAt: (path, offset) => sourceAt(engine, path, offset),
    async moduleSources(names) {
      const open = Array.from(documents.all(), ({ path }) => path);
      return engine ? moduleSources(engine, options.folders, names, open) : [];
    },
    ask: async (question) => engine && question(engine),
    findingsAt: (path) => findings.at(path),
    concernsOf: (path) => engine?.checks.concernsOf(path) ?? [],
    findingsWith: (path, text) => engine?.checks.findingsWith(engine.language.model(path, text)) ?? [],
    dispose() {
      schedule.dispose();
      symbols.dispose();
      engine?.scopes.dispose();
    },
  };
}

interface FileEventOptions {
  readonly symbols: Symbols;
  readonly companion: Companion;
  readonly environment: Environment;
  readonly documents: Documents;
  readonly delivery: Delivery;
  readonly schedule: Schedule;
  /** undefined until the parser is loaded: what happened before is looked at then. */
  readonly engine: () => Engine | undefined;
}

function fileEvents(options: FileEventOptions): FileEvents {
  const { environment, documents, delivery, schedule, engine } = options;
  const forgetProjects = (path: string): void => {
    for (const { projects } of engine()?.lanes() ?? []) projects.forget(path);
  };
  /** The file is another one than the projects and modules know. */
  const moved = (document: OpenDocument): void => {
    engine()?.knowledge.forget(document.path);
    if (document.kind === "kbuild") forgetProjects(document.path);
    engine()?.worker.request();
  };
  return {
    open(uri, languageId, version, text) {
      const document = documents.open(uri, languageId, version, text);
      if (document.kind === "other") return;
      engine()?.checks.touch(document.path);
      moved(document);
    },
    change(uri, version, changes) {
      const before = documents.at(pathOf(uri));
      const document = documents.change(uri, version, changes);
      if (document === undefined || document.kind === "other") return;
      engine()?.checks.touch(document.path);
      if (document.kind === "kbuild") forgetProjects(document.path);
      const isRead = document.kind === "kbuild" || before !== document;
      if (isRead || changes.some(({ text }) => text.includes("EXPORT"))) engine()?.worker.request();
      if (!isRead && environment.settings().checkOn === "type") schedule.request();
    },
    save(uri) {
      const document = documents.at(pathOf(uri));
      if (document === undefined || document.kind === "other") return;
      engine()?.knowledge.forget(document.path);
      if (environment.settings().checkOn === "save") schedule.request();
    },
    close(uri) {
      const document = documents.close(uri);
      if (document === undefined || document.kind === "other") return;
      delivery.forget(document.path);
      moved(document);
    },
    changedOnDisk(changes) {
      options.symbols.changed(changes.map(({ path }) => path));
      options.companion.forget();
      engine()?.scopes.changedOnDisk(changes.map(({ path }) => path));
      for (const { path, isContent } of changes) {
        engine()?.knowledge.forget(path);
        if (!isContent || isKbuildFile(path)) forgetProjects(path);
      }
      engine()?.worker.request();
    },
  };
}

async function spokenOf({ worker, checks }: Engine, path: string): Promise<void> {
  while (worker.isBusy() && checks.concernsOf(path).length === 0)
    await Promise.race([worker.idle(), checks.adopted()]);
}

function useSettings(environment: Environment, engine: Engine | undefined, raw: unknown): void {
  environment.readSettings(raw);
  if (environment.areKernelsStale()) engine?.worker.request();
  else engine?.checks.recheck();
}

function modelOf(engine: Engine, documents: Documents, path: string): FileModel | undefined {
  const document = documents.at(path);
  if (!document) return undefined;
  if (!document.looksLikeKernel && engine.checks.concernsOf(path).length === 0) return undefined;
  return documents.modelOf(path, engine.language);
}
