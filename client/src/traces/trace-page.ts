/** A decoded report as a page to read: what happened and where, the calls with their lines, and what the kernel said. Pure. */
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import * as l10n from "@vscode/l10n";
import type { DecodedFrame, KernelTrace, SourceCall } from "../kernel/traces/trace.ts";
import type { Block, Cell, Page, Piece } from "../operations/page.ts";
import { headline, ownPlaces } from "./trace-words.ts";
import type { FoundTrace } from "./traces.ts";

/** The author's files. */
export interface OwnFiles {
  /** Is it one of the workspace? */
  readonly isOwn: (file: string) => boolean;
  /** As the author knows it: below the workspace. */
  readonly shortPath: (file: string) => string;
}

/** @param machine the target's name; undefined: it was pasted */
export function tracePage(
  { decoded, number }: Pick<FoundTrace, "decoded" | "number">,
  machine: string | undefined,
  { isOwn, shortPath }: OwnFiles,
): Page {
  const { trace, frames, sections, disassembly, problems } = decoded;
  const place =
    ownPlaces(decoded, isOwn)[0]?.call ??
    frames.find(({ frame, calls }) => frame.isReliable && calls.length > 0)?.calls[0];
  return {
    name:
      machine === undefined ? l10n.t`Kernel Trace ${number}` : l10n.t`Kernel Trace ${number} (${machine})`,
    blocks: [
      { kind: "heading", level: 1, text: headline(trace) },
      {
        kind: "table",
        head: [l10n.t("Field"), l10n.t("Value")],
        rows: [
          ...row(l10n.t("Kernel says"), trace.title),
          ...row(l10n.t("Machine"), machine),
          ...row(l10n.t("Kernel"), trace.release),
          ...row(l10n.t("Task"), trace.task && l10n.t`${trace.task.name}, process ${trace.task.pid}`),
          ...row(l10n.t("Place"), place && [linkTo(place, shortPath), ` ${l10n.t`in ${place.function}`}`]),
          ...row(l10n.t("Place by the kernel"), placeWords(trace, place)),
        ],
      },
      ...section(
        l10n.t("What could not be done"),
        problems.length === 0 ? [] : [{ kind: "list", items: problems }],
      ),
      ...section(l10n.t("Call trace"), callTable(frames, shortPath)),
      ...sections.flatMap(({ title, frames: own }) => section(title, callTable(own, shortPath))),
      ...section(l10n.t("Instructions"), instructionBlocks(disassembly)),
      ...section(l10n.t("Registers"), registerBlocks(trace)),
      ...section(l10n.t("What the kernel said"), [
        { kind: "verbatim", lines: trace.records.map(({ text }) => text) },
      ]),
    ],
  };
}

const row = (name: string, value: Cell | undefined): readonly (readonly Cell[])[] =>
  value === undefined || value.length === 0 ? [] : [[name, value]];

const section = (title: string, blocks: readonly Block[]): readonly Block[] =>
  blocks.length === 0 ? [] : [{ kind: "heading", level: 2, text: title }, ...blocks];

/** Where the kernel names a place itself that the debug information does not say as well. */
const placeWords = ({ at }: KernelTrace, place: SourceCall | undefined): string | undefined =>
  at === undefined ||
  (place !== undefined && basename(place.file) === basename(at.file) && place.line === at.line)
    ? undefined
    : `${at.file}:${at.line}`;

const linkTo = ({ file, line }: SourceCall, shortPath: (file: string) => string): Piece => ({
  text: `${shortPath(file)}:${line}`,
  link: { kind: "uri", uri: pathToFileURL(file).href, line: line - 1 },
});

function callTable(frames: readonly DecodedFrame[], shortPath: (file: string) => string): readonly Block[] {
  if (frames.length === 0) return [];
  return [
    {
      kind: "table",
      head: [l10n.t("Function"), l10n.t("Line"), l10n.t("Address")],
      rows: frames.flatMap((decoded) => callRows(decoded, shortPath)),
    },
  ];
}

/** Inlined functions have rows of their own, above the function that they are in. */
function callRows(
  { frame, calls, problem }: DecodedFrame,
  shortPath: (file: string) => string,
): readonly (readonly Cell[])[] {
  const module = frame.module === undefined ? "" : ` [${frame.module}]`;
  const address = `${frame.function}+0x${frame.offset.toString(16)}/0x${frame.size.toString(16)}${module}`;
  const mark = frame.isReliable ? "" : "? ";
  if (calls.length === 0)
    return [[`${mark}${frame.function}`, problem === undefined ? "" : l10n.t("unknown"), address]];
  return calls.map((call, index) => [
    `${mark}${call.isInlined ? l10n.t`${call.function} (inlined)` : call.function}`,
    [linkTo(call, shortPath)],
    index === calls.length - 1 ? address : "",
  ]);
}

function instructionBlocks(lines: FoundTrace["decoded"]["disassembly"]): readonly Block[] {
  if (lines.length === 0) return [];
  const width = Math.max(...lines.map(({ offset }) => (offset ?? 0).toString(16).length));
  return [
    {
      kind: "verbatim",
      lines: lines.map(({ offset, text, isFault }) => {
        const at = offset === undefined ? "" : `+0x${offset.toString(16).padEnd(width)}  `;
        return `${isFault ? "=> " : "   "}${at}${text}`;
      }),
    },
  ];
}

const registersInRow = 3;

function registerBlocks({ registers }: KernelTrace): readonly Block[] {
  if (registers.length === 0) return [];
  const words = registers.map(({ name, value }) => `${name.padStart(6)}: ${value.padEnd(24)}`);
  const rows = Array.from({ length: Math.ceil(words.length / registersInRow) }, (_, index) =>
    words.slice(index * registersInRow, (index + 1) * registersInRow),
  );
  return [{ kind: "verbatim", lines: rows.map((one) => one.join("").trimEnd()) }];
}
