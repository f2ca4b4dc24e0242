/** What a command is about: a row of a view, a file of the explorer, or what a keybinding or another extension says. */
import * as v from "valibot";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import { underscored } from "../kernel/kmod/modinfo-fields.ts";
import type { ParameterValue } from "../kernel/kmod/operation.ts";
import type { Target } from "../kernel/targets/target.ts";

/** What a command can be told so that it asks for less. Keybindings and other extensions write it as an object. */
export interface CommandArguments {
  /** Path of a .ko file, or of the Kbuild file or C source of a module; relative to the first folder of the workspace. */
  readonly file?: string | undefined;
  /** Name of a module, as lsmod shows it. */
  readonly module?: string | undefined;
  readonly modules?: readonly string[] | undefined;
  /** Values by name: the form is not shown, also when there are none in it. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Name of a target. */
  readonly target?: string | undefined;
  /** For Copy as Text: `text`, `TSV` or `JSON`. */
  readonly format?: string | undefined;
}

export type Subject =
  /** A .ko file of this machine. */
  | { readonly kind: "ko"; readonly file: string }
  /** A Kbuild file or Makefile: the modules that it builds. */
  | { readonly kind: "kbuild"; readonly file: string }
  /** A C source: the modules that it is part of. */
  | { readonly kind: "source"; readonly file: string }
  | { readonly kind: "loaded"; readonly target: Target; readonly module: LoadedModule }
  /** One of the machine's own modules, below /lib/modules. */
  | { readonly kind: "installed"; readonly target: Target; readonly name: string }
  | { readonly kind: "named"; readonly name: string };

/** What a command was given. */
export interface Given {
  readonly subjects: readonly Subject[];
  /** The machine that is meant; undefined: the current one. */
  readonly target: TargetChoice | undefined;
  /** undefined: the user is asked. */
  readonly parameters: readonly ParameterValue[] | undefined;
  readonly format: string | undefined;
  /** Which module of the file is meant, where the arguments name both. */
  readonly ofFile: string | undefined;
}

export type TargetChoice =
  | { readonly kind: "target"; readonly target: Target }
  | { readonly kind: "name"; readonly name: string };

/**
 * Reads the arguments of a command: VS Code gives the item that was clicked and then all that are selected.
 * @param folder what paths in arguments are relative to
 */
export function readGiven(clicked: unknown, selected: unknown, folder: string | undefined): Given {
  const nothing = { target: undefined, parameters: undefined, format: undefined, ofFile: undefined };
  // Where several are selected, the clicked one is among them.
  const items: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const subjects = items.flatMap((item) => subjectOf(item) ?? []);
  const target = targetOf(clicked);
  if (subjects.length > 0 || target !== undefined)
    return { ...nothing, subjects, target: target && { kind: "target", target } };
  const read = v.safeParse(commandArguments, clicked);
  if (!read.success) return { ...nothing, subjects: [] };
  const { file, module, modules = [], parameters, target: name, format } = read.output;
  const names = [...(module === undefined ? [] : [module]), ...modules];
  return {
    subjects: [
      ...(file === undefined ? [] : [fileSubject(absolute(file, folder))]),
      ...(file === undefined ? names : []).map((one): Subject => ({ kind: "named", name: underscored(one) })),
    ],
    target: name === undefined ? undefined : { kind: "name", name },
    parameters:
      parameters && Object.entries(parameters).map(([key, value]) => ({ name: key, value: text(value) })),
    format,
    ofFile: file === undefined || module === undefined ? undefined : underscored(module),
  };
}

/** Rows of several machines may be selected together: the same command for each of the machines. */
export function byMachine(given: Given): readonly Given[] {
  const machines = new Map<Target | undefined, Subject[]>();
  for (const subject of given.subjects) {
    const target = "target" in subject ? subject.target : undefined;
    machines.set(target, [...(machines.get(target) ?? []), subject]);
  }
  if (machines.size < 2) return [given];
  return [...machines].map(([target, subjects]) => ({
    ...given,
    subjects,
    target: target === undefined ? given.target : { kind: "target", target },
  }));
}

const commandArguments = v.object({
  file: v.optional(v.string()),
  module: v.optional(v.string()),
  modules: v.optional(v.array(v.string())),
  parameters: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  target: v.optional(v.string()),
  format: v.optional(v.string()),
});

function subjectOf(item: unknown): Subject | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  if ("scheme" in item && item.scheme === "file" && "fsPath" in item && typeof item.fsPath === "string")
    return fileSubject(item.fsPath);
  const target = targetOf(item);
  if (target === undefined) return undefined;
  if ("module" in item && isLoadedModule(item.module)) return { kind: "loaded", target, module: item.module };
  if ("available" in item && typeof item.available === "string")
    return { kind: "installed", target, name: underscored(item.available) };
  return undefined;
}

function targetOf(item: unknown): Target | undefined {
  if (typeof item !== "object" || item === null || !("target" in item)) return undefined;
  return isTarget(item.target) ? item.target : undefined;
}

/** Rows come from this extension's own views: what looks like one is one. */
const isTarget = (value: unknown): value is Target =>
  typeof value === "object" && value !== null && "id" in value && "run" in value && "spec" in value;

const isLoadedModule = (value: unknown): value is LoadedModule =>
  typeof value === "object" && value !== null && "name" in value && "usedBy" in value;

function fileSubject(file: string): Subject {
  if (/\.ko(?:\.(?:gz|xz|zst))?$/u.test(file)) return { kind: "ko", file };
  return { kind: /\.[chS]$/u.test(file) ? "source" : "kbuild", file };
}

const absolute = (file: string, folder: string | undefined): string =>
  file.startsWith("/") || folder === undefined ? file : `${folder}/${file}`;

const text = (value: string | number | boolean): string => {
  if (typeof value === "boolean") return value ? "Y" : "N";
  return String(value);
};
