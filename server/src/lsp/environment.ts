/** What checks are made with: the settings and the kernels, and what of them the author should know. */
import type { KernelFacts } from "../core/kernel/facts.ts";
import { type Checker, createChecker } from "../core/lint/engine.ts";
import type { KernelStatus, StatusParams } from "../protocol/messages.ts";
import { type Log, messageOf, stackOf } from "./guard.ts";
import type { FoundKernel, ServerHost } from "./host.ts";
import { inUse, type KernelInUse } from "./kernels-in-use.ts";
import { readSettings, type ServerSettings } from "./settings.ts";

export interface Environment {
  settings(): ServerSettings;
  /** Takes the client's value of the section `kmod`; what is not understood is logged once. */
  readSettings(raw: unknown): void;
  /** Those of the main kernel; undefined until kernels were looked for. */
  facts(): KernelFacts | undefined;
  /** The main one first; none until they were looked for, at least one from then on (without a folder if need be). */
  kernels(): readonly KernelInUse[];
  /** Are there kernels that the settings name and that were not looked at yet, or the other way round? */
  areKernelsStale(): boolean;
  /** Looks at those that the settings name; what is known already stays as it is. */
  loadKernels(): Promise<void>;
  /** They changed on the disk. */
  forgetKernels(): void;
  checkerFor(kernel: KernelInUse): Checker;
  status(): StatusParams;
  onStatus(listen: (status: StatusParams) => void): void;
  /** Something that keeps the server from its work, for the status. */
  fail(problem: string): void;
}

/** @param folders of the workspace: the kernel that they name is preferred to the running one */
export function createEnvironment(host: ServerHost, log: Log, folders: readonly string[]): Environment {
  const knownRules = new Set(host.rules.map((rule) => rule.id));
  const listeners: ((status: StatusParams) => void)[] = [];
  const onRuleError = ruleErrorLog(log);
  let read = readSettings(undefined, knownRules);
  /** By the word of the settings. */
  let looked: ReadonlyMap<string, FoundKernel> = new Map();
  let kernels: readonly KernelInUse[] = [];
  let checkers = new WeakMap<KernelInUse, Checker>();
  let failure: string | undefined;

  const named = (word: string, problem: string): string =>
    `${word === read.settings.kernel ? "kmod.kernel" : "kmod.kernels"}: ${problem}`;
  const status = (): StatusParams => {
    const [main, ...others] = kernels.flatMap(kernelStatus);
    // What to do about it is in the log and in the list of kernels: the status has one line.
    const found = [...looked].map(
      ([word, { problem }]) => problem && named(word, problem.replace(/; .*/, "")),
    );
    const problems = [failure, ...read.problems, ...found].filter((problem) => problem !== undefined);
    return { kernel: main, others, ...(problems.length > 0 && { problem: problems.join("; ") }) };
  };
  const tell = (): void => {
    for (const listen of listeners) listen(status());
  };
  return {
    settings: () => read.settings,
    readSettings(raw) {
      const before = read;
      read = readSettings(raw, knownRules);
      for (const problem of read.problems) if (!before.problems.includes(problem)) log.warn(problem);
      checkers = new WeakMap();
      if (kernels.length > 0) tell();
    },
    facts: () => kernels[0]?.facts,
    kernels: () => kernels,
    areKernelsStale() {
      const words = wordsOf(read.settings);
      return words.length !== looked.size || !words.every((word) => looked.has(word));
    },
    async loadKernels() {
      const words = wordsOf(read.settings);
      const before = looked;
      const now = await Promise.all(
        words.map(
          async (word) => [word, before.get(word) ?? (await host.findKernel(word, folders))] as const,
        ),
      );
      // Forgotten meanwhile: what was seen serves until it is looked for again.
      const isForgotten = before !== looked;
      looked = new Map(now);
      kernels = inUse(factsOf([...looked.values()]), kernels);
      for (const [word, { facts, problem }] of now) {
        if (before.has(word)) continue;
        log.info(kernelLine(facts));
        if (problem !== undefined) log.warn(named(word, problem));
      }
      tell();
      if (isForgotten) looked = new Map();
    },
    forgetKernels() {
      looked = new Map();
    },
    checkerFor(kernel) {
      const known = checkers.get(kernel);
      if (known) return known;
      const { severities } = read.settings;
      const made = createChecker({ rules: host.rules, severities, kernel: kernel.facts, onRuleError });
      checkers.set(kernel, made);
      return made;
    },
    status,
    onStatus: (listen) => void listeners.push(listen),
    fail(problem) {
      failure = problem;
      tell();
    },
  };
}

/** The main kernel's first, `""` where it is found by itself. */
const wordsOf = ({ kernel, kernels }: ServerSettings): readonly string[] => [
  ...new Set([kernel, ...kernels]),
];

/** Those of real kernels, where there is one: the built-in facts say nothing that a kernel's own do not. */
const factsOf = (looked: readonly FoundKernel[]): readonly KernelFacts[] => {
  const all = looked.map(({ facts }) => facts);
  const real = all.filter(({ directory }) => directory !== undefined);
  return real.length > 0 ? real : all.slice(0, 1);
};

const kernelStatus = ({ facts }: KernelInUse): readonly KernelStatus[] =>
  facts.directory === undefined
    ? []
    : [
        {
          directory: facts.directory,
          release: facts.release ?? "",
          isConfigured: facts.config !== undefined,
          hasSymbols: facts.symbols !== undefined,
        },
      ];

/** Tells of each failure once. */
const ruleErrorLog = (log: Log): ((rule: string, path: string, error: unknown) => void) => {
  const logged = new Set<string>();
  return (rule, path, error) => {
    const key = `${rule} ${path} ${messageOf(error)}`;
    if (!logged.has(key)) log.error(`rule ${rule} failed on ${path}: ${stackOf(error)}`);
    logged.add(key);
  };
};

const kernelLine = ({ directory, release }: KernelFacts): string =>
  directory === undefined
    ? "kernel: none was found, built-in facts serve"
    : `kernel: ${release ?? "unknown release"} in ${directory}`;
