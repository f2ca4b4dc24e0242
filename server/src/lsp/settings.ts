/**
 * The `kmod.*` settings that the server reads, from whatever a client sends. Every value that is not what package.json
 * allows is replaced by its default and named in one line; the others hold.
 */
import * as v from "valibot";
import type { SeverityChoice } from "../core/lint/engine.ts";
import type { CheckOn, ParserChoice } from "../protocol/messages.ts";

export interface ServerSettings {
  /** Folder of the kernel, as written; empty: what the project names, or the running kernel's. */
  readonly kernel: string;
  /** Folders of further kernels, as written. */
  readonly kernels: readonly string[];
  readonly checkOn: CheckOn;
  readonly parser: ParserChoice;
  /** Above exported functions: who uses them. */
  readonly codeLens: boolean;
  readonly severities: ReadonlyMap<string, SeverityChoice>;
}

export interface ReadSettings {
  readonly settings: ServerSettings;
  /** One line each: what was not understood, and what holds instead. */
  readonly problems: readonly string[];
}

export const severityChoices = [
  "off",
  "hint",
  "info",
  "warning",
  "error",
] as const satisfies readonly SeverityChoice[];

/** By name of the setting below `kmod`: held against package.json by a test. `rules` is looked at rule by rule. */
export const settingsSchema = {
  kernel: v.optional(v.string(), ""),
  kernels: v.optional(v.array(v.string()), []),
  checkOn: v.optional(v.picklist(["type", "save"]), "type"),
  parser: v.optional(v.picklist(["auto", "native", "wasm"]), "auto"),
  codeLens: v.optional(v.boolean(), true),
  rules: v.optional(v.record(v.string(), v.unknown()), {}),
} as const;

const severitySchema = v.picklist(severityChoices);

/** Takes the value of the section `kmod`, of any shape, and the ids of all rules. Never throws. */
export const readSettings = (raw: unknown, knownRules: ReadonlySet<string>): ReadSettings => {
  const problems: string[] = [];
  const given = isRecord(raw) ? raw : {};
  if (raw !== undefined && raw !== null && !isRecord(raw))
    problems.push("settings 'kmod' are not an object: defaults hold");
  const read = <S extends v.GenericSchema>(name: string, schema: S): v.InferOutput<S> => {
    const value = given[name] ?? undefined;
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    const fallback = v.parse(schema, undefined);
    problems.push(`setting 'kmod.${name}': ${shown(value)} is not allowed, ${shown(fallback)} holds`);
    return fallback;
  };
  const rules = read("rules", settingsSchema.rules);
  const settings = {
    kernel: read("kernel", settingsSchema.kernel).trim(),
    kernels: read("kernels", settingsSchema.kernels)
      .map((folder) => folder.trim())
      .filter((folder) => folder !== ""),
    checkOn: read("checkOn", settingsSchema.checkOn),
    parser: read("parser", settingsSchema.parser),
    codeLens: read("codeLens", settingsSchema.codeLens),
    severities: readSeverities(rules, knownRules, problems),
  };
  return { settings, problems };
};

const readSeverities = (
  rules: Readonly<Record<string, unknown>>,
  knownRules: ReadonlySet<string>,
  problems: string[],
): ReadonlyMap<string, SeverityChoice> => {
  const severities = new Map<string, SeverityChoice>();
  for (const [rule, value] of Object.entries(rules)) {
    const choice = v.safeParse(severitySchema, value);
    if (!knownRules.has(rule))
      problems.push(`setting 'kmod.rules': there is no rule ${shown(rule)}, it is ignored`);
    else if (choice.success) severities.set(rule, choice.output);
    else {
      const allowed = severityChoices.join(", ");
      problems.push(
        `setting 'kmod.rules': ${shown(value)} is no severity for '${rule}' (${allowed}), its own holds`,
      );
    }
  }
  return severities;
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => {
  const text = typeof value === "string" ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};
