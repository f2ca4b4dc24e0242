/** The toolkit of the real program. */
import { factsWithoutKernel, kernelFacts } from "../core/kernel/kernel-facts.ts";
import { lazyFile } from "../core/model/lazy-file.ts";
import { rules } from "../core/rules/index.ts";
import { cachedDisk, nodeDisk } from "../host/disk.ts";
import { loadParser } from "../host/parser/load.ts";
import type { Toolkit } from "./toolkit.ts";

export const standardToolkit: Toolkit = {
  rules,
  findKernel: (directory) => {
    if (directory === undefined) return { facts: factsWithoutKernel(), problem: undefined };
    const found = kernelFacts(cachedDisk(nodeDisk()), directory);
    return found.ok
      ? { facts: found.facts, problem: undefined }
      : { facts: factsWithoutKernel(), problem: found.reason };
  },
  // Why the native parser is not used is no news to who runs a check: both give the same answers.
  loadModeller: async () => {
    const parser = await loadParser({ log: () => undefined });
    // Within one run a file does not change: its path stands for it.
    return (path, readText) => lazyFile(parser, path, readText, path);
  },
};
