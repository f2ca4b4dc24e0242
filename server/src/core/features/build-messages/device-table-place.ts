/** The device table that modpost complains of: it names module and bus, not the table. */

import { findBus } from "../../kernel/device-buses.ts";
import type { KernelFacts } from "../../kernel/facts.ts";
import {
  type DeviceTableCall,
  deviceTableCalls,
  structOf,
  tableOf,
  unterminatedEntry,
} from "../../model/device-tables.ts";
import type { Variable } from "../../model/file.ts";
import type { ModuleModel } from "../../model/module.ts";
import { unitOf } from "../../model/unit.ts";
import { contains, type Span } from "../../text/span.ts";
import type { Meaning } from "./meaning.ts";
import { type Spot, spotIn } from "./mentions.ts";
import type { BuiltProject, Placement } from "./place.ts";

type OfTable = Extract<Meaning, { readonly bus: string }>;

interface Table {
  readonly call: DeviceTableCall;
  readonly variable: Variable | undefined;
  readonly file: ModuleModel["files"][number];
}

/** undefined where the module has no table of the bus, or several and nothing tells which is meant. */
export function tableSpot(
  meaning: OfTable,
  module: ModuleModel,
  project: BuiltProject,
): Omit<Placement, "rule"> | undefined {
  const tables = tablesOf(meaning.bus, module, project.kernel);
  const spots = tables.map((table) => ({ table, spot: findingIn(table, project) }));
  const told = spots.flatMap(({ spot }) => spot ?? []);
  if (told.length === 1) return told[0];
  const [only, second] = tables;
  if (!only || second) return undefined;
  return { ...spotIn(only.file, spanIn(only, meaning, project)) };
}

/** The table of the bus that a place is in. */
export const tableAt = (
  { path, span }: Spot,
  bus: string,
  module: ModuleModel,
  kernel: KernelFacts,
): Variable | undefined =>
  tablesOf(bus, module, kernel).find(
    ({ file, variable }) => file.path === path && variable !== undefined && contains(variable.span, span),
  )?.variable;

function tablesOf(bus: string, module: ModuleModel, kernel: KernelFacts): readonly Table[] {
  return module.files.flatMap((file) => {
    const unit = unitOf(file, module);
    return deviceTableCalls(file, module, unit)
      .filter((call) => call.bus.text === bus)
      .map((call) => ({ call, file, variable: tableOf(call, unit, kernel) }));
  });
}

/** A finding on the call or in the table: it speaks of this table, whatever bus it names. */
function findingIn({ call, variable, file }: Table, project: BuiltProject): Placement | undefined {
  const finding = project
    .findingsAt(file.path)
    .find(
      ({ rule, span }) =>
        (rule === "device-table-type" || rule === "device-table-terminator") &&
        (contains(call.call.span, span) || (variable !== undefined && contains(variable.span, span))),
    );
  return finding && { ...spotIn(file, finding.span), finding, rule: finding.rule };
}

function spanIn({ call, variable, file }: Table, { kind, words }: OfTable, { kernel }: BuiltProject): Span {
  if (!variable) return call.table.span;
  const at = words === undefined || words === "" ? -1 : file.text.indexOf(words, variable.span.start);
  if (words !== undefined && at >= 0 && at < variable.span.end) return { start: at, end: at + words.length };
  const struct = structOf(variable, file);
  if (kind === "table-size" && struct !== undefined && struct !== `${call.bus.text}_device_id`)
    return call.bus.span;
  const last = variable.elements?.at(-1);
  if (kind !== "unterminated-table" || !last) return variable.nameSpan;
  const bus = findBus(call.bus.text, kernel);
  const entry = bus.kind === "known" ? unterminatedEntry(variable, file, bus.bus) : undefined;
  return (entry ?? last).span;
}
