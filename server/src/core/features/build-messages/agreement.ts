/**
 * Which finding of Kmod speaks of the same mistake as a message of a build tool: the rule that foretells the message,
 * about the same symbol or table. Where the words leave a doubt, none does.
 */
import type { Finding } from "../../lint/finding.ts";
import type { Meaning, SectionMismatch } from "./meaning.ts";

/** The rule that foretells such a message; undefined: none does. */
export function ruleFor(meaning: Meaning): string | undefined {
  switch (meaning.kind) {
    case "no-licence":
      return "missing-license";
    case "no-description":
      return "missing-description";
    case "long-name":
      return "module-name-too-long";
    case "undefined":
      return "undefined-symbol";
    case "gpl-only":
      return "gpl-only-symbol";
    case "namespace":
      return "missing-namespace-import";
    case "local-export":
      return "export-static";
    case "double-export":
    case "assembled-twice":
      return "duplicate-export";
    case "undefined-export":
      return "export-undefined";
    case "discarded-export":
      return "exported-init-symbol";
    case "mismatch":
      return "section-mismatch";
    case "unterminated-table":
      return "device-table-terminator";
    case "table-size":
      return "device-table-type";
    case "defined-twice":
      return entrySymbols.has(meaning.symbol) ? "duplicate-entry-point" : undefined;
    case "self-object":
      return "kbuild-self-object";
    case "no-rule":
    case "unversioned-export":
    case "long-symbol":
    case "common-symbol":
    case "table-entry":
    case "function":
    case "unresolved":
      return undefined;
  }
}

/** Of two rules the message does not tell which. */
const otherRules: ReadonlyMap<string, string> = new Map([
  ["device-table-terminator", "device-table-type"],
  ["device-table-type", "device-table-terminator"],
]);

const entrySymbols: ReadonlySet<string> = new Set(["init_module", "cleanup_module"]);

/** Is a finding in one of the module's files about what the message means? Section mismatches: see `mismatchOf`. */
export function speaksOf(finding: Finding, meaning: Meaning): boolean {
  const rule = ruleFor(meaning);
  if (rule === undefined || (finding.rule !== rule && finding.rule !== otherRules.get(rule))) return false;
  const { message } = finding;
  switch (meaning.kind) {
    case "no-licence":
    case "no-description":
      return true;
    case "undefined":
      return quotedIn(message)[0] === meaning.symbol || message.includes(` stands for '${meaning.symbol}'`);
    case "namespace":
      return quotedIn(message)[0] === meaning.symbol && message.includes(`namespace ${meaning.namespace},`);
    case "gpl-only":
    case "local-export":
    case "double-export":
    case "assembled-twice":
    case "undefined-export":
    case "discarded-export":
      return quotedIn(message)[0] === meaning.symbol;
    case "unterminated-table":
      return message.includes(`"struct ${meaning.bus}_device_id is not terminated`);
    case "table-size":
      return message.includes(`"sizeof(struct ${meaning.bus}_device_id)=`);
    case "defined-twice":
      return message.includes(` defines ${meaning.symbol} again `);
    case "common-symbol":
    case "function":
    case "long-name":
    case "long-symbol":
    case "mismatch":
    case "no-rule":
    case "self-object":
    case "table-entry":
    case "unresolved":
    case "unversioned-export":
      return false;
  }
}

/** Who refers to what, as a finding of section-mismatch says it. */
export interface FoundMismatch {
  readonly finding: Finding;
  /** undefined: module_init() or module_exit() itself refers to `to`. */
  readonly from: string | undefined;
  readonly to: string;
  readonly side: "init" | "exit";
}

export function mismatchOf(finding: Finding): FoundMismatch | undefined {
  if (finding.rule !== "section-mismatch") return undefined;
  const reference = /^'(?<from>\w+)' (?:calls|refers to) '(?<to>\w+)', which is marked (?<mark>\w+)/.exec(
    finding.message,
  )?.groups;
  if (reference) {
    const { from, to = "", mark = "" } = reference;
    return { finding, from, to, side: mark.includes("exit") ? "exit" : "init" };
  }
  const entry = /^'(?<to>\w+)' is marked __(?<side>init|exit), but /.exec(finding.message)?.groups;
  return entry?.["to"] === undefined
    ? undefined
    : { finding, from: undefined, to: entry["to"], side: entry["side"] === "exit" ? "exit" : "init" };
}

/** modpost names what the compiler and macros made; a name of that kind stands for something next to it. */
export const isMadeName = (name: string | undefined): boolean =>
  name === undefined || name.startsWith("__UNIQUE_ID_") || name.startsWith("__addressable_");

/** Is it of the same kind of memory, as far as the message tells? */
export const isSameSide = (found: FoundMismatch, { side }: SectionMismatch): boolean =>
  side === undefined || side === found.side;

/** The names between single quotes, in their order. */
export const quotedIn = (message: string): readonly string[] =>
  [...message.matchAll(/'([A-Za-z_]\w*)'/g)].flatMap(([, name]) => name ?? []);
