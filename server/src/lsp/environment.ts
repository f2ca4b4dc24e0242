/** What checks are made with: the settings and the kernel, and what of them the author should know. */
import type { KernelFacts } from "../core/kernel/facts.ts";
import { type Checker, createChecker } from "../core/lint/engine.ts";
import type { StatusParams } from "../protocol/messages.ts";
import { type Log, messageOf, stackOf } from "./guard.ts";
import type { FoundKernel, ServerHost } from "./host.ts";
import { readSettings, type ServerSettings } from "./settings.ts";

export interface Environment {
  settings(): ServerSettings;
  /** Takes the client's value of the section `kmod`; what is not understood is logged once. */
  readSettings(raw: unknown): void;
  /** undefined until a kernel was looked for. */
  facts(): KernelFacts | undefined;
  /** Has the kernel that the settings name not been looked at yet? */
  isKernelStale(): boolean;
  loadKernel(): Promise<KernelFacts>;
  forgetKernel(): void;
  checkerFor(facts: KernelFacts): Checker;
  status(): StatusParams;
  onStatus(listen: (status: StatusParams) => void): void;
  /** Something that keeps the server from its work, for the status. */
  fail(problem: string): void;
}

/** @param folders of the workspace: the kernel that they name is preferred to the running one */
export function createEnvironment(host: ServerHost, log: Log, folders: readonly string[]): Environment {
  const knownRules = new Set(host.rules.map((rule) => rule.id));
  const listeners: ((status: StatusParams) => void)[] = [];
  const loggedErrors = new Set<string>();
  let read = readSettings(undefined, knownRules);
  let kernel: (FoundKernel & { readonly asked: string }) | undefined;
  let failure: string | undefined;

  const status = (): StatusParams => {
    const { directory, release } = kernel?.facts ?? {};
    const problems = [failure, ...read.problems, kernel?.problem].filter((problem) => problem !== undefined);
    return {
      kernel: directory === undefined ? undefined : { directory, release: release ?? "" },
      ...(problems.length > 0 && { problem: problems.join("; ") }),
    };
  };
  const tell = (): void => {
    for (const listen of listeners) listen(status());
  };
  const onRuleError = (rule: string, path: string, error: unknown): void => {
    const key = `${rule} ${path} ${messageOf(error)}`;
    if (!loggedErrors.has(key)) log.error(`rule ${rule} failed on ${path}: ${stackOf(error)}`);
    loggedErrors.add(key);
  };
  return {
    settings: () => read.settings,
    readSettings(raw) {
      const before = read.problems;
      read = readSettings(raw, knownRules);
      for (const problem of read.problems) if (!before.includes(problem)) log.warn(problem);
      if (kernel) tell();
    },
    facts: () => kernel?.facts,
    isKernelStale: () => kernel?.asked !== read.settings.kernel,
    async loadKernel() {
      const asked = read.settings.kernel;
      const found = await host.findKernel(asked, folders);
      kernel = { ...found, asked };
      log.info(kernelLine(found.facts));
      if (found.problem !== undefined) log.warn(found.problem);
      tell();
      return found.facts;
    },
    forgetKernel() {
      kernel = undefined;
    },
    checkerFor: (facts) =>
      createChecker({ rules: host.rules, severities: read.settings.severities, kernel: facts, onRuleError }),
    status,
    onStatus: (listen) => void listeners.push(listen),
    fail(problem) {
      failure = problem;
      tell();
    },
  };
}

const kernelLine = ({ directory, release }: KernelFacts): string =>
  directory === undefined
    ? "kernel: none was found, built-in facts serve"
    : `kernel: ${release ?? "unknown release"} in ${directory}`;
