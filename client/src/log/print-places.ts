/** The calls by which the workspace's modules print, and which of them printed a line of a log. */
import * as vscode from "vscode";
import type { PrintCall, PrintCallsResult, SourcePlace } from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import { createPrintMatcher, type PrintMatcher } from "../kernel/log/print-match.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { Language } from "../language/language.ts";
import type { LogLine } from "./target-logs.ts";

export interface PrintPlaces extends vscode.Disposable {
  /** The call that printed a line, as far as `read` knows; undefined: none of the workspace's modules. */
  placeOf(target: Target, line: LogLine): SourcePlace | undefined;
  /** Reads the calls of the workspace's modules where they may have changed; resolves when `placeOf` knows them. */
  read(): Promise<void>;
  /** `placeOf` may say something else. */
  readonly onDidChange: vscode.Event<void>;
}

interface Known {
  readonly matcher: PrintMatcher<OwnedCall>;
  /** A line has one answer; asked for each line that is drawn, again and again. */
  readonly answers: WeakMap<LogLine, SourcePlace | null>;
}

interface OwnedCall extends PrintCall {
  readonly module: string;
}

/** Milliseconds after a change of a source: the server hears of it by a way of its own. */
const settleMs = 1_000;

export function openPrintPlaces(
  { log }: Pick<KmodContext, "log">,
  language: Pick<Language, "printCalls">,
): PrintPlaces {
  return new Places(log, language);
}

class Places implements PrintPlaces {
  readonly #log: vscode.LogOutputChannel;
  readonly #language: Pick<Language, "printCalls">;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #listeners: readonly vscode.Disposable[];
  #known: Known | undefined;
  /** The reading that is under way or has ended; undefined: sources have changed since, or nobody has asked yet. */
  #reading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: vscode.LogOutputChannel, language: Pick<Language, "printCalls">) {
    this.#log = log;
    this.#language = language;
    const watcher = vscode.workspace.createFileSystemWatcher("**/{*.[ch],Makefile,Kbuild}");
    const stale = (): void => this.#becomeStale();
    this.#listeners = [
      watcher,
      watcher.onDidChange(stale),
      watcher.onDidCreate(stale),
      watcher.onDidDelete(stale),
      this.#changed,
    ];
  }

  placeOf(_target: Target, line: LogLine): SourcePlace | undefined {
    const known = this.#known;
    if (known === undefined || line.kind !== "line") return undefined;
    const before = known.answers.get(line);
    if (before !== undefined) return before ?? undefined;
    const call = known.matcher.find(line.text, line.record?.level, (one) => line.text.startsWith(one.module));
    known.answers.set(line, call?.place ?? null);
    return call?.place;
  }

  read(): Promise<void> {
    this.#reading ??= this.#readOnce();
    return this.#reading;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
  }

  async #readOnce(): Promise<void> {
    try {
      const modules = await this.#language.printCalls();
      this.#known = { matcher: createPrintMatcher(modules.flatMap(ownedCalls)), answers: new WeakMap() };
      this.#changed.fire();
    } catch (error) {
      // The server may have ended; the next one who asks tries again.
      this.#reading = undefined;
      this.#log.debug("kmod/printCalls had no answer.", error);
    }
  }

  /** Saved by the author, or written by a tool: read again where somebody has asked, before or since. */
  #becomeStale(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#reading === undefined) return;
      this.#reading = undefined;
      void this.read();
    }, settleMs);
  }
}

const ownedCalls = ({ name, calls }: PrintCallsResult["modules"][number]): readonly OwnedCall[] =>
  calls.map((call) => ({ ...call, module: name }));
