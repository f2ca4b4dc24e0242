/** The arguments of a call, read from text alone. */
import { endOfLiteral } from "../syntax/characters.ts";

export interface TextArgument {
  /** Trimmed. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The arguments of a call whose `(` lies before `from`; empty where it is not closed within reason. */
export function argumentsFrom(text: string, from: number): readonly TextArgument[] {
  const found: TextArgument[] = [];
  const last = Math.min(text.length, from + longestCall);
  let depth = 0;
  let start = from;
  const take = (end: number): void => {
    const raw = text.slice(start, end);
    const trimmed = raw.trim();
    const at = start + raw.length - raw.trimStart().length;
    found.push({ text: trimmed, start: at, end: at + trimmed.length });
  };
  for (let at = from; at < last; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34 || code === 39) at = endOfLiteral(text, at) - 1;
    else if (code === 40) depth += 1;
    else if (code === 41 && depth > 0) depth -= 1;
    else if (code === 41) {
      take(at);
      return found;
    } else if (code === 44 && depth === 0) {
      take(at);
      start = at + 1;
    }
  }
  return [];
}

/** In UTF-16 units: no exporting call of the kernel comes near. */
const longestCall = 4000;
