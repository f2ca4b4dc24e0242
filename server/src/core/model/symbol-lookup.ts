/** Who offers a symbol to a module: the module's own files, the kernel and its modules, or the modules beside it. */
import type { KernelFacts } from "../kernel/facts.ts";
import type { ExportedSymbol, Neighbours } from "../symbols/exported.ts";
import type { FileModel } from "./file.ts";
import type { ModuleModel } from "./module.ts";
import { remembered, rememberedPair } from "./remembered.ts";

/** Every export of that name that modpost would find: those of neighbours first, as they are the newer ones. */
export const exportersOf = (
  name: string,
  module: ModuleModel,
  kernel: KernelFacts,
): readonly ExportedSymbol[] => {
  const asked = askedOf(kernel, module.neighbours);
  const known = asked.get(name);
  if (known) return known;
  const near = module.neighbours.symbols.get(name);
  const far = kernel.symbols?.get(name);
  const found = near && far ? [...near, ...far] : (near ?? far ?? none);
  asked.set(name, found);
  return found;
};

/** The few names that modules ask for at each edit, apart from the many that a kernel exports. */
const askedOf = rememberedPair(
  (_kernel: KernelFacts, _neighbours: Neighbours) => new Map<string, readonly ExportedSymbol[]>(),
);

const none: readonly ExportedSymbol[] = [];

/** Does a file of the module define the name for all others, by a plain definition? */
export const isDefinedByModule = (name: string, module: ModuleModel): boolean =>
  module.files.some((file) => globalsOf(file).has(name)) ||
  (module.included.size > 0 && [...module.included.values()].some((file) => globalsOf(file).has(name)));

const globalsOf = remembered(
  (file: FileModel): ReadonlySet<string> =>
    new Set([
      ...file.functions.filter(({ storage }) => storage !== "static").map(({ name }) => name),
      ...file.variables
        .filter(
          (one) => one.storage === "none" || (one.storage === "extern" && one.initialiser !== undefined),
        )
        .map(({ name }) => name),
    ]),
);

/** `6.1.0-56-amd64`, as messages name the kernel. */
export const kernelName = ({ release, version }: KernelFacts): string =>
  release ?? (version ? `${version.major}.${version.minor}` : "in use");

/** `linux/slab.h` of a header below an include folder; the base name of any other file. */
export const includeName = (path: string): string => {
  const at = path.lastIndexOf("/include/");
  const name = at < 0 ? path.slice(path.lastIndexOf("/") + 1) : path.slice(at + "/include/".length);
  return name.replace(/^(?:generated\/)?uapi\//, "");
};

/** ` (through the macro x)`, with a blank before it; empty where the source spells the name itself. */
export const throughWords = (through: readonly string[]): string =>
  through.length === 0 ? "" : ` (through ${through.map((name) => `${name}()`).join(", ")})`;
