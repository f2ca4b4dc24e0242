/**
 * What a project's own Makefile offers to who runs a plain `make` there: its targets, and the variable in which it takes
 * the kernel's folder. By reading only: what make would have to run for is left out.
 */

import type { Run } from "../kbuild/interpret.ts";
import { logicalLines, withoutComment } from "../kbuild/lines.ts";
import { runOuter } from "../kbuild/outer.ts";
import { isUnknown, textOf } from "../kbuild/value.ts";
import type { Disk } from "../text/disk.ts";

export interface DescribedMakefile {
  readonly path: string;
  /** The default goal first, the others in their order. */
  readonly targets: readonly string[];
  /** `KDIR` where a recipe says `-C $(KDIR)`; undefined where it says something else. */
  readonly kernelVariable: string | undefined;
}

/** Of the Makefile of a folder; undefined where there is none, or where it has no targets and is only Kbuild's. */
export const describeMakefile = (disk: Disk, folder: string): DescribedMakefile | undefined => {
  const outer = runOuter(disk, folder, undefined);
  if (outer === undefined) return undefined;
  const targets = targetsOf(outer.run);
  return targets.length === 0
    ? undefined
    : { path: outer.file, targets, kernelVariable: kernelVariableOf(outer.run) };
};

function targetsOf(run: Run): readonly string[] {
  const written = run.rules
    .flatMap(({ targets }) => targets.map(({ text }) => text))
    .filter((text) => !isUnknown(text) && !/[%$]/.test(text));
  const goal = defaultGoal(run, written);
  const offered = written.filter((text) => !isSpecial(text) && !isFile(text));
  return [...new Set(goal === undefined ? offered : [goal, ...offered])];
}

/** The first target that does not begin with a dot, unless .DEFAULT_GOAL says another (GNU make manual, "Goals"). */
const defaultGoal = (run: Run, targets: readonly string[]): string | undefined => {
  const named = textOf(run.scope.variables.get(".DEFAULT_GOAL")?.value ?? []).trim();
  return targets.includes(named) ? named : targets.find((text) => !isSpecial(text));
};

/** `.PHONY`, `.SUFFIXES`; and FORCE, which makes other targets be made each time. */
const isSpecial = (text: string): boolean => /^\.[^/]*$/.test(text) || text === "FORCE";

/** A file in a folder below, or one that Kbuild or a compiler makes. */
const isFile = (text: string): boolean =>
  text.includes("/") || /\.(?:k?o|mod|a|c|h|S|s|i|symvers|order|lst)$/.test(text);

/** Of the first recipe that hands a folder to Kbuild, or asks it for modules. */
function kernelVariableOf(run: Run): string | undefined {
  const written = writtenValues(run);
  for (const { recipe } of run.rules) {
    for (const { text } of recipe) {
      const line = withFlags(text, written, mostNested);
      const { round, curly } = kernelFolder.exec(line)?.groups ?? {};
      const variable = round ?? curly;
      if (variable !== undefined && callsKbuild.test(line)) return variable;
    }
  }
  return undefined;
}

/** The folder is the variable alone: of `$(KSRC)/build` another value would mean something else. */
const kernelFolder =
  /(?:^|\s)(?:-[a-zA-Z]*C\s*|--directory(?:=|\s+))["']?(?:\$\((?<round>\w+)\)|\$\{(?<curly>\w+)\})\/?["']?(?=[\s;&|)]|$)/;
const callsKbuild = /(?:^|\s)(?:M|SUBDIRS|KBUILD_EXTMOD)=|\bmodules\b/;

/** `MAKE_KERNEL = $(MAKE) -C $(KDIR)`: a value that holds words for make is read where it is used. */
const withFlags = (text: string, written: ReadonlyMap<string, string>, left: number): string =>
  left === 0
    ? text
    : text.replace(/\$[({](\w+)[)}]/g, (reference, name: string) => {
        const value = withFlags(written.get(name) ?? "", written, left - 1);
        return makeWords.test(value) ? value : reference;
      });
const makeWords = /(?:^|\s)(?:-[a-zA-Z]*C(?=[\s$/"'])|--directory|(?:M|SUBDIRS|KBUILD_EXTMOD)=)/;
const mostNested = 5;

/** What is assigned to each variable last, as it is written. */
function writtenValues(run: Run): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, nameSpan, file } of run.assignments) {
    const [line] = logicalLines((run.files.get(file) ?? "").slice(nameSpan.start, nameSpan.start + longest));
    const value = /^[^=]*=(.*)$/s.exec(withoutComment(line?.text ?? ""))?.[1];
    if (value !== undefined) values.set(name, value.trim());
  }
  return values;
}

/** More than any list of words for make, in UTF-16 units. */
const longest = 4000;
