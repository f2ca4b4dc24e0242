/**
 * What a rule would say where it is silent, for it concludes from what it sees alone, and a build has shown more: that
 * no included file names a licence, that the compiler kept the code. Only what helps whatever the reason was.
 */
import { findBus } from "../../kernel/device-buses.ts";
import type { KernelFacts } from "../../kernel/facts.ts";
import type { Fix } from "../../lint/finding.ts";
import type { FileModel } from "../../model/file.ts";
import type { ModuleModel } from "../../model/module.ts";
import { terminatorFix } from "../../rules/device-table-terminator.ts";
import { descriptionFix } from "../../rules/missing-description.ts";
import { missingLicenseIn } from "../../rules/missing-license.ts";
import { importFix } from "../../rules/missing-namespace-import.ts";
import { removalOfAnnotation } from "../../rules/section-mismatch.ts";
import { tableAt } from "./device-table-place.ts";
import type { Meaning, SectionMismatch } from "./meaning.ts";
import { definitionsOf, filesOf, type Spot } from "./mentions.ts";

export interface Advice {
  readonly message: string;
  readonly fixes: readonly Fix[];
}

/** @param spot where the message was placed, in one of the module's files */
export function adviceOn(
  meaning: Meaning,
  spot: Spot,
  module: ModuleModel,
  kernel: KernelFacts,
): Advice | undefined {
  const file = filesOf(module).find(({ path }) => path === spot.path);
  if (!file) return undefined;
  switch (meaning.kind) {
    case "no-licence":
      return says("MODULE_LICENSE", module) ? undefined : { fixes: [], ...missingLicenseIn(file) };
    case "no-description":
      return says("MODULE_DESCRIPTION", module)
        ? undefined
        : {
            message: "The module has no MODULE_DESCRIPTION(): say in a line what it is for",
            fixes: [descriptionFix(module, file)],
          };
    case "namespace":
      return {
        message: `'${meaning.symbol}' is in symbol namespace ${meaning.namespace}, which the module does not import: modpost refuses it`,
        fixes: meaning.namespace.startsWith("module:")
          ? []
          : [importFix(meaning.namespace, file, module, kernel)],
      };
    case "mismatch":
      return onMismatch(meaning, file, module, kernel);
    case "unterminated-table":
      return onTable(meaning.bus, spot, file, module, kernel);
    case "assembled-twice":
    case "common-symbol":
    case "defined-twice":
    case "discarded-export":
    case "double-export":
    case "function":
    case "gpl-only":
    case "local-export":
    case "long-name":
    case "long-symbol":
    case "no-rule":
    case "self-object":
    case "table-entry":
    case "table-size":
    case "undefined":
    case "undefined-export":
    case "unresolved":
    case "unversioned-export":
      return undefined;
  }
}

/** There it is, but not in what was compiled: another one would be one too many. */
const says = (macro: string, module: ModuleModel): boolean =>
  filesOf(module).some(({ text }) => text.includes(macro));

function onMismatch(
  { from, to }: SectionMismatch,
  file: FileModel,
  module: ModuleModel,
  kernel: KernelFacts,
): Advice | undefined {
  const [target, second] = to === undefined ? [] : definitionsOf(to, module, kernel);
  const mark = target?.definition.annotations.find(({ name }) => /^__(?:init|exit)/.test(name))?.name;
  if (!target || second || mark === undefined || from === undefined) return undefined;
  const { name } = target.definition;
  const [user = from] = definitionsOf(from, module, kernel).map(({ definition }) => definition.name);
  const loss = mark.startsWith("__init")
    ? "is freed once the module is loaded"
    : "is left out where the driver is built in";
  return {
    message: `'${user}' refers to '${name}', which is marked ${mark} and ${loss}: remove ${mark} there or mark '${user}' the same way`,
    fixes: target.file === file ? removalOfAnnotation(target.definition, mark) : [],
  };
}

function onTable(
  bus: string,
  spot: Spot,
  file: FileModel,
  module: ModuleModel,
  kernel: KernelFacts,
): Advice | undefined {
  const table = tableAt(spot, bus, module, kernel);
  const last = table?.elements?.at(-1);
  if (!table || findBus(bus, kernel).kind !== "known") return undefined;
  return {
    message: `'${table.name}' must end with an empty entry: the kernel walks the table until it meets one`,
    fixes: last && last.kind !== "zero" && !table.elementsUncertain ? terminatorFix(table, last, file) : [],
  };
}
