/** Mistakes that the walkthrough makes in a module for its author to see what Kmod says of them. Pure. */

/** Offsets in the text that was given. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Takes out the lines that name the licence; none where the text has no such line. */
export function withoutLicense(text: string): readonly TextChange[] {
  return [...text.matchAll(/^[ \t]*MODULE_LICENSE[ \t]*\([^\n]*\)[ \t]*;?[ \t]*(?:\r?\n|$)/gmu)].map(
    ({ index, 0: line }) => ({ start: index, end: index + line.length, text: "" }),
  );
}

/** Writes to address 0, which the kernel reports as a NULL pointer dereference. */
const crash = [
  "\t/* For a report to look at: take it out again. */",
  "\t*(volatile int *)NULL = 0;",
  "",
].join("\n");

/** Does the module crash by `withCrash`? */
export const hasCrash = (text: string): boolean => crashesIn(text).length > 0;

/**
 * Lets a function crash before its last `return`.
 *
 * @param line where the function's name stands, from 0
 * @returns undefined: there is no such function, or it does not end in a return
 */
export function withCrash(text: string, line: number): TextChange | undefined {
  const start = lineStart(text, line);
  const body = start === undefined ? -1 : text.indexOf("\n{", start);
  const end = body < 0 ? -1 : text.indexOf("\n}", body);
  if (end < 0) return undefined;
  const last = [...text.slice(body, end).matchAll(/\n(?=\treturn\b)/gu)].at(-1);
  if (last === undefined) return undefined;
  const at = body + last.index + 1;
  return { start: at, end: at, text: crash };
}

/** Takes out what `withCrash` put in. */
export const withoutCrash = (text: string): readonly TextChange[] =>
  crashesIn(text).map((start) => ({ start, end: start + crash.length, text: "" }));

function crashesIn(text: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(crash); at >= 0; at = text.indexOf(crash, at + crash.length)) found.push(at);
  return found;
}

/** Offset of a line, from 0. */
function lineStart(text: string, line: number): number | undefined {
  let at = 0;
  for (let count = 0; count < line; count++) {
    at = text.indexOf("\n", at) + 1;
    if (at === 0) return undefined;
  }
  return at;
}
