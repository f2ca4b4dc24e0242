/**
 * Scopes on a thread of their own, so that no edit waits for headers. One unit at a time; while none is asked for, the
 * thread reads all other headers for their names. Where no thread can be had the same is done here.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { UnitScope } from "../../core/preprocess/scope.ts";
import type { HeaderKernel, UnitRequest } from "./kernel-headers.ts";
import { isSameScope } from "./same-scope.ts";
import { createScopeDesk, type ScopeDesk } from "./scope-desk.ts";

export interface ScopeQuestion {
  readonly kernel: HeaderKernel;
  readonly unit: UnitRequest;
  /** Headers that the editor holds unsaved, by path. */
  readonly openTexts: ReadonlyMap<string, string>;
}

/** `same`: as the answer before to this kernel, module and file. undefined: nothing can be said. */
export type ScopeAnswer = UnitScope | "same" | undefined;

export interface ScopeService {
  /** Never rejects. Who has a newer text asks again; answers come in the order of the questions. */
  ask(question: ScopeQuestion): Promise<ScopeAnswer>;
  /** Files of kernels may have changed. */
  unsettle(): void;
  /** Called when names can be looked for in all headers of a kernel: answers given before may be completed. */
  onNames(listen: () => void): void;
  dispose(): void;
}

export interface ScopeServiceOptions {
  /** The file that runs on the thread: it must call `serveScopes` first. undefined: no thread. */
  readonly program: URL | undefined;
  readonly cacheFolder: string | undefined;
  readonly log: (message: string) => void;
}

/** Nothing is started before the first question. */
export const createScopeService = (options: ScopeServiceOptions): ScopeService => {
  const listeners: (() => void)[] = [];
  const tell = (): void => {
    for (const listen of listeners) listen();
  };
  let helper: Helper | undefined;
  let deaths = 0;
  const refused = new Set<string>();
  const start = (): Helper => {
    if (options.program === undefined || deaths >= mostDeaths) return here(options, tell);
    return onThread(options.program, options, tell, (path) => {
      helper = undefined;
      deaths += 1;
      if (path !== undefined) refused.add(path);
    });
  };
  return {
    ask(question) {
      if (refused.has(question.unit.path)) return Promise.resolve(undefined);
      helper ??= start();
      return helper.ask(question);
    },
    unsettle: () => helper?.unsettle(),
    onNames: (listen) => void listeners.push(listen),
    dispose: () => helper?.dispose(),
  };
};

/** To be called when the program starts: true on a thread of a scope service, which then lives for its questions. */
export function serveScopes(): boolean {
  if (isMainThread || !isSetup(workerData)) return false;
  const port = parentPort;
  if (port === null) return false;
  const send = (message: FromThread): void => port.postMessage(message);
  const answering = createAnswering(workerData, (line) => send({ kind: "log", line }));
  const rest = (): void => {
    if (answering.readSome()) next = setImmediate(rest);
    else send({ kind: "names" });
  };
  let next: NodeJS.Immediate | undefined;
  port.on("message", (message: ToThread) => {
    if (message.kind === "unsettle") answering.unsettle();
    else send({ kind: "answer", id: message.id, answer: answering.answer(message.question) });
    if (next !== undefined) clearImmediate(next);
    next = setImmediate(rest);
  });
  return true;
}

interface Helper {
  ask(question: ScopeQuestion): Promise<ScopeAnswer>;
  unsettle(): void;
  dispose(): void;
}

interface Setup {
  readonly role: "scopes";
  readonly cacheFolder: string | undefined;
}

type ToThread =
  | { readonly kind: "ask"; readonly id: number; readonly question: ScopeQuestion }
  | { readonly kind: "unsettle" };

type FromThread =
  | { readonly kind: "answer"; readonly id: number; readonly answer: ScopeAnswer }
  | { readonly kind: "names" }
  | { readonly kind: "log"; readonly line: string };

const isSetup = (given: unknown): given is Setup =>
  typeof given === "object" && given !== null && "role" in given && given.role === "scopes";

