/** Mistakes with exports, and with what is linked into the module. */
import { functionsOf } from "./c-text.ts";
import { appended, edited, type Mutation, matchesIn, sourcesOf } from "./mutation.ts";

const exportStatic: Mutation = {
  kind: "export-static",
  title: "static function exported",
  mutate: (module, random) => {
    const all = sourcesOf(module).flatMap((source) =>
      functionsOf(source.code)
        .filter(({ isStatic, specifiers }) => isStatic && !/inline|__init|__exit/.test(specifiers))
        .map((target) => ({ source, target })),
    );
    const found = random.pick(all);
    if (found === undefined) return undefined;
    const { source, target } = found;
    const at = target.bodyEnd + 1;
    const edit = { start: at, end: at, by: `\nEXPORT_SYMBOL_GPL(${target.name});` };
    const mutant = edited(module, source, edit, target.name);
    return { ...mutant, places: mutant.places.map(({ file, line }) => ({ file, line: line + 1 })) };
  },
};

const exportLine = /^EXPORT_SYMBOL(?:_GPL)?\s*\(\s*(\w+)\s*\)\s*;/gm;

const duplicateExport: Mutation = {
  kind: "duplicate-export",
  title: "EXPORT_SYMBOL repeated",
  mutate: (module, random) => {
    const found = random.pick(matchesIn(sourcesOf(module), exportLine));
    return found && appended(module, found.source, found.match[0], found.match[1] ?? "");
  },
};

/** A function of the module gets the name of one that the kernel exports and is exported as well. */
const takenExport: Mutation = {
  kind: "taken-export",
  title: "symbol exported that the kernel itself exports",
  mutate: (module, random, kernel) => {
    const source = random.pick(sourcesOf(module));
    const name = random.pick(takenNames.filter((candidate) => kernel.isExported(candidate)));
    if (source === undefined || name === undefined || source.text.includes(name)) return undefined;
    // No header that a driver is sure to include declares these: the compiler has no quarrel with the definition.
    const line = `void ${name}(void); void ${name}(void) { } EXPORT_SYMBOL_GPL(${name});`;
    return appended(module, source, line, name);
  },
};

const takenNames = [
  "gen_pool_virt_to_phys",
  "lcm_not_zero",
  "rational_best_approximation",
  "glob_match",
  "gen_pool_avail",
];

const dropObject: Mutation = {
  kind: "drop-object",
  title: "object left out of the composite module",
  mutate: (module, random) => {
    if (module.objects.length < 2) return undefined;
    const gone = random.pick(module.objects);
    const objects = module.objects.filter((file) => file !== gone);
    return { module: { ...module, objects }, places: [], detail: gone ?? "" };
  },
};

export const exportMutations: readonly Mutation[] = [exportStatic, duplicateExport, takenExport, dropObject];
