/**
 * What can be written at the cursor: macros at file scope, and the arguments of module macros. The place is read from
 * the text before the cursor, since what is being typed rarely parses.
 */
import { type DeviceBus, deviceBuses } from "../kernel/device-buses.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import { parameterTypes } from "../kernel/parameter-types.ts";
import type { Rule } from "../lint/rule.ts";
import type { FileModel } from "../model/file.ts";
import { licences } from "../model/licence.ts";
import type { Span } from "../text/span.ts";
import { macroDocs } from "./macro-docs.ts";

export interface Completion {
  readonly label: string;
  readonly kind: "macro" | "function" | "variable" | "value" | "type" | "rule";
  readonly detail: string;
  readonly markdown: string | undefined;
  /** What replaces `span`; a snippet with tab stops where `isSnippet`. */
  readonly text: string;
  readonly isSnippet: boolean;
  readonly span: Span;
  /** Order among the answers, smaller first. */
  readonly rank: number;
}

export interface CompletionContext {
  readonly kernel: KernelFacts;
  readonly rules: readonly Rule[];
}

/** @param offset in UTF-16 units; empty where Kmod has nothing to add to what a C language server says */
export function completionsAt(
  file: FileModel,
  offset: number,
  context: CompletionContext,
): readonly Completion[] {
  const line = file.text.slice(file.text.lastIndexOf("\n", offset - 1) + 1, offset);
  const silencing = /kmod-lint-(?:disable|enable)[\w-]*\s+(?:[\w-]+[,\s]+)*([\w-]*)$/.exec(line);
  if (silencing) return ruleIds(context.rules, { start: offset - (silencing[1] ?? "").length, end: offset });
  if (isInsideBody(file, offset)) return [];
  const before = file.text.slice(Math.max(0, offset - longestCall), offset);
  const call = openCall(before, offset);
  if (call) return argumentCompletions(call, file);
  const word = /(?:^|\n)[ \t]*([A-Za-z_]\w*)$/.exec(before);
  return word?.[1] ? macroCompletions({ start: offset - word[1].length, end: offset }, context.kernel) : [];
}

/** Rule ids after a silencing comment's directive; also in Kbuild files. */
export const ruleIds = (rules: readonly Rule[], span: Span): readonly Completion[] =>
  rules.map((rule) => ({ ...plain(rule.id, "rule", rule.severity, span), markdown: rule.page.what }));

const longestCall = 400;

interface OpenCall {
  readonly macro: string;
  readonly index: number;
  /** The argument so far. */
  readonly span: Span;
  readonly isString: boolean;
  readonly arguments: readonly string[];
}

