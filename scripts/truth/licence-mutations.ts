/** Mistakes in what a module says of itself and imports. */
import { edited, type Mutation, matchesIn, sourcesOf } from "./mutation.ts";

const licence = /^MODULE_LICENSE\s*\([^)]*\)\s*;?/gm;

const dropLicence: Mutation = {
  kind: "drop-licence",
  title: "MODULE_LICENSE removed",
  mutate: (module) => {
    const [found, another] = matchesIn(sourcesOf(module), licence);
    if (found === undefined || another !== undefined) return undefined;
    const { source, match } = found;
    return edited(
      module,
      source,
      { start: match.index, end: match.index + match[0].length, by: "" },
      "MODULE_LICENSE",
    );
  },
};

const proprietary: Mutation = {
  kind: "proprietary-licence",
  title: "licence made Proprietary",
  mutate: (module) => {
    const [found, another] = matchesIn(sourcesOf(module), licence);
    if (found === undefined || another !== undefined) return undefined;
    const { source, match } = found;
    const by = 'MODULE_LICENSE("Proprietary");';
    return edited(
      module,
      source,
      { start: match.index, end: match.index + match[0].length, by },
      "Proprietary",
    );
  },
};

const importOf = /^MODULE_IMPORT_NS\s*\(\s*([^)]*?)\s*\)\s*;/gm;

const dropImport: Mutation = {
  kind: "drop-import",
  title: "MODULE_IMPORT_NS removed",
  mutate: (module, random) => {
    const found = random.pick(matchesIn(sourcesOf(module), importOf));
    if (found === undefined) return undefined;
    const { source, match } = found;
    return edited(
      module,
      source,
      { start: match.index, end: match.index + match[0].length, by: "" },
      match[1] ?? "",
    );
  },
};

const misspellImport: Mutation = {
  kind: "misspell-import",
  title: "name in MODULE_IMPORT_NS misspelt",
  mutate: (module, random) => {
    const found = random.pick(matchesIn(sourcesOf(module), importOf));
    const namespace = found?.match[1];
    if (found === undefined || namespace === undefined || !/^\w+$/.test(namespace)) return undefined;
    const { source, match } = found;
    const end = match.index + match[0].length;
    return edited(
      module,
      source,
      { start: match.index, end, by: `MODULE_IMPORT_NS(${namespace}X);` },
      namespace,
    );
  },
};

export const licenceMutations: readonly Mutation[] = [dropLicence, proprietary, dropImport, misspellImport];
