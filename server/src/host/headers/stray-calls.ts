/** Calls of a text for which its unit declares nothing: what may lack an `#include`. */
import type { UnitScope } from "../../core/preprocess/scope.ts";

/**
 * Takes the scope of the text; gives each name once. Members and keywords are none, and neither is a name that stands
 * anywhere without being called: a parameter or variable that holds a function.
 */
export const strayCalls = (
  { asked, macros, declarations, hidden }: UnitScope,
  text: string,
): readonly string[] => {
  const names = new Set<string>();
  for (const match of text.matchAll(/(?<![\w.>])([A-Za-z_]\w*)[ \t]*\(/g)) {
    const name = match[1] ?? "";
    if (macros.has(name) || declarations.has(name) || hidden.has(name) || keywords.has(name)) continue;
    if (asked === undefined || asked.has(name)) names.add(name);
  }
  return [...names].filter((name) => !new RegExp(`\\b${name}\\b(?!\\s*\\()`).test(text));
};

const keywords: ReadonlySet<string> = new Set([
  "if",
  "for",
  "while",
  "switch",
  "return",
  "sizeof",
  "typeof",
  "__typeof__",
  "__attribute__",
  "defined",
  "do",
  "else",
]);
