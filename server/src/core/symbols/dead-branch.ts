/** Where a branch that is never compiled ends. */
import { endOfDirective } from "../syntax/characters.ts";

/** From behind an `#if 0` to the line of its `#else`, `#elif` or `#endif`, nested conditionals passed over. */
export function endOfDeadBranch(text: string, from: number): number {
  const conditional = /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b/gm;
  conditional.lastIndex = from;
  let depth = 0;
  for (let match = conditional.exec(text); match !== null; match = conditional.exec(text)) {
    const kind = match[1] ?? "";
    if (kind.startsWith("if")) depth += 1;
    else if (depth === 0) return endOfDirective(text, match.index);
    else if (kind === "endif") depth -= 1;
  }
  return text.length;
}
