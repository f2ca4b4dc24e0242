/**
 * KBUILD_EXTRA_SYMBOLS: the Module.symvers files of other builds that modpost reads besides the kernel's
 * (scripts/Makefile.modpost). Seen on 6.1 and 6.12: a Module.symvers in the module's own folder is only written, and a
 * relative path counts from the folder that modpost runs in.
 */
import type { Disk } from "../text/disk.ts";
import { directoryOf, joinPath } from "../text/paths.ts";
import { expand, valueOf } from "./expand.ts";
import type { Rule, Run } from "./interpret.ts";
import { anything, isUnknown, textOf, wordsOf } from "./value.ts";

export const extraSymbolsName = "KBUILD_EXTRA_SYMBOLS";

export interface ExtraSymbols {
  /** Absolute, as far as known; whether there are such files is another question. */
  readonly paths: readonly string[];
  /** False where there may be more, or where a condition decides about one. */
  readonly isKnown: boolean;
}

/** Takes the run of the project's first Kbuild file, the only one that modpost's makefile includes. */
export const extraSymbolsOf = (run: Run, workingDirectory: string): ExtraSymbols => {
  const source = { text: extraSymbolsName, file: "", start: 0 };
  const words = wordsOf(valueOf(run.scope, extraSymbolsName, source));
  const known = words.filter(({ text }) => !isUnknown(text));
  return {
    paths: [...new Set(known.map(({ text }) => joinPath(workingDirectory, text)))],
    isKnown: known.length === words.length && words.every(({ isCertain }) => isCertain),
  };
};

/** The value that a recipe hands over in quotes, which the shell keeps as one word; undefined where it does not. */
export const quotedExtraSymbols = (run: Run, rule: Rule, recipe: string): string | undefined => {
  const quoted =
    /\bKBUILD_EXTRA_SYMBOLS:?=(["'])(?<value>.*?)\1/s.exec(recipe) ??
    /(["'])KBUILD_EXTRA_SYMBOLS:?=(?<value>.*?)\1/s.exec(recipe);
  const value = quoted?.groups?.["value"];
  return value === undefined
    ? undefined
    : textOf(expand(run.scope, { text: value, start: 0, file: rule.file }));
};

/** What a Makefile exports to the makes that it calls, of the variables that are asked for. */
export const exportedValues = (run: Run): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  for (const name of exportable) {
    if (!run.scope.variables.has(name) || !(run.exported.has(name) || run.exported.has(""))) continue;
    values.set(name, textOf(expand(run.scope, { text: `$(${name})`, file: "", start: 0 })));
  }
  return values;
};

const exportable = [extraSymbolsName, "EXTRA_CFLAGS", "KCFLAGS", "ccflags-y", "subdir-ccflags-y"] as const;

/** One value for several calls of one build; what differs is not known. */
export const sameExtraSymbols = (values: readonly (string | undefined)[]): string | undefined => {
  const [first] = values;
  return values.every((value) => value === first) ? first : anything;
};

/**
 * May something around the project hand over the variable that was not evaluated: a Makefile above that calls the
 * project's own, dkms.conf? Asked of their texts.
 *
 * @param caller the folder of the Makefile whose call of Kbuild was evaluated, if one was
 */
export const isGivenElsewhere = (disk: Disk, directory: string, caller: string | undefined): boolean => {
  const isKbuildFile = (path: string): boolean =>
    path === `${directory}/Makefile` && disk.kindOf(`${directory}/Kbuild`) !== "file";
  const above = directoryOf(directory);
  return [directory, above, directoryOf(above)].some((folder) =>
    handovers.some((name) => {
      const path = joinPath(folder, name);
      if ((folder === caller && name !== "dkms.conf") || isKbuildFile(path)) return false;
      return disk.kindOf(path) === "file" && (disk.readText(path)?.includes(extraSymbolsName) ?? false);
    }),
  );
};

const handovers = ["GNUmakefile", "makefile", "Makefile", "dkms.conf"] as const;
