/**
 * Lines of the tools after and around the compiler, each one a message: modpost, objtool, the linker, make, Kbuild's
 * scripts. Sources: scripts/mod/modpost.c, tools/objtool/warn.h, scripts/Makefile.*, make's misc.c; all from 4.9 on.
 */
import type { BuildMessage } from "../build.ts";
import type { WrittenPlace } from "./compiler-lines.ts";

export interface ToolLine {
  readonly tool: BuildMessage["tool"];
  readonly severity: BuildMessage["severity"];
  readonly text: string;
  readonly at: WrittenPlace | undefined;
}

/** What such a line says; undefined: it is none, or says nothing of its own. @param line without colours */
export function toolLine(line: string): ToolLine | undefined {
  for (const [pattern, read] of forms) {
    const groups = pattern.exec(line)?.groups;
    if (groups !== undefined) return read(groups);
  }
  return undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

const forms: readonly (readonly [RegExp, (groups: Groups) => ToolLine | undefined])[] = [
  // Its kinds of severity since 5.x, then the ones before that had no name in front.
  [/^(?<word>ERROR|WARNING|FATAL): modpost: (?<text>.*)$/, modpost],
  [/^(?:scripts\/mod\/)?modpost: (?<word>error|warning|fatal)?:? ?(?<text>.*)$/i, modpost],
  [/^(?<word>ERROR|WARNING): (?<text>"[^"]+" \[.+\] undefined!?)$/, modpost],
  [/^(?<word>WARNING|ERROR|FATAL): (?<text>[^\s:]+\.k?o(?:\(\.[^)]*\))?: .*)$/, modpost],
  [/^(?<word>WARNING|ERROR|FATAL): (?<text>modpost: .*|.*: (?:EXPORT_SYMBOL|modpost)\b.*)$/, modpost],
  [/^(?<word>WARNING): (?<text>.*\bModule\.symvers is missing\.)$/, modpost],
  [/^(?<object>\S+\.o|vmlinux): (?<word>warning|error): objtool: (?<text>.*)$/, objtool],
  [/^(?<object>\S+\.o): (?<word>warning|error): objtool (?<text>.*)$/, objtool],
  // scripts/check-local-export of 5.19 to 6.1.
  [/^(?<text>\S+\.o: error: local symbol \S+ was exported)$/, said("kbuild", "error")],
  [/^(?<word>WARN|FAILED):? (?:resolve_btfids: )?(?<text>.*)$/, btfids],
  [/^(?:BTF|resolve_btfids): (?<text>.*)$/, btfids],
  [/^(?<text>Skipping BTF generation .*)$/, said("kbuild", "info")],
  [/^(?<text>(?:pahole|die__process\w*|btf_\w+|libbpf): .*)$/i, said("resolve_btfids", "warning")],
  [/^(?<file>[^\s:][^:]*):(?<line>\d+): \*\*\* (?<text>.*?)(?:\.  Stop\.)?$/, said("kbuild", "error")],
  [
    /^(?<file>[^\s:][^:]*[Mm]akefile[^:]*|[^\s:][^:]*\.mk|(?:[^\s:]*\/)?Kbuild[^:]*):(?<line>\d+): (?<text>.*)$/,
    makefile,
  ],
  [/^make(?:\[\d+\])?: \*\*\* \[[^\]]*\] .*$/, () => undefined],
  [/^make(?:\[\d+\])?: \*\*\* (?<text>.*?)(?:\.  Stop\.)?$/, makeError],
  [/^make(?:\[\d+\])?: [Ww]arning: +(?<text>.*)$/, said("kbuild", "warning")],
  [/^warning: (?<text>the compiler differs from the one used to build the kernel)$/, said("kbuild", "info")],
  [
    /^(?<text>(?:\/bin\/|\/usr\/bin\/)?(?:sh|bash|dash): (?:line )?(?:\d+: )?.*(?:not found|No such file or directory|Permission denied))$/,
    said("kbuild", "error"),
  ],
  [
    /^\S*?ld(?:\.\w+)?(?:-[\d.]+)?: (?<file>[^\s:][^:]*\.[cS]):(?<line>\d+): (?<text>.*)$/,
    said("linker", "error"),
  ],
  [/^\S*?ld(?:\.\w+)?(?:-[\d.]+)?: (?<text>(?:.*:)?\([^)]*\): .*)$/, said("linker", "error")],
  [
    /^(?<file>[^\s:][^:]*\.[cS]):(?<line>\d+): (?<text>(?:undefined reference to|multiple definition of) .*)$/,
    said("linker", "error"),
  ],
  [
    /^(?:[^\s:]+:)?\(\.[^)]*\): (?<text>(?:undefined reference to|multiple definition of) .*)$/,
    said("linker", "error"),
  ],
  [/^\S*?ld(?:\.\w+)?(?:-[\d.]+)?: (?<word>warning: )?(?<text>.*[^:])$/, linker],
  [/^\S*?(?:objcopy|strip|ar|nm)(?:-[\d.]+)?: (?<text>.*)$/, said("linker", "error")],
];

function modpost(groups: Groups): ToolLine {
  const severity = /^warning$/i.test(groups["word"] ?? "error") ? "warning" : "error";
  const text = (groups["text"] ?? "").replace(/^modpost: /, "");
  // That others of the same were left out is no problem of its own.
  if (/^suppressed \d+/.test(text)) return { tool: "modpost", severity: "info", text, at: undefined };
  return { tool: "modpost", severity, text, at: undefined };
}

/** The object stays in the text: nothing else says which file it is about. */
function objtool(groups: Groups): ToolLine {
  return {
    tool: "objtool",
    severity: groups["word"] === "error" ? "error" : "warning",
    text: `${groups["object"] ?? ""}: ${groups["text"] ?? ""}`,
    at: undefined,
  };
}

function btfids(groups: Groups): ToolLine {
  const severity = groups["word"] === "WARN" || groups["word"] === undefined ? "warning" : "error";
  return { tool: "resolve_btfids", severity, text: groups["text"] ?? "", at: undefined };
}

/** `$(warning)`, `$(error)` and make's own words about a Makefile's line. */
function makefile(groups: Groups): ToolLine {
  const text = groups["text"] ?? "";
  const isMissing = text.endsWith("No such file or directory");
  return {
    tool: "kbuild",
    severity: isMissing ? "error" : "warning",
    text: text.replace(/^warning: /i, ""),
    at: placeOf(groups),
  };
}

function makeError(groups: Groups): ToolLine | undefined {
  const text = groups["text"] ?? "";
  // Says only that something was said before.
  if (/^(?:Waiting for unfinished jobs|Deleting (?:intermediate )?file|\[.*\] |wait: )/.test(text))
    return undefined;
  return { tool: "kbuild", severity: "error", text, at: undefined };
}

function linker(groups: Groups): ToolLine {
  const severity = groups["word"] === undefined ? "error" : "warning";
  return { tool: "linker", severity, text: groups["text"] ?? "", at: undefined };
}

function said(tool: ToolLine["tool"], severity: ToolLine["severity"]): (groups: Groups) => ToolLine {
  return (groups) => ({ tool, severity, text: groups["text"] ?? "", at: placeOf(groups) });
}

function placeOf({ file, line }: Groups): WrittenPlace | undefined {
  return file === undefined || line === undefined
    ? undefined
    : { file, line: Math.max(1, Number(line)), column: undefined };
}
