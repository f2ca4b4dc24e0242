/**
 * Which part of a module's life a definition belongs to (include/linux/init.h): code and data marked __init are freed
 * when the module is loaded, those marked __exit may be left out. `unknown` where another word or macro may decide.
 */
import type { Declared, FileModel, FunctionDefinition, Variable } from "./file.ts";

export type Belonging = "normal" | "init" | "exit" | "ref" | "unknown";

/** @param others prototypes of the same name: gcc merges their annotations into the definition's */
export function belongingOf(
  one: FunctionDefinition | Variable,
  file: FileModel,
  others: readonly Declared[] = [],
): Belonging {
  const head = file.text.slice(
    one.span.start,
    one.kind === "function" ? one.body.start : (one.initialiser?.start ?? one.span.end),
  );
  if (/\b(?:__section|section)\s*\(|__attribute__/.test(head)) return "unknown";
  const names = [one, ...others].flatMap(({ annotations }) => annotations.map(({ name }) => name));
  const sides = new Set(names.map(sideOf).filter((side) => side !== undefined));
  const [side, second] = sides;
  if (second !== undefined) return sides.has("ref") ? "ref" : "unknown";
  if (side !== undefined) return side;
  return hasUnknownWord(head, names) ? "unknown" : "normal";
}

/** Words that gcc puts no section to, in front of functions and data. */
function sideOf(word: string): Belonging | undefined {
  if (initWords.has(word)) return "init";
  if (exitWords.has(word)) return "exit";
  if (refWords.has(word)) return "ref";
  return harmless.has(word) ? undefined : "unknown";
}

/** A capital word or one with underscores before the name may be a macro that says where it goes. */
function hasUnknownWord(head: string, names: readonly string[]): boolean {
  const words = (head.split(/[(=[]/)[0] ?? "").match(/\b(?:__[a-z]\w*|[A-Z][A-Z_\d]{2,})\b/g) ?? [];
  return words.some((word) => !harmless.has(word) && !names.includes(word) && !typeWords.test(word));
}

const initWords: ReadonlySet<string> = new Set(["__init", "__initdata", "__initconst"]);
const exitWords: ReadonlySet<string> = new Set(["__exit", "__exitdata", "__exitconst"]);
const refWords: ReadonlySet<string> = new Set(["__ref", "__refdata", "__refconst"]);
const typeWords =
  /^__(?:[us](?:8|16|32|64)|[bl]e(?:16|32|64)|sum16|wsum|poll_t|iomem|user|percpu|rcu|kernel_\w+)$/;
const harmless: ReadonlySet<string> = new Set(
  "__maybe_unused __always_unused __unused __used __must_check __cold __pure __printf __visible __inline __always_inline __packed __aligned __user __iomem __rcu __force __noreturn __deprecated noinline notrace asmlinkage __weak".split(
    " ",
  ),
);
