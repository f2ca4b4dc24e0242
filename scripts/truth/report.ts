/** The tables: for the terminal and for docs/truth.md. Pure. */
import type { KindTally, RuleTally, Verdict } from "./compare.ts";
import { wordsOf } from "./compare.ts";

export interface Result {
  readonly release: string;
  readonly seed: string;
  readonly modules: number;
  readonly kinds: readonly (KindTally & { readonly title: string })[];
  readonly rules: readonly RuleTally[];
  /** `drivers/leds/leds-foo, leds-foo.c:12: rule: message`. */
  readonly falseErrors: readonly string[];
  /** By kind and words of the build. */
  readonly missed: readonly Missed[];
}

export interface Missed {
  readonly kind: string;
  readonly words: string;
  readonly count: number;
  /** Of those, how many have a warning on the right line. */
  readonly warned: number;
  /** How many have an error finding, on another line. */
  readonly elsewhere: number;
  /** Modules, at most three. */
  readonly examples: readonly string[];
}

/** Groups the failing builds without an error on the right line. */
export const missedOf = (verdicts: readonly Verdict[]): readonly Missed[] => {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    if (verdict.outcome.builds || verdict.right.length > 0) continue;
    const key = `${verdict.outcome.kind}\0${wordsOf(verdict.outcome)}`;
    const group = groups.get(key) ?? [];
    group.push(verdict);
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, group]) => ({
      kind: key.slice(0, key.indexOf("\0")),
      words: key.slice(key.indexOf("\0") + 1),
      count: group.length,
      warned: group.filter(({ isWarned }) => isWarned).length,
      elsewhere: group.filter(({ errors }) => errors.length > 0).length,
      examples: group
        .slice(0, 3)
        .map(({ outcome }) => outcome.origin + (outcome.detail === "" ? "" : ` (${outcome.detail})`)),
    }))
    .toSorted((a, b) => a.kind.localeCompare(b.kind) || b.count - a.count);
};

export const percent = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;

/** docs/truth.md of all kernels that were measured. */
export const document = (results: readonly Result[]): string => `# Agreement with real builds

Written by \`npm run truth\` (and \`npm run truth -- --kernel 6.12\`); do not edit. Real drivers of linux are built out of
tree against Debian's headers, as they are and with one mistake each, at a place that a seed chooses. gcc, the linker and
modpost say what is wrong; kmod-lint, which builds nothing, is asked about the same files.

- *fail*: builds that fail. *found*: of those, with a finding of severity error. *right line*: with one where gcc's message
  stands, where the change was made, or where the symbol stands that modpost names. *warned*: builds without such an
  error that have a warning there.
- *symbols*: the symbols that modpost and the linker name in these builds, and the share of them that an error names.
- *false*: findings of severity error on modules that build, and where modpost alone fails those that it does not bear
  out. The goal is none.
${results.map((result) => section(result)).join("")}`;

const section = (result: Result): string => `
## ${result.release}

${result.modules} modules, seed ${result.seed}.

${table(
  ["mistake", "modules", "fail", "found", "right line", "warned", "symbols", "false"],
  [...result.kinds, total(result)].map((row) => [
    row.title,
    String(row.mutants),
    String(row.failing),
    share(row.found, row.failing),
    share(row.right, row.failing),
    row.warned === 0 ? "" : String(row.warned),
    row.symbols === 0 ? "" : share(row.symbolsNamed, row.symbols),
    String(row.falseErrors),
  ]),
)}

${table(
  ["rule", "builds it explains", "errors elsewhere where gcc fails", "false"],
  result.rules.map((row) => [row.rule, String(row.right), String(row.elsewhere), String(row.falseErrors)]),
)}

### False errors

${result.falseErrors.length === 0 ? "None." : result.falseErrors.map((line) => `- ${line}`).join("\n")}

### What is missed

${result.missed.length === 0 ? "Nothing." : result.missed.map((group) => missedLine(group)).join("\n")}
`;

const missedLine = ({ kind, words, count, warned, elsewhere, examples }: Missed): string => {
  const said = [
    ...(warned > 0 ? [`${warned} with a warning`] : []),
    ...(elsewhere > 0 ? [`${elsewhere} with an error elsewhere`] : []),
  ];
  return `- ${kind}, ${count}${said.length > 0 ? ` (${said.join(", ")})` : ""}: ${words}. ${examples.join(", ")}`;
};

const share = (part: number, whole: number): string =>
  whole === 0 ? "" : `${part} (${percent(part, whole)})`;

const total = ({ kinds }: Result): KindTally & { readonly title: string } => {
  const sum = (of: (row: KindTally) => number): number => kinds.reduce((all, row) => all + of(row), 0);
  return {
    kind: "",
    title: "**all**",
    mutants: sum((row) => row.mutants),
    failing: sum((row) => row.failing),
    found: sum((row) => row.found),
    right: sum((row) => row.right),
    warned: sum((row) => row.warned),
    symbols: sum((row) => row.symbols),
    symbolsNamed: sum((row) => row.symbolsNamed),
    falseErrors: sum((row) => row.falseErrors),
  };
};

/** A table that reads well as it stands in a terminal. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), `| ${rule.join(" | ")} |`, ...rows.map((row) => line(row))].join("\n");
};
