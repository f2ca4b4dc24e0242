/** What a mutation is: one mistake that people make, put into a module at a place that chance chooses. Pure. */

import { blanked, lineAt, replaced } from "./c-text.ts";
import type { ModuleSource, Mutant } from "./module-source.ts";
import { withFile } from "./module-source.ts";
import type { Random } from "./random.ts";

export interface KernelContext {
  isExported(symbol: string): boolean;
  /** Of `linux/leds.h`: undefined where there is none. */
  headerText(path: string): string | undefined;
}

export interface Mutation {
  readonly kind: string;
  /** For the table. */
  readonly title: string;
  /** undefined where the module has nothing to make this mistake with. */
  mutate(module: ModuleSource, random: Random, kernel: KernelContext): Mutant | undefined;
}

/** A C file of the module, as mutations look at it. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** The text with comments, literals and preprocessor lines blanked. */
  readonly code: string;
}

/** The C files that Kbuild compiles. */
export const sourcesOf = (module: ModuleSource): readonly Source[] =>
  module.objects.flatMap((file) => {
    const text = module.files.get(file);
    return text === undefined ? [] : [{ file, text, code: blanked(text) }];
  });

/** One change to one file. */
export const edited = (
  module: ModuleSource,
  { file, text }: Source,
  edit: { readonly start: number; readonly end: number; readonly by: string },
  detail: string,
): Mutant => ({
  module: withFile(module, file, replaced(text, edit.start, edit.end, edit.by)),
  places: [{ file, line: lineAt(text, edit.start) }],
  detail,
});

/** A line of its own at the end of a file. */
export const appended = (module: ModuleSource, source: Source, line: string, detail: string): Mutant => {
  const gap = source.text.endsWith("\n") ? "" : "\n";
  const end = source.text.length;
  const mutant = edited(module, source, { start: end, end, by: `${gap}${line}\n` }, detail);
  return { ...mutant, places: [{ file: source.file, line: lineAt(source.text + gap, end + gap.length) }] };
};

/** Every match of a pattern in the code of any source, with the source. */
export const matchesIn = (
  sources: readonly Source[],
  pattern: RegExp,
): readonly { readonly source: Source; readonly match: RegExpExecArray }[] =>
  sources.flatMap((source) => Array.from(source.code.matchAll(pattern), (match) => ({ source, match })));

/** A name that nothing has: one letter lost in the middle. */
export const misspelt = (name: string): string => {
  const middle = Math.max(1, Math.floor(name.length / 2));
  return name.slice(0, middle) + name.slice(middle + 1) + (name.length < 3 ? "x" : "");
};