const mostItems = 400_000;
/** After so many the work is done here: the author's machine has no threads to give. */
const mostDeaths = 3;
/** The slowest unit takes some hundred milliseconds, the first one a second: this long is a bug of ours. */
const longest = 30_000;

interface Answering {
  answer(question: ScopeQuestion): ScopeAnswer;
  readSome(): boolean;
  unsettle(): void;
}

const createAnswering = (
  { cacheFolder }: Pick<Setup, "cacheFolder">,
  log: (line: string) => void,
): Answering => {
  const desk: ScopeDesk = createScopeDesk({ cacheFolder, log, mostItems, names: "later" });
  const before = new Map<string, UnitScope>();
  return {
    answer({ kernel, unit, openTexts }) {
      const key = `${kernel.directory ?? ""}\n${unit.module}\n${unit.path}`;
      const scope = desk.scopeOf(kernel, unit, openTexts);
      const known = before.get(key);
      if (scope !== undefined && known !== undefined && isSameScope(scope, known)) return "same";
      if (scope === undefined) before.delete(key);
      else before.set(key, scope);
      return scope;
    },
    readSome() {
      const isMore = desk.readSome();
      if (!isMore) desk.flush();
      return isMore;
    },
    unsettle() {
      before.clear();
      desk.unsettle();
    },
  };
};

/** @param onDeath told the file that was being looked at */
const onThread = (
  program: URL,
  { cacheFolder, log }: ScopeServiceOptions,
  onNames: () => void,
  onDeath: (path: string | undefined) => void,
): Helper => {
  const setup: Setup = { role: "scopes", cacheFolder };
  const worker = new Worker(program, { workerData: setup, resourceLimits: { maxOldGenerationSizeMb: 768 } });
  const waiting = new Map<number, Waiting>();
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  const watch = (): void => {
    clearTimeout(timer);
    timer = waiting.size === 0 ? undefined : setTimeout(() => end("no answer"), longest);
    timer?.unref();
  };
  let isDead = false;
  const end = (reason: string): void => {
    if (isDead) return;
    isDead = true;
    clearTimeout(timer);
    const [first] = waiting.values();
    log(`headers: the thread ended (${reason})${first ? ` at ${first.path}` : ""}`);
    onDeath(first?.path);
    void worker.terminate();
    for (const { resolve } of waiting.values()) resolve(undefined);
    waiting.clear();
  };
  worker.on("message", (message: FromThread) => {
    switch (message.kind) {
      case "answer":
        waiting.get(message.id)?.resolve(message.answer);
        waiting.delete(message.id);
        watch();
        return;
      case "names":
        onNames();
        return;
      case "log":
        log(message.line);
    }
  });
  worker.on("error", (error) => end(error instanceof Error ? error.message : String(error)));
  worker.on("exit", (code) => end(`exit code ${code}`));
  // A server that has nothing else to do may end.
  worker.unref();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const send = (message: ToThread): void => worker.postMessage(message);
  return {
    ask: (question) =>
      new Promise((resolve) => {
        if (isDead) return resolve(undefined);
        const id = count++;
        waiting.set(id, { resolve, path: question.unit.path });
        send({ kind: "ask", id, question });
        if (timer === undefined) watch();
      }),
    unsettle: () => send({ kind: "unsettle" }),
    dispose() {
      isDead = true;
      clearTimeout(timer);
      void worker.terminate();
    },
  };
};

interface Waiting {
  readonly resolve: (answer: ScopeAnswer) => void;
  readonly path: string;
}

/** In this thread, in turns of the event loop of their own. */
const here = ({ cacheFolder, log }: ScopeServiceOptions, onNames: () => void): Helper => {
  const answering = createAnswering({ cacheFolder }, log);
  let next: NodeJS.Immediate | undefined;
  const rest = (): void => {
    if (answering.readSome()) next = setImmediate(rest);
    else onNames();
  };
  return {
    ask: (question) =>
      new Promise((resolve) => {
        setImmediate(() => {
          resolve(answering.answer(question));
          if (next !== undefined) clearImmediate(next);
          next = setImmediate(rest);
        });
      }),
    unsettle: () => answering.unsettle(),
    dispose() {
      if (next !== undefined) clearImmediate(next);
    },
  };
};
