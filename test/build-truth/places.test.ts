/**
 * Every message of a tool that names no line, as recorded of real builds: placed in the sources of its case, where the
 * live rule finds the same. Of the compiler's errors: which a live finding says already.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { ruleFor } from "../../server/src/core/features/build-messages/agreement.ts";
import {
  type BuildTool,
  type Meaning,
  meaningOf,
} from "../../server/src/core/features/build-messages/meaning.ts";
import { type BuildWords, placeMessages } from "../../server/src/core/features/build-messages/messages.ts";
import type { Placement } from "../../server/src/core/features/build-messages/place.ts";
import { baseOf } from "../../server/src/core/text/paths.ts";
import type { CheckedProject } from "../support/check.ts";
import { type InstalledKernel, installedKernel } from "../support/installed-kernel.ts";
import given from "./cases.json" with { type: "json" };
import more from "./more-cases.json" with { type: "json" };

interface Outcome {
  readonly messages: readonly string[];
  readonly otherMessages?: readonly string[];
  readonly errorLines?: readonly { readonly message: number; readonly file: string; readonly line: number }[];
}

interface TruthCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly kernels: Readonly<Record<"6.1" | "6.12", Outcome>>;
}

const cases: readonly TruthCase[] = [...given, ...more];
const position =
  /^(?<file>[^\s:]+):(?<line>\d+):(?<column>\d+): (?:fatal )?(?<severity>error|warning): (?<text>.*)$/;

/** What names nothing of the module: no line can be told of it. */
const placeless: ReadonlySet<string> = new Set([
  "605_export_ns_string",
  "605_export_ns_gpl_string",
  "606_default_namespace",
  "700_makefile_composite_only_unset",
  "700_makefile_obj_m_c_file",
]);

/** As the client gives it: without the tool's name, with the line where the tool names one. */
function wordsOf(line: string, root: string): BuildWords | undefined {
  if (/Deleting file/.test(line) || position.test(line)) return undefined;
  const [, file, row, text = line] = /^(Makefile):(\d+): (.*)$/.exec(line) ?? [];
  const at = file === undefined ? undefined : { path: `${root}/${file}`, line: Number(row) - 1, column: 0 };
  return { tool: toolOf(line), severity: /^WARNING|warning:/.test(line) ? "warning" : "error", text, at };
}

const toolOf = (line: string): BuildTool => {
  if (line.includes("modpost:") || line.includes("local symbol")) return "modpost";
  if (line.includes("objtool:")) return "objtool";
  if (/^make|^Makefile/.test(line)) return "kbuild";
  return /^<asm>|^\/tmp/.test(line) ? "compiler" : "linker";
};

interface Told {
  readonly name: string;
  readonly line: string;
  readonly words: BuildWords;
  readonly meaning: Meaning | undefined;
  readonly checked: CheckedProject;
  readonly placed: Placement | undefined;
  /** By the words of the sources alone, as where all rules are silent. */
  readonly placedByWords: Placement | undefined;
}

function place(words: readonly BuildWords[], checked: CheckedProject, isSilent: boolean) {
  const [kbuild] = checked.projects;
  if (!kbuild) return [];
  const texts = new Map(checked.modules.flatMap(({ files }) => files.map(({ path, text }) => [path, text])));
  return placeMessages(words, {
    kbuild,
    kernel: checked.kernel,
    modelOf: (module) => checked.modules.find((one) => one.kbuild === module),
    findingsAt: (path) => (isSilent ? [] : checked.findingsAt(path)),
    textOf: (path) => texts.get(path) ?? kbuild.files.get(path),
  });
}

function toldBy(kernel: InstalledKernel, version: "6.1" | "6.12"): readonly Told[] {
  return cases.flatMap(({ name, files, kernels }) => {
    const { messages, otherMessages = [] } = kernels[version];
    const lines = [...messages, ...otherMessages].filter((line) => wordsOf(line, "") !== undefined);
    if (lines.length === 0) return [];
    const checked = kernel.inspect(files);
    const root = checked.projects[0]?.root.directory ?? "";
    const words = lines.flatMap((line) => wordsOf(line, root) ?? []);
    const placed = place(words, checked, false);
    const silent = place(words, checked, true);
    return words.map((one, at) => ({
      name,
      line: lines[at] ?? "",
      words: one,
      meaning: one.at ? undefined : meaningOf(one.text, one.tool),
      checked,
      placed: placed[at],
      placedByWords: silent[at],
    }));
  });
}

const rowOf = ({ text, span }: Placement): number => text.slice(0, span.start).split("\n").length;

