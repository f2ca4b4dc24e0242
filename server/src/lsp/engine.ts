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
import { createKnowledge, type Knowledge } from "./knowledge.ts";
import { createProjects, type Projects } from "./projects.ts";
import { createWorker, type Worker } from "./worker.ts";
import { resolve } from "./workset.ts";

export interface Engine {
  readonly language: Language;
  readonly knowledge: Knowledge;
  readonly projects: Projects;
  readonly checks: Checks;
  /** Asked for: finds the modules that the open files concern, reads them and checks them. */
  readonly worker: Worker;
}

export interface EngineOptions {
  readonly host: ServerHost;
  readonly log: Log;
  readonly environment: Environment;
  readonly documents: Documents;
  readonly findings: FindingsStore;
  readonly delivery: Delivery;
}

/** Loads the parser and the kernel's facts; rejects where no parser can be loaded. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { host, log, environment, documents, findings, delivery } = options;
  const [language, facts] = await Promise.all([
    host.loadLanguage(environment.settings().parser),
    environment.loadKernel(),
  ]);
  log.info(`parser: ${language.name}`);
  const open = {
    textOf: (path: string) => documents.at(path)?.text.getText(),
    modelOf: (path: string) =>
      documents.at(path) ? (documents.modelOf(path, language) ?? false) : undefined,
  };
  const knowledge = createKnowledge(host.disk, language, open, log);
  const projects = createProjects({
    knowledge,
    kernel: facts,
    optionTypes: (tree) => host.optionTypes(tree),
  });
  const checks = createChecks({
    checker: environment.checkerFor(facts),
    language,
    documents,
    findings,
    delivery,
    onIncludesChanged: () => worker.request(),
  });
  const work = async (): Promise<void> => {
    if (environment.isKernelStale()) {
      const current = await environment.loadKernel();
      projects.setKernel(current);
      checks.use(environment.checkerFor(current));
    }
    checks.adopt(await resolve(documents, projects, knowledge, (concern) => checks.foretell(concern)));
    knowledge.keepModels(filesOf(checks.concerns()));
  };
  const worker = createWorker(() =>
    work().catch((error: unknown) =>
      log.error(`the open files' modules could not be read: ${stackOf(error)}`),
    ),
  );
  return { language, knowledge, projects, checks, worker };
}
