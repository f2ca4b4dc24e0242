/**
 * compile_commands.json as text: ours go in, what others wrote stays, and nothing changes where nothing is new, so that
 * clangd does not index everything again. Pure.
 */
import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { CompileCommand } from "./compile-commands.ts";

export type MergedCommands =
  | { readonly kind: "unchanged" }
  | { readonly kind: "changed"; readonly text: string }
  /** What is there is no list of commands: it is not ours to replace. */
  | { readonly kind: "unreadable"; readonly reason: string };

export interface MergeOptions {
  /** `add`: sources that already have a command keep it. */
  readonly how: "replace" | "add";
  /** A source is gone: what Kbuild once compiled goes with it. */
  readonly isGone: (file: string) => boolean;
}

const entrySchema = v.looseObject({
  directory: v.string(),
  file: v.string(),
  arguments: v.optional(v.array(v.string())),
  command: v.optional(v.string()),
});
type Entry = v.InferOutput<typeof entrySchema>;

/** @param text what the file says now; undefined: there is none */
export function mergeCompileCommands(
  text: string | undefined,
  commands: readonly CompileCommand[],
  { how, isGone }: MergeOptions,
): MergedCommands {
  const read = readEntries(text);
  if (typeof read === "string") return { kind: "unreadable", reason: read };
  const named = new Set(read.map(fileOf));
  const ours = new Map(
    commands.filter(({ file }) => how === "replace" || !named.has(file)).map((one) => [one.file, one]),
  );
  const placed = new Set<string>();
  const merged: Entry[] = [];
  for (const entry of read) {
    const file = fileOf(entry);
    const mine = ours.get(file);
    if (mine === undefined && !isLeftOver(entry, isGone)) merged.push(entry);
    // A source with several commands gets one: clangd takes the first.
    if (mine !== undefined && !placed.has(file)) merged.push(toEntry(mine));
    placed.add(file);
  }
  const others = [...ours.values()].filter(({ file }) => !placed.has(file));
  merged.push(...others.toSorted(byFile).map(toEntry));
  if (JSON.stringify(merged) === JSON.stringify(read)) return { kind: "unchanged" };
  return { kind: "changed", text: `${JSON.stringify(merged, undefined, 2)}\n` };
}

/** The entries, or why they cannot be read. An empty file is what a tool that failed leaves behind. */
function readEntries(text: string | undefined): readonly Entry[] | string {
  if (text === undefined || text.trim() === "") return [];
  try {
    const result = v.safeParse(v.array(entrySchema), JSON.parse(text));
    if (result.success) return result.output;
    return l10n.t("it is not a list of objects with `directory` and `file`");
  } catch (error) {
    return l10n.t`it is not valid JSON (${error instanceof Error ? error.message : String(error)})`;
  }
}

const fileOf = ({ directory, file }: Entry): string => path.posix.resolve(directory, file);

const isLeftOver = (entry: Entry, isGone: MergeOptions["isGone"]): boolean =>
  (entry.arguments ?? []).some((word) => word.startsWith("-DKBUILD_MODNAME=")) && isGone(fileOf(entry));

const toEntry = ({ directory, file, arguments: args }: CompileCommand): Entry => ({
  directory,
  file,
  arguments: [...args],
});

const byFile = (a: CompileCommand, b: CompileCommand): number =>
  a.file < b.file ? -1 : Number(a.file > b.file);