describe.each(["6.1", "6.12"] as const)("messages of builds for kernel %s", (version) => {
  const kernel = installedKernel(version);
  if (!kernel) {
    test.skipIf(!process.env["CI"])(`the headers of ${version} are installed under /lib/modules`, () => {
      expect(kernel).toBeDefined();
    });
    return;
  }
  let told: readonly Told[] = [];
  beforeAll(() => {
    told = toldBy(kernel, version);
  }, 240_000);

  test("every message of modpost has a place", () => {
    const ofModpost = told.filter(({ words }) => words.tool === "modpost");
    expect(ofModpost.length).toBeGreaterThan(200);
    expect(ofModpost.filter(({ placed }) => !placed).map(({ line }) => line)).toEqual([]);
  });

  test("what has none names nothing of the module", () => {
    const without = told.filter(({ placed }) => !placed).map(({ name }) => name);
    expect(without.filter((name) => !placeless.has(name))).toEqual([]);
  });

  test("a place is in the case's own files, and in one that holds the symbol", () => {
    for (const { name, meaning, checked, placed } of told) {
      if (!placed) continue;
      const root = checked.projects[0]?.root.directory ?? "?";
      expect(placed.path.startsWith(`${root}/`), name).toBe(true);
      if (meaning && "symbol" in meaning && meaning.symbol && baseOf(placed.path) !== "Makefile") {
        const symbol = /^(?:init|cleanup)_module$/.test(meaning.symbol) ? "module" : meaning.symbol;
        const isMade = checked.findings.some(({ message }) => message.includes(`'${symbol}' (through `));
        expect(isMade || placed.text.includes(symbol), `${name}: ${symbol}`).toBe(true);
      }
    }
  });

  test("where the rule that foretells the message has spoken, its line is the place", () => {
    let agreed = 0;
    for (const { name, line, meaning, checked, placed } of told) {
      const rule = meaning && ruleFor(meaning);
      const found = checked.findings.filter((one) => one.rule === rule);
      if (!placed || found.length === 0) continue;
      agreed++;
      expect(
        found.map((one) => `${baseOf(one.path)}:${one.line}`),
        `${name}: ${line}`,
      ).toContain(`${baseOf(placed.path)}:${rowOf(placed)}`);
    }
    expect(agreed).toBeGreaterThan(230);
  });

  test("the words of the sources alone lead to the same file, and nine times in ten to the same line", () => {
    const both = told.filter(({ placed, words }) => placed?.finding && !words.at);
    const elsewhere = both.filter(
      ({ placed, placedByWords }) =>
        placedByWords && baseOf(placedByWords.path) !== "Makefile" && placedByWords.path !== placed?.path,
    );
    expect(elsewhere.map(({ name }) => name)).toEqual([]);
    const same = both.filter(
      ({ placed, placedByWords }) =>
        placed && placedByWords?.path === placed.path && rowOf(placed) === rowOf(placedByWords),
    );
    expect(same.length / both.length).toBeGreaterThan(0.9);
  });
});

/** Errors that follow from a mistake and name something else, or words that two mistakes share. */
const toldTwice: ReadonlySet<string> = new Set([
  "600_export_static_after_non_static_prototype",
  "830_undeclared_defined_below_undeclared",
  "840_count_list_loop_too_few",
  "840_count_macro_nested_too_few",
]);

describe("errors of the compiler for kernel 6.1", () => {
  const kernel = installedKernel("6.1");
  test.skipIf(!kernel && !process.env["CI"])(
    "are not told twice where a live error on the line says the same, and no warning is taken for one",
    () => {
      let same = 0;
      for (const { name, files, kernels } of cases) {
        const errors = errorsIn(kernels["6.1"], files);
        if (errors.length === 0) continue;
        const checked = kernel?.inspect(files);
        if (!checked) throw new Error("the headers of 6.1 are not installed");
        const root = checked.projects[0]?.root.directory ?? "";
        const words = errors.map(
          ({ file, line, column, severity, text }): BuildWords => ({
            tool: "compiler",
            severity,
            text,
            at: { path: `${root}/${file}`, line: line - 1, column },
          }),
        );
        for (const [at, placed] of place(words, checked, false).entries()) {
          const { file, line, severity, text } = errors[at] ?? { file: "", line: 0, severity: "", text: "" };
          expect(placed && rowOf(placed), `${name}: ${text}`).toBe(line);
          if (severity === "warning") expect(placed?.finding, `${name}: ${text}`).toBeUndefined();
          else if (placed?.finding) same++;
          else if (!toldTwice.has(name)) {
            const live = checked.findings.filter(
              (one) => one.path === file && one.line === line && one.severity === "error",
            );
            expect(
              live.map(({ message }) => message),
              `${name}: ${text}`,
            ).toEqual([]);
          }
        }
      }
      expect(same).toBeGreaterThan(250);
    },
    240_000,
  );
});

/** With the line of the case's own files that each leads back to. */
function errorsIn({ messages, errorLines = [] }: Outcome, files: TruthCase["files"]) {
  return messages.flatMap((message, index) => {
    const groups = position.exec(message)?.groups;
    if (!groups) return [];
    const { file = "", line = "", column = "", severity = "", text = "" } = groups;
    const isOwn = files[file] !== undefined;
    const back = errorLines.find((one) => one.message === index);
    const own = isOwn ? { file, line: Number(line) } : back;
    if (!own || files[own.file] === undefined) return [];
    return [
      {
        ...own,
        column: isOwn ? Number(column) - 1 : 0,
        severity: severity === "error" ? ("error" as const) : ("warning" as const),
        text,
      },
    ];
  });
}
