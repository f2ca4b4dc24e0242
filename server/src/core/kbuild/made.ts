/** What the rules of a Kbuild file make, and from what. */
import { joinPath } from "../text/paths.ts";
import { expand } from "./expand.ts";
import type { Rule, Run } from "./interpret.ts";
import { isMatch } from "./patterns.ts";
import type { SourceFinder } from "./sources.ts";
import { isUnknown, wordsOf } from "./value.ts";

const suffixes = [".o", ".c", ".S", ".rs", ".s"] as const;

/** Could a recipe of these rules make the object, or a source that it would be compiled from? `prefix` is $(obj). */
export const isMadeByRule = (rules: readonly Rule[], prefix: string, stem: string): boolean =>
  rules.some(
    (rule) =>
      rule.recipe.length > 0 &&
      rule.targets.some(
        ({ text }) =>
          isUnknown(text) || suffixes.some((suffix) => isMatch(withoutPrefix(text, prefix), stem + suffix)),
      ),
  );

/**
 * The source that a pattern rule compiles an object from: `$(obj)/twin/%.o: $(src)/../other/%.c`.
 * Gives an absolute path that is there, or undefined.
 */
export const sourceOfRule = (
  run: Run,
  prefix: string,
  object: string,
  sources: SourceFinder,
): string | undefined => {
  for (const rule of run.rules) {
    for (const { text } of rule.targets) {
      const target = withoutPrefix(text, prefix);
      if (isUnknown(text) || !target.endsWith("%.o") || !isMatch(target, object)) continue;
      const stem = object.slice(target.length - 3, -2);
      const made = expand(run.scope, { ...rule.prerequisites, file: rule.file });
      for (const word of wordsOf(made)) {
        if (isUnknown(word.text) || !/%\.(?:c|S)$/.test(word.text)) continue;
        const path = joinPath(
          run.scope.workingDirectory,
          word.text.replace("%", () => stem),
        );
        if (sources.has(path)) return path;
      }
    }
  }
  return undefined;
};

const withoutPrefix = (target: string, prefix: string): string =>
  target.startsWith(`${prefix}/`) ? target.slice(prefix.length + 1) : target;