/** The call whose parenthesis is still open before the cursor, at the start of a line. */
function openCall(before: string, offset: number): OpenCall | undefined {
  const match =
    /(?:^|\n)[ \t]*([A-Za-z_]\w*)[ \t]*\(((?:[^()"\n;]|"[^"\n]*"|\n[ \t]+)*?)(?:"([^"\n]*))?$/.exec(before);
  const macro = match?.[1];
  if (!match || macro === undefined) return undefined;
  const string = match[3];
  const written = (match[2] ?? "").split(",");
  const current = string ?? (written.at(-1) ?? "").trimStart();
  return {
    macro,
    index: written.length - 1,
    span: { start: offset - current.length, end: offset },
    isString: string !== undefined,
    arguments: written.map((text) => text.trim()),
  };
}

function argumentCompletions(call: OpenCall, file: FileModel): readonly Completion[] {
  const { macro, index, span, isString } = call;
  if (macro === "MODULE_LICENSE") {
    return licences.map(({ text, meaning }, rank) => ({
      ...plain(text, "value", meaning, span),
      text: isString ? text : `"${text}"`,
      rank,
    }));
  }
  if (isString) return [];
  if (macro === "module_init" || macro === "module_exit") return functionNames(file, span);
  if (macro.startsWith("EXPORT_SYMBOL")) return index === 0 ? exportable(file, span) : [];
  if (macro === "MODULE_PARM_DESC") return index === 0 ? undescribed(file, span) : [];
  if (macro === "MODULE_DEVICE_TABLE")
    return index === 0 ? buses(span) : tables(file, span, call.arguments[0] ?? "");
  return parameterCompletions(call, file);
}

/** Where the type and the permissions stand in each of the module_param macros. */
const parameterMacros = new Map([
  ["module_param", { variable: 0, type: 1, perm: 2 }],
  ["module_param_unsafe", { variable: 0, type: 1, perm: 2 }],
  ["module_param_named", { variable: 1, type: 2, perm: 3 }],
  ["module_param_array", { variable: 0, type: 1, perm: 3 }],
  ["module_param_array_named", { variable: 1, type: 2, perm: 4 }],
  ["module_param_string", { variable: 1, type: -1, perm: 3 }],
  ["module_param_cb", { variable: -1, type: -1, perm: 3 }],
]);

function parameterCompletions({ macro, index, span }: OpenCall, file: FileModel): readonly Completion[] {
  const places = parameterMacros.get(macro);
  if (!places) return [];
  if (index === places.type)
    return [...parameterTypes.values()].map(({ name, variable, takes }) => ({
      ...plain(name, "type", variable, span),
      markdown: takes,
    }));
  if (index === places.perm) {
    return permissions.map(([mode, detail], rank) => ({ ...plain(mode, "value", detail, span), rank }));
  }
  if (index !== places.variable) return [];
  return file.variables.map(({ name, type }) => plain(name, "variable", type, span));
}

const permissions = [
  ["0444", "everyone reads"],
  ["0644", "root writes, everyone reads"],
  ["0400", "root reads"],
  ["0600", "root reads and writes"],
  ["0", "no file in sysfs"],
] as const;

function macroCompletions(span: Span, kernel: KernelFacts): readonly Completion[] {
  const known = [...macroDocs.values()]
    .filter(({ snippet }) => snippet !== undefined)
    .map(
      (doc): Completion => ({
        ...plain(doc.name, "macro", doc.header, span),
        markdown: doc.text,
        text: doc.snippet ?? doc.name,
        isSnippet: true,
      }),
    );
  const helpers = [...kernel.entryMacros.values()]
    .filter(({ name, isBuiltinOnly }) => !macroDocs.has(name) && !isBuiltinOnly && name.startsWith("module_"))
    .map(
      (macro): Completion => ({
        ...plain(macro.name, "macro", "module_init and module_exit", span),
        text: `${macro.name}(\${1:driver});`,
        isSnippet: true,
        rank: 1,
      }),
    );
  return [...known, ...helpers];
}

const functionNames = (file: FileModel, span: Span): readonly Completion[] =>
  file.functions
    .filter(({ signature }) => signature?.parameters?.length === 0)
    .map(({ name, section }) => ({
      ...plain(name, "function", section === "normal" ? "" : `__${section}`, span),
      rank: section === "normal" ? 1 : 0,
    }));

function exportable(file: FileModel, span: Span): readonly Completion[] {
  const exported = new Set(
    file.macroCalls
      .filter(({ name }) => name.startsWith("EXPORT_SYMBOL"))
      .map((call) => call.arguments[0]?.text),
  );
  return [...file.functions, ...file.variables]
    .filter(({ name, storage }) => storage !== "static" && !exported.has(name))
    .map(({ name, kind }) => plain(name, kind, "not exported yet", span));
}

function undescribed(file: FileModel, span: Span): readonly Completion[] {
  const described = new Set(
    file.macroCalls.filter(({ name }) => name === "MODULE_PARM_DESC").map((call) => call.arguments[0]?.text),
  );
  return file.macroCalls
    .filter(({ name }) => name.startsWith("module_param"))
    .flatMap((call) => call.arguments[0]?.text ?? [])
    .filter((name) => !described.has(name))
    .map((name) => plain(name, "variable", "parameter", span));
}

const buses = (span: Span): readonly Completion[] =>
  deviceBuses.map(({ name, struct }) => plain(name, "value", `struct ${struct}`, span));

const tables = (file: FileModel, span: Span, bus: string): readonly Completion[] => {
  const struct = deviceBuses.find(({ name }: DeviceBus) => name === bus)?.struct;
  return file.variables
    .filter(
      ({ type, arrayLength }) =>
        arrayLength !== undefined &&
        (struct === undefined ? /_device_id\b/.test(type) : type.includes(struct)),
    )
    .map(({ name, type }) => plain(name, "variable", type, span));
};

const plain = (label: string, kind: Completion["kind"], detail: string, span: Span): Completion => ({
  label,
  kind,
  detail,
  markdown: undefined,
  text: label,
  isSnippet: false,
  span,
  rank: 0,
});

const isInsideBody = (file: FileModel, offset: number): boolean =>
  file.functions.some(({ body }) => body.start < offset && offset < body.end);
