/**
 * The source line that a build tool's message is about, for tools that name modules, objects and symbols: where a live
 * finding says the same, its place; else what the models of the module say of the names. A module's own line of the
 * Kbuild file is the place of what is in none of its C sources. Never a place of a module that the tool did not name.
 */
import type { KbuildModule, KbuildProject } from "../../kbuild/modules.ts";
import type { KernelFacts } from "../../kernel/facts.ts";
import type { Finding } from "../../lint/finding.ts";
import { homeOf } from "../../model/metadata.ts";
import type { ModuleModel } from "../../model/module.ts";
import { entriesOf } from "../../model/module-entries.ts";
import { baseOf } from "../../text/paths.ts";
import { type Advice, adviceOn } from "./advice.ts";
import { ruleFor, speaksOf } from "./agreement.ts";
import { tableSpot } from "./device-table-place.ts";
import { placeInKbuild } from "./kbuild-place.ts";
import type { Meaning } from "./meaning.ts";
import { definitionsOf, exportsOf, filesOf, mentionOf, mentionsIn, type Spot, spotIn } from "./mentions.ts";
import { placeMismatch } from "./mismatch-place.ts";
import { modulesMeant } from "./modules.ts";

/** What a build was made of. */
export interface BuiltProject {
  readonly kbuild: KbuildProject;
  readonly kernel: KernelFacts;
  /** undefined: its sources were not read. */
  modelOf(module: KbuildModule): ModuleModel | undefined;
  /** What the rules say now, of any file of the project. */
  findingsAt(path: string): readonly Finding[];
}

export interface Placement extends Spot {
  /** What says the same. */
  readonly finding?: Finding;
  /** Where none does: what the rule would say. */
  readonly advice?: Advice;
  /** The rule that foretells such messages, also where it is silent here. */
  readonly rule: string | undefined;
}

/**
 * @param occurrence how often a message of the same meaning came before: a tool says it for each reference
 */
export function placeMeaning(
  meaning: Meaning,
  occurrence: number,
  project: BuiltProject,
): Placement | undefined {
  if (meaning.kind === "no-rule" || meaning.kind === "self-object" || meaning.kind === "long-name")
    return placeInKbuild(meaning, project);
  const modules = modulesMeant(meaning, project.kbuild);
  const rule = ruleFor(meaning);
  const found = new Map<string, Placement>();
  for (const kbuild of modules) {
    const module = project.modelOf(kbuild);
    const placed = module && placeInModule(meaning, occurrence, module, project);
    if (placed) found.set(`${placed.path} ${placed.span.start}`, { rule, ...placed });
  }
  const [first] = found.values();
  if (first) return found.size === 1 ? first : undefined;
  const [only, second] = modules;
  return only && second === undefined ? listed(only, meaning, project.kbuild) : undefined;
}

type Placed = Omit<Placement, "rule">;

function placeInModule(
  meaning: Meaning,
  occurrence: number,
  module: ModuleModel,
  project: BuiltProject,
): Placed | undefined {
  const placed = findIn(meaning, occurrence, module, project);
  const advice = placed && !placed.finding ? adviceOn(meaning, placed, module, project.kernel) : undefined;
  return placed && { ...placed, ...(advice && { advice }) };
}

function findIn(
  meaning: Meaning,
  occurrence: number,
  module: ModuleModel,
  project: BuiltProject,
): Placed | undefined {
  if (meaning.kind === "mismatch") return placeMismatch(meaning, occurrence, module, project);
  for (const file of filesMeant(meaning, module)) {
    const finding = project.findingsAt(file.path).find((one) => speaksOf(one, meaning));
    if (finding) return { ...spotIn(file, finding.span), finding };
  }
  return spotOf(meaning, module, project);
}

