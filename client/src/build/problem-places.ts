/**
 * From what the tools of a build said to what stands in the editor: each message at its place, once, and none of them
 * lost. Pure.
 */
import { fileURLToPath } from "node:url";
import type { MessageFix, PlacedMessage, ToolMessage } from "../../../server/src/protocol/messages.ts";
import type { BuildMessage, BuildPlace, BuildTool } from "../kernel/kbuild/build.ts";
import type { ProblemFix, RelatedPlace, Span } from "../problems/place.ts";
import { charactersOf, wholeLine } from "./message-columns.ts";
import { type Problem, problemKey } from "./problem.ts";

/** The line of a file as it was built (from 1); undefined where it cannot be read. */
export type LineOf = (file: string, line: number) => string | undefined;

export interface PlaceSources {
  readonly lineOf: LineOf;
  /** A URI as the server writes it. */
  readonly uriOf: (file: string) => string;
}

/** What the server is asked of a message; undefined: it has nothing to say of such a one. */
export function toolMessage(message: BuildMessage, { lineOf, uriOf }: PlaceSources): ToolMessage | undefined {
  const tool = askedTool(message.tool);
  if (tool === undefined || message.severity === "info") return undefined;
  const { severity, text, place } = message;
  if (place === undefined) return { tool, severity, text };
  const { start } = spanOf(place, message.raw, lineOf);
  return { tool, severity, text, at: { uri: uriOf(place.file), ...start } };
}

/**
 * @param placed what the server says of each message, in their order
 * @param kbuildFile where a message stands that no line is known for
 */
export function problemsOf(
  messages: readonly BuildMessage[],
  placed: readonly (PlacedMessage | null | undefined)[],
  kbuildFile: string,
  lineOf: LineOf,
): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const [index, message] of messages.entries()) {
    const place = placed[index] ?? undefined;
    if (place?.isLive === true) continue;
    const problem = problemOf(message, place, kbuildFile, lineOf);
    const known = problems.get(problemKey(problem));
    // One header speaks in every file that includes it: once is enough, with the places of all.
    if (known === undefined) problems.set(problemKey(problem), problem);
    else problems.set(problemKey(problem), { ...known, related: merged(known.related, problem.related) });
  }
  return [...problems.values()];
}

const mostRelated = 20;

function problemOf(
  message: BuildMessage,
  placed: PlacedMessage | undefined,
  kbuildFile: string,
  lineOf: LineOf,
): Problem {
  const { tool, severity, option, place } = message;
  const related = message.notes.flatMap((note) =>
    note.place === undefined
      ? []
      : [{ file: note.place.file, span: spanOf(note.place, message.raw, lineOf), message: note.text }],
  );
  const rest = { tool, severity, option, related };
  const said = messageText(message);
  if (placed !== undefined) {
    const { uri, start, end, rule, fix } = placed;
    const text = placed.message === undefined ? said : `${placed.message}\n${said}`;
    return {
      ...rest,
      file: fileURLToPath(uri),
      span: { start, end },
      message: text,
      rule,
      fix: fix && fixOf(fix),
    };
  }
  const nowhere = { rule: undefined, fix: undefined };
  if (place !== undefined)
    return {
      ...rest,
      ...nowhere,
      file: place.file,
      span: spanOf(place, message.raw, lineOf),
      message: said,
    };
  const first: BuildPlace = { file: kbuildFile, line: 1, column: undefined };
  return { ...rest, ...nowhere, file: kbuildFile, span: spanOf(first, [], lineOf), message: said };
}

const fixOf = ({ title, edits }: MessageFix): ProblemFix => ({
  title,
  edits: edits.map(({ uri, start, end, text }) => ({ file: fileURLToPath(uri), span: { start, end }, text })),
});

/** With those notes that lead nowhere: the others are places of their own. */
function messageText({ text, notes }: BuildMessage): string {
  return [text, ...notes.flatMap((note) => (note.place === undefined ? [note.text] : []))].join("\n");
}

function spanOf({ file, line, column }: BuildPlace, raw: readonly string[], lineOf: LineOf): Span {
  const text = lineOf(file, line);
  const number = Math.max(line - 1, 0);
  if (text === undefined) {
    const character = Math.max((column ?? 1) - 1, 0);
    return { start: { line: number, character }, end: { line: number, character } };
  }
  const { start, end } = column === undefined ? wholeLine(text) : charactersOf(text, column, raw);
  return { start: { line: number, character: start }, end: { line: number, character: end } };
}

function merged(first: readonly RelatedPlace[], second: readonly RelatedPlace[]): readonly RelatedPlace[] {
  const known = new Set(first.map(relatedKey));
  return [...first, ...second.filter((place) => !known.has(relatedKey(place)))].slice(0, mostRelated);
}

const relatedKey = ({ file, span, message }: RelatedPlace): string => `${file}:${span.start.line}:${message}`;

/** The tools that the server tells apart: sparse and the assembler name lines as the compiler does. */
function askedTool(tool: BuildTool): ToolMessage["tool"] | undefined {
  switch (tool) {
    case "compiler":
    case "sparse":
    case "assembler":
      return "compiler";
    case "modpost":
    case "kbuild":
    case "objtool":
    case "linker":
      return tool;
    case "resolve_btfids":
      return "objtool";
    case "checkpatch":
    case "coccinelle":
      return undefined;
  }
}
