/**
 * Reports of kernels as a feature of the editor: found in the logs of machines, decoded with the modules that the
 * workspace has built, shown in Problems, in one message and as a page.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { buttons } from "../buttons.ts";
import type { KmodContext } from "../context.ts";
import { createBuildMachine } from "../kernel/kbuild/build-machine.ts";
import { loadedBuildIds } from "../kernel/kmod/build-id.ts";
import type { LogRecord } from "../kernel/log/record.ts";
import type { Target } from "../kernel/targets/target.ts";
import { decodeTrace } from "../kernel/traces/decode.ts";
import { tracesOfText } from "../kernel/traces/pasted.ts";
import type { DecodedTrace, KernelTrace } from "../kernel/traces/trace.ts";
import type { TargetLog, TargetLogs } from "../log/target-logs.ts";
import type { Operations } from "../operations/operations.ts";
import { labelOf } from "../targets/target-words.ts";
import { type HeardTrace, watchLog } from "./log-watch.ts";
import { moduleFiles } from "./module-files.ts";
import { createRepetition } from "./repetition.ts";
import { showTraceActions } from "./show-trace-actions.ts";
import { createShownProblems } from "./shown-problems.ts";
import { tracePage } from "./trace-page.ts";
import { traceProblems } from "./trace-problems.ts";
import { isCrash, modulesOf, notice, ownPlaces } from "./trace-words.ts";
import type { FoundTrace, Traces } from "./traces.ts";

export interface TraceSources {
  readonly logs: Pick<TargetLogs, "all" | "onDidOpen">;
  readonly operations: Pick<Operations, "built" | "memory" | "documents">;
}

export const openTraces = (context: KmodContext, sources: TraceSources): Traces =>
  new FoundTraces(context, sources);

/** A page of each can be opened; the oldest is forgotten when there are so many. */
const mostTraces = 200;
/** Reports that wait to be decoded: a kernel that says more is not listened to. */
const mostWaiting = 50;
/** A machine that has just crashed may not answer any more. */
const askMs = 3_000;

