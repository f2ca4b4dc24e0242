/**
 * What there is once the parser is loaded: what is known of files, the projects, the checks, and the worker that reads
 * what they need. The worker is the only one that waits for a disk.
 */
import { type Checks, createChecks, filesOf } from "./checks.ts";
import type { Delivery } from "./delivery.ts";
import type { Documents } from "./documents.ts";
import type { Environment } from "./environment.ts";
import type { FindingsStore } from "./findings.ts";
import { type Log, stackOf } from "./guard.ts";
import type { Language, ServerHost } from "./host.ts";
import type { KernelInUse } from "./kernels-in-use.ts";
import { createKnowledge, type Knowledge } from "./knowledge.ts";
import { createNeighboursOf, type NeighboursOf } from "./neighbours.ts";
import { createProjects, type Projects } from "./projects.ts";
import { createScopes, type Scopes } from "./scopes.ts";
import { createWorker, type Worker } from "./worker.ts";
import { type Concern, type Resolved, resolve } from "./workset.ts";

export interface Engine {
  readonly language: Language;
  readonly knowledge: Knowledge;
  /** One for each kernel in use, the main one's first. */
  lanes(): readonly Lane[];
  readonly checks: Checks;
  /** Asked for: finds the modules that the open files concern, reads them and checks them. */
  readonly worker: Worker;
  readonly scopes: Scopes;
  /** The text of a file that is not open and that a finding may speak of. */
  textOf(path: string): string | undefined;
}

/** A kernel in use, and what is built for it: each has its own evaluation of the Kbuild files. */
export interface Lane {
  readonly kernel: KernelInUse;
  readonly projects: Projects;
  readonly neighboursOf: NeighboursOf;
}

export interface EngineOptions {
  readonly host: ServerHost;
  readonly log: Log;
  readonly environment: Environment;
  readonly documents: Documents;
  readonly findings: FindingsStore;
  readonly delivery: Delivery;
  /** Where the client wants what is read of headers to be kept; undefined: where the host keeps it. */
  readonly cacheFolder: string | undefined;
  /** Told which Module.symvers of other builds the modules concerned depend on. */
  readonly onSymbolFiles: (paths: readonly string[]) => void;
}

/** Loads the parser and the kernels' facts; rejects where no parser can be loaded. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { host, log, environment, documents, findings, delivery } = options;
  const [language] = await Promise.all([
    host.loadLanguage(environment.settings().parser),
    environment.loadKernels(),
  ]);
  log.info(`parser: ${language.name}`);
  const open = {
    textOf: (path: string) => documents.at(path)?.text.getText(),
    modelOf: (path: string) =>
      documents.at(path) ? (documents.modelOf(path, language) ?? false) : undefined,
  };
  const knowledge = createKnowledge(host.disk, language, open, log);
  const optionTypes = (tree: string): ReturnType<ServerHost["optionTypes"]> => host.optionTypes(tree);
  const laneOf = (kernel: KernelInUse): Lane => ({
    kernel,
    projects: createProjects({ knowledge, kernel, optionTypes }),
    neighboursOf: createNeighboursOf(knowledge, () => worker.request()),
  });
  let lanes = environment.kernels().map(laneOf);
  const scopes = createScopes({
    service: host.openScopes?.({ cacheFolder: options.cacheFolder, log: (line) => log.info(line) }),
    documents,
    onArrival: (paths) => checks.refresh(paths),
  });
  const checks = createChecks({
    dress: (concern) => scopes.dress(concern),
    checkerFor: (kernel) => environment.checkerFor(kernel),
    language,
    documents,
    findings,
    delivery,
    onIncludesChanged: () => worker.request(),
  });
  const work = async (): Promise<void> => {
    if (environment.areKernelsStale()) {
      await environment.loadKernels();
      const before = lanes;
      lanes = environment
        .kernels()
        .map((kernel) => before.find((lane) => lane.kernel === kernel) ?? laneOf(kernel));
    }
    const foretell = (concern: Concern): void => checks.foretell(concern);
    const before = exportsOfOpen(documents);
    const resolved: Resolved[] = [];
    for (const lane of lanes) resolved.push(await resolve({ documents, ...lane, knowledge, foretell }));
    checks.adopt({
      concerns: resolved.flatMap(({ concerns }) => concerns),
      kbuild: new Map(resolved.flatMap(({ kbuild }) => [...kbuild])),
    });
    // Edited meanwhile: one module may have been read before the edit and another after it.
    if (exportsOfOpen(documents) !== before) worker.request();
    knowledge.keepModels(filesOf(checks.concerns()));
    scopes.keep(checks.concerns());
    options.onSymbolFiles(symbolFilesOf(checks.concerns()));
  };
  const worker = createWorker(() =>
    work().catch((error: unknown) =>
      log.error(`the open files' modules could not be read: ${stackOf(error)}`),
    ),
  );
  const textOf = (path: string) => checks.textOf(path) ?? knowledge.textOf(path);
  return { language, knowledge, lanes: () => lanes, checks, worker, scopes, textOf };
}

/** The lines of the open files that another module's findings may depend on. */
const exportsOfOpen = (documents: Documents): string =>
  [...documents.all()]
    .filter(({ kind }) => kind === "c")
    .flatMap(({ path, text }) => [path, ...(text.getText().match(/^.*EXPORT.*$/gm) ?? [])])
    .join("\n");

const symbolFilesOf = (concerns: Iterable<Concern>): readonly string[] => [
  ...new Set(Array.from(concerns, ({ group }) => group?.project?.kbuild.extraSymbols ?? []).flat()),
];