/** Where no rule speaks: by the words of the sources alone. */
function spotOf(meaning: Meaning, module: ModuleModel, project: BuiltProject): Placed | undefined {
  const { kernel } = project;
  switch (meaning.kind) {
    case "no-licence":
      return infoSpot("MODULE_LICENSE", module, kernel);
    case "no-description":
      return infoSpot("MODULE_DESCRIPTION", module, kernel);
    case "undefined":
    case "gpl-only":
    case "namespace":
    case "long-symbol":
      return mentionOf(meaning.symbol, module, kernel);
    case "local-export":
    case "undefined-export":
    case "discarded-export":
    case "unversioned-export":
      return exportsOf(meaning.symbol, module)[0];
    case "double-export":
    case "assembled-twice":
      return exportsOf(meaning.symbol, module).at(-1);
    case "common-symbol":
    case "defined-twice":
      return definedSpot(meaning, module, kernel);
    case "unterminated-table":
    case "table-size":
    case "table-entry":
      return tableSpot(meaning, module, project);
    case "function":
      return functionSpot(meaning, module, kernel);
    case "unresolved":
      return mentionOf(meaning.symbol, { ...module, files: filesMeant(meaning, module) }, kernel);
    case "long-name":
    case "mismatch":
    case "no-rule":
    case "self-object":
      return undefined;
  }
}

/** The call that is there but not compiled, or the place where people write it. */
function infoSpot(macro: string, module: ModuleModel, kernel: KernelFacts): Spot | undefined {
  for (const file of filesOf(module)) {
    const call = file.macroCalls.find(({ name }) => name === macro);
    if (call) return spotIn(file, call.nameSpan);
  }
  const home = homeOf(module, ({ name }) => kernel.entryMacros.get(name)?.definesInit ?? false);
  return home && spotIn(home.file, home.span);
}

/** What module_init() and its kin make. */
const entryRoles: ReadonlyMap<string, "definesInit" | "definesExit"> = new Map([
  ["init_module", "definesInit"],
  ["cleanup_module", "definesExit"],
]);

/** Of several definitions the last: the linker takes the first. */
function definedSpot(
  meaning: Extract<Meaning, { readonly symbol: string }>,
  module: ModuleModel,
  kernel: KernelFacts,
): Spot | undefined {
  const files = filesMeant(meaning, module);
  const role = entryRoles.get(meaning.symbol);
  const entry = role && files.flatMap((file) => entriesOf(file, kernel)).findLast((one) => one[role]);
  if (entry) return spotIn(entry.file, entry.span);
  const last = definitionsOf(meaning.symbol, module, kernel).findLast(({ file }) => files.includes(file));
  return last && spotIn(last.file, last.definition.nameSpan);
}

function functionSpot(
  { object, symbol, callee }: Extract<Meaning, { readonly kind: "function" }>,
  module: ModuleModel,
  kernel: KernelFacts,
): Spot | undefined {
  if (symbol === undefined) return undefined;
  const files = object === undefined ? module.files : filesOfObject(object, module);
  const all = definitionsOf(symbol, module, kernel);
  const own = all.filter(({ file }) => files.includes(file));
  const [found, second] = own.length > 0 ? own : all;
  if (!found || second) return undefined;
  const call = callee === undefined ? undefined : mentionsIn(found, callee)[0];
  return spotIn(found.file, call ?? found.definition.nameSpan);
}

/** The sources that a message may speak of: those of the object that it names, or the whole module's. */
function filesMeant(meaning: Meaning, module: ModuleModel): readonly ModuleModel["files"][number][] {
  const named = meaning.kind === "defined-twice" || meaning.kind === "unresolved" ? meaning.file : undefined;
  return named === undefined ? filesOf(module) : filesOfObject(named, module);
}

function filesOfObject(written: string, module: ModuleModel): ModuleModel["files"] {
  const stem = baseOf(written).replace(/\.\w+$/, "");
  const own = module.files.filter(({ path }) => baseOf(path).replace(/\.\w+$/, "") === stem);
  return own.length > 0 ? own : module.files;
}

/** The line of the Kbuild file that lists the module, or the object where that is what the tool names. */
function listed(module: KbuildModule, meaning: Meaning, project: KbuildProject): Placement | undefined {
  const written = meaning.kind === "function" ? meaning.object : undefined;
  const stem = written === undefined ? undefined : baseOf(written).replace(/\.\w+$/, "");
  const object = module.objects.find((one) => baseOf(one.object).replace(/\.\w+$/, "") === stem);
  const { file: path, span } = object ?? module;
  const text = project.files.get(path);
  return text === undefined ? undefined : { path, text, span, rule: ruleFor(meaning) };
}