class FoundTraces implements Traces {
  readonly #context: KmodContext;
  readonly #sources: TraceSources;
  readonly #machine = createBuildMachine();
  readonly #problems = createShownProblems();
  readonly #repetition = createRepetition();
  readonly #found = new vscode.EventEmitter<FoundTrace>();
  readonly onDidFind = this.#found.event;
  readonly #shown = new vscode.EventEmitter<FoundTrace>();
  readonly onDidShow = this.#shown.event;
  readonly #watches = new Map<TargetLog, vscode.Disposable>();
  readonly #listener: vscode.Disposable;
  readonly #actions = showTraceActions(this.#problems);
  readonly #end = new AbortController();
  /** By the first record: the rest of a report may come later, and is no other one. */
  readonly #numbers = new WeakMap<LogRecord, number>();
  #all: readonly FoundTrace[] = [];
  #count = 0;
  #waiting = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(context: KmodContext, sources: TraceSources) {
    this.#context = context;
    this.#sources = sources;
    this.#listener = sources.logs.onDidOpen((log) => this.#watch(log));
    for (const log of sources.logs.all()) this.#watch(log);
  }

  all(): readonly FoundTrace[] {
    return this.#all;
  }

  async show(found: FoundTrace): Promise<void> {
    const { target } = found;
    const page = tracePage(found, target && labelOf(target), { isOwn, shortPath });
    await this.#sources.operations.documents.showPage(page);
    this.#shown.fire(found);
  }

  forget(target: Target, module: string): void {
    this.#repetition.forget(target.id, module);
    const over = this.#all.filter(
      (found) => found.target === target && modulesOf(found.decoded.trace).includes(module),
    );
    this.#problems.delete(over.map(({ number }) => number));
  }

  async decodeText(text: string): Promise<readonly FoundTrace[]> {
    const found: FoundTrace[] = [];
    for (const trace of tracesOfText(text)) {
      const decoded = await this.#decode(trace, undefined);
      found.push({ target: undefined, decoded, lines: undefined, number: ++this.#count });
    }
    this.#keep(found);
    return found;
  }

  clear(): void {
    this.#problems.delete(this.#all.map(({ number }) => number));
    this.#all = [];
  }

  dispose(): void {
    this.#end.abort();
    this.#listener.dispose();
    this.#actions.dispose();
    for (const watch of this.#watches.values()) watch.dispose();
    this.#machine.dispose();
    this.#problems.dispose();
    this.#found.dispose();
    this.#shown.dispose();
  }

  #watch(log: TargetLog): void {
    if (this.#watches.has(log)) return;
    const { target } = log;
    const watch = watchLog(log, {
      onTrace: (heard) => this.#hear(target, heard),
      onLoad: (module) => this.#later(() => this.forget(target, module)),
      onBoot: () => this.#repetition.forget(target.id),
    });
    this.#watches.set(log, watch);
  }

  #hear(target: Target, heard: HeardTrace): void {
    const [first] = heard.trace.records;
    const known = first && this.#numbers.get(first);
    const verdict = known === undefined ? this.#repetition.judge(target.id, heard.trace) : "list";
    if (verdict === "skip" || this.#waiting >= mostWaiting) return;
    const number = known ?? ++this.#count;
    if (first !== undefined) this.#numbers.set(first, number);
    const isTold = verdict === "tell" && !heard.isOld && !isToldOtherwise(heard);
    this.#later(() => this.#take(target, heard, { number, isTold }));
  }

  /** One after the other, in the order of the log. */
  #later(work: () => void | Promise<void>): void {
    this.#waiting++;
    this.#turn = this.#turn
      .then(() => (this.#end.signal.aborted ? undefined : work()))
      .catch((error: unknown) => this.#context.log.error("A report of a kernel was not decoded.", error))
      .finally(() => this.#waiting--);
  }

  async #take(
    target: Target,
    { trace, lines, isOld }: HeardTrace,
    { number, isTold }: { readonly number: number; readonly isTold: boolean },
  ): Promise<void> {
    const decoded = await this.#decode(trace, target);
    if (this.#end.signal.aborted) return;
    const found: FoundTrace = { target, decoded, lines, number };
    if (!isOld) await this.#problems.set(number, traceProblems(decoded, isOwn));
    this.#keep([found]);
    this.#found.fire(found);
    if (isTold) void this.#tell(found).catch((error: unknown) => this.#context.log.error(String(error)));
  }

  #keep(found: readonly FoundTrace[]): void {
    const numbers = new Set(found.map(({ number }) => number));
    const all = [...this.#all.filter(({ number }) => !numbers.has(number)), ...found];
    this.#problems.delete(all.slice(0, -mostTraces).map(({ number }) => number));
    this.#all = all.slice(-mostTraces);
  }

  async #decode(trace: KernelTrace, target: Target | undefined): Promise<DecodedTrace> {
    const { built, memory } = this.#sources.operations;
    const names = modulesOf(trace);
    const files = names.length === 0 ? [] : await built.all();
    const loadedFrom = (module: string): string | undefined => target && memory.last(target.id, module)?.file;
    const own = names.filter(
      (name) => loadedFrom(name) !== undefined || files.some((file) => file.name === name),
    );
    const ids = await this.#loadedIds(target, own);
    return decodeTrace(trace, {
      machine: this.#machine,
      modules: async (module) =>
        moduleFiles({ module, built: files, loadedFrom: loadedFrom(module), release: trace.release }),
      loadedBuildId: (name) => ids.get(name),
      sourceRoots: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    });
  }

  /** By which a file that was built anew is told from what is loaded. */
  async #loadedIds(
    target: Target | undefined,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    if (target?.state.kind !== "connected" || names.length === 0) return new Map();
    try {
      const command = { ...loadedBuildIds(names), limitMs: askMs };
      return await target.run(command, this.#end.signal);
    } catch (error) {
      this.#context.log.debug(`${labelOf(target)} does not say the build IDs of its modules.`, error);
      return new Map();
    }
  }

  async #tell(found: FoundTrace): Promise<void> {
    const { target, decoded } = found;
    const [place] = ownPlaces(decoded, isOwn);
    const isOurs = place !== undefined || modulesOf(decoded.trace).length > 0;
    // A kernel that complains of itself is not the author's business; one that crashes is.
    if (!isOurs && !isCrash(decoded.trace)) return;
    const message = notice(decoded, place, target && labelOf(target));
    const openIt = l10n.t("Open Line");
    const offered = [...(place === undefined ? [] : [openIt]), buttons.showTrace];
    const severity = isCrash(decoded.trace) ? "error" : "warning";
    const answer = await this.#context.prompts.notify(severity, message, ...offered);
    if (answer === buttons.showTrace) await this.show(found);
    if (answer === openIt && place !== undefined) await openLine(place.call);
  }
}

const isOwn = (file: string): boolean =>
  vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) !== undefined;

const shortPath = (file: string): string => vscode.workspace.asRelativePath(file);

/** Whoever loads a module by Kmod hears from the load what the kernel said to it. */
const isToldOtherwise = ({ changing, trace }: HeardTrace): boolean =>
  changing !== undefined && modulesOf(trace).includes(changing) && isLoader(trace);

/** The task that called the init or exit function. */
const isLoader = ({ task }: KernelTrace): boolean =>
  /^(?:insmod|modprobe|rmmod|kmod)$/u.test(task?.name ?? "");

async function openLine({ file, line }: { readonly file: string; readonly line: number }): Promise<void> {
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at) });
}
