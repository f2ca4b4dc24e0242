/** Asks kmod-lint about every recorded mutant and holds it against what the build said. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { InstalledKernel } from "./build.ts";
import { judge, type KindTally, tally, tallyRules, type Verdict } from "./compare.ts";
import { type LintFinding, lint } from "./lint.ts";
import type { Place } from "./module-source.ts";
import { mutations, original } from "./mutations.ts";
import type { Outcome } from "./outcome.ts";
import type { Record } from "./record.ts";
import { missedOf, type Result } from "./report.ts";

export interface Comparison {
  readonly result: Result;
  readonly verdicts: readonly Verdict[];
}

/** Takes a pattern of kinds: those that match and are recorded are compared. */
export const compareAll = async (
  kernel: InstalledKernel,
  record: Record,
  seed: string,
  only: RegExp,
): Promise<Comparison> => {
  const all: Verdict[] = [];
  const kinds: (KindTally & { readonly title: string })[] = [];
  for (const { kind, title } of mutations) {
    const outcomes = only.test(kind) ? await record.outcomes(kind) : undefined;
    if (outcomes === undefined) continue;
    const verdicts = await compareKind(outcomes, record.sources(kind), kernel);
    kinds.push({ ...tally(kind, verdicts), title });
    all.push(...verdicts);
  }
  const modules = all.filter(({ outcome }) => outcome.kind === original.kind && outcome.builds).length;
  const result: Result = {
    release: kernel.release,
    seed,
    modules,
    kinds,
    rules: tallyRules(all),
    falseErrors: all.flatMap((verdict) => falseErrorsOf(verdict)),
    missed: missedOf(all),
  };
  return { result, verdicts: all };
};

const compareKind = async (
  outcomes: readonly Outcome[],
  folder: string,
  kernel: InstalledKernel,
): Promise<readonly Verdict[]> => {
  if (outcomes.length === 0) return [];
  const byModule = Map.groupBy(await lint(folder, kernel.build), ({ file }) => file.split("/")[0] ?? "");
  return outcomes.map((outcome) =>
    judge(outcome, byModule.get(outcome.id) ?? [], lineReader(path.join(folder, outcome.id))),
  );
};

const lineReader = (folder: string): ((place: Place) => string) => {
  const files = new Map<string, readonly string[]>();
  return ({ file, line }) => {
    const lines = files.get(file) ?? readFileSync(path.join(folder, file), "utf8").split("\n");
    files.set(file, lines);
    return lines[line - 1] ?? "";
  };
};

const falseErrorsOf = ({ outcome, wrong }: Verdict): readonly string[] =>
  wrong.map((finding) => `${outcome.kind}: ${outcome.origin}: ${findingLine(finding)}`);

/** `leds-foo.c:12: rule: message`, without the mutant's folder. */
export const findingLine = ({ file, line, rule, message }: LintFinding): string =>
  `${file.slice(file.indexOf("/") + 1)}:${line}: ${rule}: ${message}`;
