/**
 * A module as its kernel's configuration leaves it: what stands in branches that are certainly not compiled is gone, and
 * what certainly is compiled stands under no condition. So that every rule judges what the compiler will see.
 */
import { compilationOf } from "./compiled.ts";
import type { FileModel, Guards, InitialiserElement, Variable } from "./file.ts";
import type { ModuleModel } from "./module.ts";
import { once, remembered } from "./remembered.ts";
import { unitOf } from "./unit.ts";

/** The very same module where nothing is decided. */
export const settledModule = remembered((module: ModuleModel): ModuleModel => {
  if (module.scopes.size === 0) return module;
  const files = module.files.map((file) => settledFile(file, module));
  return files.every((file, at) => file === module.files[at]) ? module : { ...module, files };
});

interface Guarded {
  readonly guards: Guards;
}

/** The plain form first, which is found far sooner. */
const holdsConditional = ({ text }: FileModel): boolean => text.includes("#if") || /#[ \t]+if/.test(text);

function settledFile(file: FileModel, module: ModuleModel): FileModel {
  const scope = module.scopes.get(file.path);
  if (!scope || !holdsConditional(file)) return file;
  const unit = once(() => unitOf(file, module));
  const settled = remembered((guards: Guards): Guards | undefined => {
    if (guards.every(({ state }) => state === "active")) return guards;
    switch (compilationOf(guards, unit(), scope)) {
      case "dead":
        return undefined;
      case "compiled":
        return guards.map((guard) => ({ ...guard, state: "active" }));
      case "unknown":
        return guards;
    }
  });
  const settle = <T extends Guarded>(all: readonly T[]): readonly T[] => {
    if (all.every(({ guards }) => guards.length === 0)) return all;
    const left: T[] = [];
    for (const one of all) {
      const guards = one.guards.length === 0 ? one.guards : settled(one.guards);
      if (guards) left.push(guards === one.guards ? one : { ...one, guards });
    }
    return left;
  };
  const variables = once(() => settle(file.variables).map((one) => withElements(one, settle)));
  const functions = once(() => settle(file.functions));
  const prototypes = once(() => settle(file.prototypes));
  const macroCalls = once(() => settle(file.macroCalls));
  const macroDefinitions = once(() => settle(file.macroDefinitions));
  const includes = once(() => settle(file.includes));
  return {
    path: file.path,
    text: file.text,
    signature: file.signature,
    isRead: file.isRead,
    get functions() {
      return functions();
    },
    get prototypes() {
      return prototypes();
    },
    get variables() {
      return variables();
    },
    get macroCalls() {
      return macroCalls();
    },
    get macroDefinitions() {
      return macroDefinitions();
    },
    get includes() {
      return includes();
    },
    get spdx() {
      return file.spdx;
    },
    get suppressions() {
      return file.suppressions;
    },
  };
}

const withElements = (
  one: Variable,
  settle: (all: readonly InitialiserElement[]) => readonly InitialiserElement[],
): Variable => {
  const elements = one.elements && settle(one.elements);
  return elements === one.elements ? one : { ...one, elements };
};
