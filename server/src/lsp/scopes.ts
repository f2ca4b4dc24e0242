/**
 * What the headers say to each C file of the modules concerned: asked of a service that answers later, kept while it
 * holds, asked again when a text has changed. Nothing here waits: until an answer is there the one before serves, which
 * rules know by the names that it was asked for.
 */
import { flagsOfSource, type KbuildModule } from "../core/kbuild/modules.ts";
import { readAhead } from "../core/model/body-facts.ts";
import type { FileModel } from "../core/model/file.ts";
import type { ModuleModel } from "../core/model/module.ts";
import type { UnitScope } from "../core/preprocess/scope.ts";
import type { ScopeService } from "../host/headers/scope-service.ts";
import { unitOf, withScopes } from "../host/surroundings.ts";
import type { Documents } from "./documents.ts";
import type { KernelInUse } from "./kernels-in-use.ts";
import { inSlices } from "./slices.ts";
import type { Concern } from "./workset.ts";

export interface Scopes {
  /** The concern with the scopes that are known by now; what is missing or out of date is asked for. */
  dress(concern: Concern): Concern;
  /** The same, once all that was asked for has come. */
  dressWhole(concern: Concern): Promise<Concern>;
  /** Forgets the files that none of the concerns has. */
  keep(concerns: Iterable<Concern>): void;
  /** Files changed on the disk: any header of a project among them may be one that a unit includes. */
  changedOnDisk(paths: readonly string[]): void;
  /** A kernel in use changed on the disk. */
  unsettle(): void;
  dispose(): void;
}

export interface ScopesOptions {
  /** undefined: nothing is ever known of headers. */
  readonly service: ScopeService | undefined;
  readonly documents: Documents;
  /** Told the files whose scopes are others now. */
  readonly onArrival: (paths: ReadonlySet<string>) => void;
}

export function createScopes({ service, documents, onArrival }: ScopesOptions): Scopes {
  if (service === undefined) return noScopes;
  let memory = new WeakMap<KernelInUse, Map<string, Held>>();
  const kernels = new Set<KernelInUse>();
  const wanted = new Map<Held, Wanted>();
  const arrivals = createArrivals(onArrival);
  let asking: Held | undefined;
  let isDisposed = false;
  let waiting: (() => void)[] = [];
  const tellWaiting = (): void => {
    const told = waiting;
    waiting = [];
    for (const resolve of told) resolve();
  };
  let timer: NodeJS.Timeout | undefined;

  const heldBy = (kernel: KernelInUse): Map<string, Held> => {
    const known = memory.get(kernel) ?? new Map<string, Held>();
    memory.set(kernel, known);
    kernels.add(kernel);
    return known;
  };
  const all = (): readonly Held[] => [...kernels].flatMap((kernel) => [...heldBy(kernel).values()]);
  const want = (held: Held, isUrgent: boolean): void => {
    const now = performance.now();
    const since = wanted.get(held)?.since ?? now;
    const at = isUrgent ? now : Math.min(now + quiet, since + longestTyping);
    wanted.set(held, { since, at });
    schedule(at - now);
  };
  const schedule = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void pump(), Math.max(0, delay));
    timer.unref();
  };
  const next = (): Held | undefined => {
    const now = performance.now();
    const ready = [...wanted].filter(([, { at }]) => at <= now).map(([held]) => held);
    return ready.find(({ file }) => documents.at(file.path) !== undefined) ?? ready[0];
  };
  const pump = async (): Promise<void> => {
    if (asking) return;
    for (let held = next(); held !== undefined; held = next()) {
      asking = held;
      wanted.delete(held);
      await ask(held);
      asking = undefined;
      tellWaiting();
    }
    arrivals.flush();
    const soonest = Math.min(...Array.from(wanted.values(), ({ at }) => at));
    if (Number.isFinite(soonest)) schedule(soonest - performance.now());
  };
  const ask = async (held: Held): Promise<void> => {
    const { file, kbuild, kernel } = held;
    const { directory, config, version } = kernel.facts;
    held.asked = { text: file.text, kbuild };
    const answer = await service.ask({
      kernel: { directory, config, version },
      unit: unitOf(file, kbuild),
      openTexts: openHeaders(documents),
    });
    if (answer === "same" || answer === held.scope) return;
    // What cannot be read is told where a rule asks for it.
    if (answer) await inSlices(readAhead(answer, held.file)).catch(() => undefined);
    held.scope = answer;
    arrivals.add(file.path);
  };
  const scopeOf = (file: FileModel, kbuild: KbuildModule, kernel: KernelInUse): UnitScope | undefined => {
    const known = heldBy(kernel);
    const key = keyOf(kbuild, file.path);
    const held = known.get(key) ?? { file, kbuild, kernel, scope: undefined, asked: undefined };
    held.file = file;
    held.kbuild = kbuild;
    known.set(key, held);
    if (held.asked === undefined) {
      if (!wanted.has(held)) want(held, true);
    } else if (held.asked.text !== file.text || !hasSameFlags(held.asked.kbuild, kbuild, file.path))
      want(held, held.scope === undefined);
    return held.scope;
  };
  const headers = new WeakMap<Map<string, Held>, Map<string, readonly string[]>>();
  /** Headers of the project were edited: every file of the module may see another scope. */
  const noticeHeaders = (module: ModuleModel, kbuild: KbuildModule, kernel: KernelInUse): void => {
    const known = heldBy(kernel);
    const before = headers.get(known) ?? new Map<string, readonly string[]>();
    headers.set(known, before);
    const key = keyOf(kbuild, "");
    const now = Array.from(module.included.values(), ({ signature }) => signature);
    const last = before.get(key);
    before.set(key, now);
    if (last === undefined || (last.length === now.length && last.every((one, at) => one === now[at])))
      return;
    for (const file of module.files) {
      const held = known.get(keyOf(kbuild, file.path));
      if (held?.asked !== undefined) want(held, false);
    }
  };

  service.onNames(() => {
    for (const held of all()) if (held.scope && held.scope.elsewhere === undefined) want(held, true);
  });
  const isAwaited = ({ kernel, models }: Concern): boolean =>
    models.some(({ kbuild, files }) =>
      files.some(({ path }) => {
        const held = kbuild && heldBy(kernel).get(keyOf(kbuild, path));
        return held !== undefined && (held === asking || wanted.has(held));
      }),
    );
  const dress = (concern: Concern): Concern => {
    if (!hasHeaders(concern)) return concern;
    const { kernel } = concern;
    const models = concern.models.map((module) => {
      const { kbuild } = module;
      if (kbuild === undefined) return module;
      noticeHeaders(module, kbuild, kernel);
      return withScopes(module, (file) => scopeOf(file, kbuild, kernel));
    });
    return models.every((module, at) => module === concern.models[at]) ? concern : { ...concern, models };
  };
  return {
    dress,
    async dressWhole(concern) {
      for (;;) {
        const dressed = dress(concern);
        if (isDisposed || !isAwaited(concern)) return dressed;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    keep(concerns) {
      const kept = new Set<string>();
      const used = new Set<KernelInUse>();
      for (const { kernel, models } of concerns) {
        used.add(kernel);
        for (const { kbuild, files } of models)
          if (kbuild) for (const { path } of files) kept.add(`${kernel.index}\n${keyOf(kbuild, path)}`);
      }
      for (const kernel of kernels) {
        if (!used.has(kernel)) kernels.delete(kernel);
        const known = heldBy(kernel);
        if (!used.has(kernel)) kernels.delete(kernel);
        for (const [key, held] of known) {
          if (kept.has(`${kernel.index}\n${key}`)) continue;
          known.delete(key);
          wanted.delete(held);
        }
      }
      tellWaiting();
    },
    changedOnDisk(paths) {
      if (!paths.some((path) => path.endsWith(".h"))) return;
      for (const held of all()) if (held.asked !== undefined) want(held, false);
    },
    unsettle() {
      service.unsettle();
      memory = new WeakMap();
      kernels.clear();
      wanted.clear();
      tellWaiting();
    },
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      wanted.clear();
      tellWaiting();
      arrivals.dispose();
      service.dispose();
    },
  };
}

