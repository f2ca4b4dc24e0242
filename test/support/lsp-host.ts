/** What a server is given in the protocol tests: files in a map that can change, the real parser, rules of their own. */
import { readOptionTypes } from "../../server/src/core/kbuild/evaluate.ts";
import type { EntryMacro, KernelFacts } from "../../server/src/core/kernel/facts.ts";
import type { Rule } from "../../server/src/core/lint/rule.ts";
import { loadParser } from "../../server/src/host/parser/load.ts";
import { asyncDisk, type FoundKernel, type Language, type ServerHost } from "../../server/src/lsp/host.ts";
import { languageOf } from "../../server/src/lsp/language.ts";
import { testRules } from "./lsp-rules.ts";
import { memoryDisk } from "./memory-disk.ts";

export interface TestHost extends ServerHost {
  /** The files on the disk: change them, then tell the server. */
  readonly files: Map<string, string>;
  /** Every path that was read, listed or looked at, in order. */
  readonly asked: readonly string[];
  /** Every path that was modelled without being open, in order. */
  readonly modelled: readonly string[];
}

export interface TestHostOptions {
  readonly rules?: readonly Rule[];
  readonly findKernel?: (directory: string) => Promise<FoundKernel>;
  readonly listKernels?: ServerHost["listKernels"];
  readonly wrap?: (language: Language) => Language;
}

const entryMacro = (name: string, definesInit: boolean): [string, EntryMacro] => [
  name,
  {
    name,
    definesInit,
    definesExit: !definesInit,
    initArgument: definesInit ? 0 : undefined,
    exitArgument: definesInit ? undefined : 0,
    isBuiltinOnly: false,
  },
];

/** The facts of a kernel that was found in a folder; of none without one. */
export const kernelFacts = (directory?: string, release?: string): KernelFacts => ({
  directory,
  release,
  version: undefined,
  entryMacros: new Map([entryMacro("module_init", true), entryMacro("module_exit", false)]),
  config: undefined,
  symbols: undefined,
});

/** @param files texts by absolute path */
export function testHost(files: Readonly<Record<string, string>>, options: TestHostOptions = {}): TestHost {
  const texts = new Map(Object.entries(files));
  const asked: string[] = [];
  const modelled: string[] = [];
  const now = () => asyncDisk(memoryDisk(Object.fromEntries(texts)));
  const wrap = options.wrap ?? ((language: Language) => language);
  return {
    files: texts,
    asked,
    modelled,
    rules: options.rules ?? testRules,
    rulePages: "https://example.org/rules/",
    disk: {
      readText: (path) => (asked.push(path), now().readText(path)),
      list: (path) => (asked.push(path), now().list(path)),
      kindOf: (path) => (asked.push(path), now().kindOf(path)),
    },
    async loadLanguage() {
      const language = languageOf(await loadParser({ log: () => undefined }));
      return wrap({ ...language, model: (path, text) => (modelled.push(path), language.model(path, text)) });
    },
    optionTypes: (tree) => Promise.resolve(readOptionTypes(memoryDisk(Object.fromEntries(texts)), tree)),
    findKernel: options.findKernel ?? (() => Promise.resolve({ facts: kernelFacts(), problem: undefined })),
    listKernels: options.listKernels ?? (() => Promise.resolve([])),
  };
}
