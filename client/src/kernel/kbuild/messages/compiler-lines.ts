/**
 * Lines of gcc, clang, sparse and the assembler, each for itself. Sources: gcc's diagnostic-format, clang's "Formatting of
 * Diagnostics", sparse's lib.c; all checked with recorded output.
 */

/** As a tool wrote it: the path may be relative to where the tool ran. Lines and columns from 1. */
export interface WrittenPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number | undefined;
}

export type CompilerLine =
  | {
      readonly kind: "diagnostic";
      readonly at: WrittenPlace | undefined;
      readonly severity: "error" | "warning" | "note";
      readonly text: string;
      readonly option: string | undefined;
      /** Of which program it can be nothing but. */
      readonly tool: "assembler" | "linker" | "kbuild" | undefined;
    }
  /** `In file included from a.h:1,`, and `from b.c:2:` below it. */
  | { readonly kind: "include"; readonly at: WrittenPlace; readonly isFirst: boolean }
  /** `x.c: In function 'f':`, and `inlined from 'f' at x.c:3:5:` below it. */
  | {
      readonly kind: "context";
      readonly inlined: { readonly text: string; readonly at: WrittenPlace } | undefined;
    }
  /** sparse goes on about the same place: `expected ...`, `got ...`. */
  | { readonly kind: "continuation"; readonly at: WrittenPlace; readonly text: string }
  /** The source line with its number, or what points into it. */
  | { readonly kind: "snippet" }
  /** `compilation terminated.`, `2 errors generated.`: nothing follows. */
  | { readonly kind: "closing" };

/** What a compiler's line says; undefined: it is none. @param line without colours */
export function compilerLine(line: string): CompilerLine | undefined {
  if (/^\s*(?:\d+|\++)? +\|(?: |$|\+|~)/.test(line)) return { kind: "snippet" };
  if (/^[ \t]*\^[~^ ]*$|^[ \t]*~[~ ]*\^[~ ]*$/.test(line)) return { kind: "snippet" };
  if (closing.test(line)) return { kind: "closing" };
  return includeLine(line) ?? contextLine(line) ?? diagnosticLine(line) ?? programLine(line);
}

const closing =
  /^(?:compilation terminated(?: due to -\S+)?\.|(?:cc1|cc1plus|\S*gcc\S*): (?:all|some) warnings being treated as errors|(?:\d+ warnings?(?: and \d+ errors?)?|\d+ errors?) generated\.)$/;

const numbered = String.raw`(?<file>[^\s:][^:]*):(?<line>\d+)(?::(?<column>\d+))?`;
const include = new RegExp(String.raw`^(?:(?<first>In file included)|[ \t]+)[ \t]*from ${numbered}[,:]$`);
const inlined = new RegExp(String.raw`^[ \t]+(?<text>inlined from .*) at ${numbered}[,:]$`);
const diagnostic = new RegExp(
  String.raw`^${numbered}: (?<severity>fatal error|error|warning|note|sorry, unimplemented|internal compiler error|Error|Warning|Fatal error|Info): (?<text>.*)$`,
);
const continuation = new RegExp(String.raw`^${numbered}:[ \t]{2,}(?<text>\S.*)$`);
const isMakefile = /(?:^|\/)(?:Makefile|Kbuild)[^/]*$|\.mk$/;
const sparseInclude =
  /^(?<file>[^\s:][^:]*)(?::(?<line>\d+)(?::(?<column>\d+))?)?: note: in included file\b.*:$/;
/** The linker's ``ld: x.o: in function `f':`` stands before a line of its own too. */
const context =
  /^(?:[^\s:][^:]*: )?(?:In (?:function|member function|constructor) .*[:,]|At top level:|Assembler messages:)$|^\S+: (?:\S+: )?in function .*:$/;
const program =
  /^(?<program>\S*?(?:cc1(?:plus)?|gcc|g\+\+|clang|collect2|ld(?:\.\w+)?|as)(?:-[\d.]+)?): (?<severity>fatal error|error|warning|note): (?<text>.*)$/;

function includeLine(line: string): CompilerLine | undefined {
  const first = include.exec(line)?.groups;
  if (first !== undefined)
    return { kind: "include", at: placeOf(first), isFirst: first["first"] !== undefined };
  // sparse names the file alone, or a line of it.
  const groups = sparseInclude.exec(line)?.groups;
  return groups && { kind: "include", at: placeOf(groups), isFirst: true };
}

function contextLine(line: string): CompilerLine | undefined {
  const groups = inlined.exec(line)?.groups;
  if (groups !== undefined)
    return { kind: "context", inlined: { text: groups["text"] ?? "", at: placeOf(groups) } };
  return context.test(line) ? { kind: "context", inlined: undefined } : undefined;
}

function diagnosticLine(line: string): CompilerLine | undefined {
  const more = continuation.exec(line)?.groups;
  if (more !== undefined) return { kind: "continuation", at: placeOf(more), text: more["text"] ?? "" };
  const groups = diagnostic.exec(line)?.groups;
  if (groups === undefined) return undefined;
  const word = groups["severity"] ?? "";
  return {
    kind: "diagnostic",
    at: placeOf(groups),
    severity: severityOf(word),
    ...withoutOption(groups["text"] ?? ""),
    tool: isMakefile.test(groups["file"] ?? "") ? "kbuild" : /^[A-Z]/.test(word) ? "assembler" : undefined,
  };
}

/** `cc1: error: ...`: about no line. */
function programLine(line: string): CompilerLine | undefined {
  const groups = program.exec(line)?.groups;
  if (groups === undefined) return undefined;
  const isLinker = /(?:^|[/-])(?:collect2|ld(?:\.\w+)?)(?:-[\d.]+)?$/.test(groups["program"] ?? "");
  return {
    kind: "diagnostic",
    at: undefined,
    severity: severityOf(groups["severity"] ?? ""),
    ...withoutOption(groups["text"] ?? ""),
    tool: isLinker ? "linker" : undefined,
  };
}

function severityOf(word: string): "error" | "warning" | "note" {
  if (/warning/i.test(word)) return "warning";
  return /^(?:note|info)$/i.test(word) ? "note" : "error";
}

/** `... [-Wunused-variable]`, `[-Werror=format=]`, clang's `[-Werror,-Wformat]`. */
function withoutOption(text: string): { readonly text: string; readonly option: string | undefined } {
  const found = /^(.*\S) \[(-[^\]]+)\]$/.exec(text);
  if (found?.[1] === undefined || found[2] === undefined) return { text, option: undefined };
  const option = found[2].replace(/^-Werror,/, "").replace(/^-Werror=/, "-W");
  return { text: found[1], option };
}

function placeOf(groups: Readonly<Record<string, string | undefined>>): WrittenPlace {
  const column = groups["column"];
  return {
    file: groups["file"] ?? "",
    // gcc numbers a line 0 where it has none.
    line: Math.max(1, Number(groups["line"] ?? 1)),
    column: column === undefined ? undefined : Math.max(1, Number(column)),
  };
}
