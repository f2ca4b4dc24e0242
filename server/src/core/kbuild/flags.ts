/** Include folders and macro names that Kbuild variables pass to the compiler. */
import { joinPath } from "../text/paths.ts";
import { valueOf } from "./expand.ts";
import type { Scope } from "./scope.ts";
import { isUnknown, wordsOf } from "./value.ts";

export interface Flags {
  /** Absolute, in order, each once. */
  readonly includeDirectories: readonly string[];
  /** `NAME` or `NAME=value`. */
  readonly defines: readonly string[];
}

/** The words of flag variables, as far as they are known. */
export const flagWords = (scope: Scope, names: readonly string[]): readonly string[] =>
  names.flatMap((name) =>
    wordsOf(valueOf(scope, name, { text: name, file: "", start: 0 }))
      .map((word) => word.text)
      .filter((text) => !isUnknown(text)),
  );

/** Takes compiler arguments and the folder make runs in. */
export const readFlags = (words: readonly string[], workingDirectory: string): Flags => {
  const includeDirectories = new Set<string>();
  const defines = new Set<string>();
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "-I" || word === "-D") {
      at += 1;
      const next = words[at];
      if (next === undefined) break;
      if (word === "-I") includeDirectories.add(joinPath(workingDirectory, next));
      else defines.add(next);
    } else if (word.startsWith("-I")) includeDirectories.add(joinPath(workingDirectory, word.slice(2)));
    else if (word.startsWith("-D")) defines.add(word.slice(2));
  }
  return { includeDirectories: [...includeDirectories], defines: [...defines] };
};
