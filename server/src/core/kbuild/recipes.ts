/** Reads the recipes of a project's own Makefile for its call of Kbuild. Nothing is run. */
import { isAbsolute, joinPath } from "../text/paths.ts";
import { expand } from "./expand.ts";
import { extraSymbolsName, quotedExtraSymbols } from "./extra-symbols.ts";
import type { Rule, Run } from "./interpret.ts";
import type { Located } from "./statements.ts";
import { isUnknown, type Word, wordsOf } from "./value.ts";

/** `$(MAKE) -C kernel M=folder NAME=value goals`. */
export interface KbuildCall {
  /** After -C; undefined where it is not known. */
  readonly kernelDirectory: string | undefined;
  /** After M= (SUBDIRS= before 5.3); undefined where it is not known. */
  readonly moduleDirectory: string | undefined;
  readonly variables: ReadonlyMap<string, string>;
  /** Where variables are set that a rule speaks about: only the name. */
  readonly places: readonly { readonly name: string; readonly file: string; readonly place: Located }[];
  readonly goals: readonly string[];
}

/** The calls of all rules that were read, in order. `directory` is where the author runs make. */
export const kbuildCalls = (run: Run, directory: string): readonly KbuildCall[] =>
  run.rules.flatMap((rule) =>
    rule.recipe
      .filter((line) => /(?:^|\s)-C|--directory|\bM=|SUBDIRS=/.test(line.text))
      .flatMap((line) => callOf(run, rule, line, directory) ?? []),
  );

/** Could a recipe of these rules make the file? Asked of the names in its text, and of commands that may make anything. */
export const mayMake = (rules: readonly Rule[], stem: string): boolean =>
  rules.some((rule) => {
    const isCleaning = rule.targets.some((target) =>
      /clean|install|load|help|check|test|indent/.test(target.text),
    );
    return (
      !isCleaning &&
      rule.recipe.some(
        (line) => line.text.includes(stem) || copies.test(line.text) || mentionsScript.test(line.text),
      )
    );
  });

const copies =
  /(?:^|[\s@;&|(-])(?:cp|ln|mv|tar|unzip|git|wget|curl|patch|install|sed|awk|m4|cmake|rsync)\s|[^2]>\s*\S|\btee\b/;
const mentionsScript = /(?:^|[\s@;&|])(?:sh|bash|python3?|perl|\.\/\S+)\s/;

const callOf = (run: Run, rule: Rule, line: Located, directory: string): KbuildCall | undefined => {
  const text = line.text.replace(/`pwd`|\$\(shell pwd\)|\$\$\(pwd\)|\$\$\{?PWD\}?/g, (found) =>
    sameLengthReference(found.length),
  );
  const words = wordsOf(
    expand(run.scope, { text: text.replaceAll(/["']/g, " "), start: line.start, file: rule.file }),
  );
  const variables = new Map<string, string>();
  const places: { name: string; file: string; place: Located }[] = [];
  const goals: string[] = [];
  let kernel: string | undefined;
  let isCall = false;
  for (const [at, word] of words.entries()) {
    if (word.text === "-C" || word.text.startsWith("-C")) {
      isCall = true;
      kernel ??= word.text === "-C" ? words[at + 1]?.text : word.text.slice(2);
    }
    const set = /^([A-Za-z_]\w*):?=(.*)$/s.exec(word.text);
    if (set?.[1] !== undefined) {
      variables.set(set[1], set[2] ?? "");
      places.push({ name: set[1], file: rule.file, place: { text: set[1], start: word.span.start } });
    } else if (/^[a-z_]+$/.test(word.text)) goals.push(word.text);
  }
  const extra = quotedExtraSymbols(run, rule, text);
  if (extra !== undefined) variables.set(extraSymbolsName, extra);
  const directories = foldersOf(variables, directory);
  if (!isCall && directories === undefined) return undefined;
  if (!isCall && !words.some((word) => isMake(word))) return undefined;
  return {
    kernelDirectory: folder(kernel, directory),
    moduleDirectory: directories,
    variables,
    places,
    goals,
  };
};

/** A reference to the folder make runs in (`environment` gives any run of dots that worth), so that offsets stay true. */
const sameLengthReference = (length: number): string => `$(${".".repeat(Math.max(length - 3, 1))})`;

const isMake = (word: Word): boolean => /^[@+-]*make$/.test(word.text);

const foldersOf = (variables: ReadonlyMap<string, string>, directory: string): string | undefined =>
  folder(variables.get("M") ?? variables.get("SUBDIRS") ?? variables.get("KBUILD_EXTMOD"), directory);

const folder = (text: string | undefined, directory: string): string | undefined =>
  text === undefined || text === "" || isUnknown(text) || text.includes("$")
    ? undefined
    : isAbsolute(text)
      ? joinPath(text, ".")
      : joinPath(directory, text);
