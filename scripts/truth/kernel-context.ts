/** What mutations ask of a kernel, read from its build folder. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { KernelContext } from "./mutation.ts";

/** Takes a build folder: Debian's names its common folder in its Makefile, others are one folder. */
export const kernelContext = (build: string): KernelContext => {
  const included = /^include (\S+)\/Makefile$/m.exec(readFileSync(path.join(build, "Makefile"), "utf8"))?.[1];
  const symvers = readFileSync(path.join(build, "Module.symvers"), "utf8");
  const exported = new Set(symvers.split("\n").map((line) => line.split("\t")[1] ?? ""));
  const headers = new Map<string, string | undefined>();
  return {
    isExported: (symbol) => exported.has(symbol),
    headerText: (name) => {
      if (!headers.has(name)) headers.set(name, readIfThere(path.join(included ?? build, "include", name)));
      return headers.get(name);
    },
  };
};

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Generated headers and those of another architecture are elsewhere: nothing is chosen from them.
    return undefined;
  }
};
