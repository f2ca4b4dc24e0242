/** Compares what a build said of a mutant with what kmod-lint says of it. Pure. */
import type { LintFinding } from "./lint.ts";
import type { Place } from "./module-source.ts";
import type { Outcome } from "./outcome.ts";

export interface Verdict {
  readonly outcome: Outcome;
  /** Of severity error. */
  readonly errors: readonly LintFinding[];
  /** Those of them that stand where the build's messages lead, or name the symbol that these name. */
  readonly right: readonly LintFinding[];
  /** A failing build without such an error has a warning there. */
  readonly isWarned: boolean;
  /**
   * Those of them that are certainly wrong: all on what builds, and where only modpost fails, which names all that it
   * finds, those that are not right. Beside an error of the compiler nothing is certain: it stops at the first file.
   */
  readonly wrong: readonly LintFinding[];
  /** Of the symbols that modpost or the linker named, those that some error names or stands on. */
  readonly symbolsNamed: number;
}

/**
 * Takes a mutant's outcome and all findings in its folder; `lineOf` gives a line of a file of the mutant. A finding is on
 * the right line where gcc put its message, where the change was made, or where the symbol stands that modpost names.
 */
export const judge = (
  outcome: Outcome,
  findings: readonly LintFinding[],
  lineOf: (place: Place) => string,
): Verdict => {
  const errors = findings.filter(({ severity }) => severity === "error");
  const names = (finding: LintFinding, symbol: string): boolean => {
    const word = new RegExp(`\\b${symbol}\\b`);
    return word.test(finding.message) || word.test(lineOf({ file: ownFile(finding), line: finding.line }));
  };
  const isRight = (finding: LintFinding): boolean =>
    [...outcome.lines, ...outcome.places].some((place) => covers(finding, place)) ||
    outcome.symbols.some((symbol) => names(finding, symbol)) ||
    (finding.rule === "missing-license" &&
      outcome.messages.some((text) => text.includes("MODULE_LICENSE()")));
  const right = outcome.builds ? [] : errors.filter((finding) => isRight(finding));
  const warnings = findings.filter(({ severity }) => severity === "warning");
  return {
    outcome,
    errors,
    right,
    isWarned: !outcome.builds && right.length === 0 && warnings.some((finding) => isRight(finding)),
    wrong:
      outcome.stage === "compile"
        ? []
        : errors.filter((finding) => !right.includes(finding) && !isSuppressed(finding, outcome)),
    symbolsNamed: outcome.symbols.filter((symbol) => errors.some((finding) => names(finding, symbol))).length,
  };
};

/** modpost names ten undefined symbols at most (MAX_UNRESOLVED_REPORTS): of others nothing is known. */
const isSuppressed = (finding: LintFinding, { messages }: Outcome): boolean =>
  finding.rule === "undefined-symbol" && messages.filter((text) => text.includes("undefined!")).length >= 10;

/** Without the mutant's folder. */
const ownFile = ({ file }: LintFinding): string => file.slice(file.indexOf("/") + 1);

const covers = (finding: LintFinding, place: Place): boolean =>
  ownFile(finding) === place.file && finding.line <= place.line && place.line <= finding.endLine;

export interface KindTally {
  readonly kind: string;
  readonly mutants: number;
  readonly failing: number;
  /** Failing builds with an error finding. */
  readonly found: number;
  /** Failing builds with one on the right line. */
  readonly right: number;
  /** Of the others, those with a warning there. */
  readonly warned: number;
  readonly symbols: number;
  readonly symbolsNamed: number;
  /** Error findings that are certainly wrong. */
  readonly falseErrors: number;
}

export const tally = (kind: string, verdicts: readonly Verdict[]): KindTally => {
  const failing = verdicts.filter(({ outcome }) => !outcome.builds);
  const sum = (list: readonly Verdict[], of: (verdict: Verdict) => number): number =>
    list.reduce((total, verdict) => total + of(verdict), 0);
  return {
    kind,
    mutants: verdicts.length,
    failing: failing.length,
    found: failing.filter(({ errors }) => errors.length > 0).length,
    right: failing.filter(({ right }) => right.length > 0).length,
    warned: failing.filter(({ isWarned }) => isWarned).length,
    symbols: sum(failing, ({ outcome }) => outcome.symbols.length),
    symbolsNamed: sum(failing, ({ symbolsNamed }) => symbolsNamed),
    falseErrors: sum(verdicts, ({ wrong }) => wrong.length),
  };
};

export interface RuleTally {
  readonly rule: string;
  /** Failing builds in which it stood on the right line. */
  readonly right: number;
  /** Its error findings that are on no such line where the compiler failed. */
  readonly elsewhere: number;
  readonly falseErrors: number;
}

export const tallyRules = (verdicts: readonly Verdict[]): readonly RuleTally[] => {
  const rules = new Set(verdicts.flatMap(({ errors }) => errors.map(({ rule }) => rule)));
  return [...rules].toSorted().map((rule) => {
    const of = (list: readonly LintFinding[]): number =>
      list.filter((finding) => finding.rule === rule).length;
    return {
      rule,
      right: verdicts.filter(({ right }) => of(right) > 0).length,
      elsewhere: verdicts.reduce(
        (total, { errors, right, wrong }) => total + of(errors) - of(right) - of(wrong),
        0,
      ),
      falseErrors: verdicts.reduce((total, { wrong }) => total + of(wrong), 0),
    };
  });
};

/** What a build said that nothing was found for, without names: how the missed are grouped. */
export const wordsOf = ({ messages }: Outcome): string =>
  (messages[0] ?? "make failed")
    .replace(/^\S+:\d+(?::\d+)?: /, "")
    .replace(/^\S+\.o: /, "")
    .replaceAll(/\/[^\s\]]+\/m\d+[^\s\]:]*/g, "the module")
    .replaceAll(/[‘'"`](?!-)[^’'"]*[’'"]/g, "‘…’")
    .replace(/symbol \S+ (was|from)/, "symbol ‘…’ $1")
    .replace(/namespace \S+,/, "namespace ‘…’,")
    .replace(/; did you mean ‘…’\?/, "")
    .replaceAll(/\b\d+\b/g, "n");
