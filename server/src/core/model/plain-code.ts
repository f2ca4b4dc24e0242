/** The code of a file without comments, strings and directives, every character in its place. */
import type { FileModel } from "./file.ts";
import { remembered } from "./remembered.ts";

export interface PlainCode {
  /** As long as the file; blanks stand for what was taken out. */
  readonly text: string;
  /** Does no `#if` hold the offset? */
  isUnconditionalAt(offset: number): boolean;
}

export const plainCodeOf = remembered((file: FileModel): PlainCode => {
  const code = file.text.replace(commentOrString, blanked);
  const steps: { readonly offset: number; readonly depth: number }[] = [];
  let depth = 0;
  for (const match of code.matchAll(conditional)) {
    depth = match[1] === "if" ? depth + 1 : depth - 1;
    steps.push({ offset: match.index, depth });
  }
  return {
    text: code.replace(directive, blanked),
    isUnconditionalAt: (offset) => (steps.findLast((step) => step.offset <= offset)?.depth ?? 0) === 0,
  };
});

const commentOrString = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\.)*'/g;
const directive = /^[ \t]*#(?:[^\n\\]|\\[\s\S])*/gm;
const conditional = /^[ \t]*#[ \t]*(if|endif)/gm;

const blanked = (match: string): string => match.replace(/[^\n]/g, " ");