/** A file as one module of one kernel compiles it. */
interface Held {
  file: FileModel;
  kbuild: KbuildModule;
  readonly kernel: KernelInUse;
  /** The answer to what was asked last, or to what was asked before while that is on its way. */
  scope: UnitScope | undefined;
  asked: { readonly text: string; readonly kbuild: KbuildModule } | undefined;
}

/** In milliseconds of the process. */
interface Wanted {
  readonly since: number;
  readonly at: number;
}

/** Who typed waits as long for names that are new to the file, in milliseconds. */
const quiet = 250;
/** Who types without a pause is answered all the same. */
const longestTyping = 2000;

const noScopes: Scopes = {
  dress: (concern) => concern,
  dressWhole: (concern) => Promise.resolve(concern),
  keep: () => undefined,
  changedOnDisk: () => undefined,
  unsettle: () => undefined,
  dispose: () => undefined,
};

const keyOf = (kbuild: KbuildModule, path: string): string => `${kbuild.directory}/${kbuild.name}\n${path}`;

/** A kernel's own tree is asked only about itself: another kernel's headers say nothing about it. */
const hasHeaders = ({ kernel, group }: Concern): boolean => {
  const root = group?.project?.kbuild.root;
  if (root === undefined || kernel.facts.directory === undefined) return false;
  return root.kind === "external" || root.directory === kernel.facts.directory;
};

const hasSameFlags = (a: KbuildModule, b: KbuildModule, path: string): boolean =>
  a === b || JSON.stringify(flagsOfSource(a, path)) === JSON.stringify(flagsOfSource(b, path));

const openHeaders = (documents: Documents): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>();
  for (const { path, text, isReadable } of documents.all())
    if (path.endsWith(".h") && isReadable) texts.set(path, text.getText());
  return texts;
};

interface Arrivals {
  add(path: string): void;
  flush(): void;
  dispose(): void;
}

/** Told together, so that a module is not checked once for each of its files. */
const togetherFor = 100;

const createArrivals = (tell: (paths: ReadonlySet<string>) => void): Arrivals => {
  let paths = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (paths.size === 0) return;
    const arrived = paths;
    paths = new Set();
    tell(arrived);
  };
  return {
    add(path) {
      paths.add(path);
      timer ??= setTimeout(flush, togetherFor);
    },
    flush,
    dispose() {
      clearTimeout(timer);
      paths.clear();
    },
  };
};
