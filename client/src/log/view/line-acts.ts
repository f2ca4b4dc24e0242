/** What can be done with lines: copied, followed to the call that printed them, to the report they are part of. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { SourcePlace } from "../../../../server/src/protocol/messages.ts";
import type { Target } from "../../kernel/targets/target.ts";
import type { FoundTrace, Traces } from "../../traces/traces.ts";
import type { PrintPlaces } from "../print-places.ts";
import type { LogLine } from "../target-logs.ts";
import { shownText } from "./log-text.ts";
import type { TimeMode } from "./log-times.ts";
import type { RowFacts } from "./page-rows.ts";
import type { ShownLog } from "./shown-log.ts";

/** Which call printed a line. */
export type LinePlaces = Pick<PrintPlaces, "placeOf" | "read" | "onDidChange">;

/** How long a message stays in the status bar. */
const toldMs = 5_000;

export interface CopiedRows {
  readonly generation: number;
  /** Positions: of the first, and one after the last. */
  readonly first: number;
  readonly end: number;
}

export async function copyLines(shown: ShownLog, copied: CopiedRows, times: TimeMode): Promise<void> {
  if (copied.generation !== shown.rows.generation) return;
  const lines = shown.rows.slice(copied.first, copied.end);
  if (lines.length === 0) return;
  await vscode.env.clipboard.writeText(shownText(lines, times));
  const words =
    lines.length === 1 ? l10n.t("1 line copied") : l10n.t`${lines.length.toLocaleString("en")} lines copied`;
  vscode.window.setStatusBarMessage(words, toldMs);
}

/** Opens the call that printed a line; says so where none is known. */
export async function openCall(shown: ShownLog, places: LinePlaces, number: number): Promise<void> {
  const line = shown.line(number);
  if (line === undefined) return;
  const { target } = shown.log;
  let place = placeOfLine(places, target, line);
  if (place === undefined) {
    await places.read();
    place = placeOfLine(places, target, line);
  }
  if (place === undefined) {
    const message = l10n.t("The call that printed this line was not found in this workspace.");
    vscode.window.setStatusBarMessage(message, toldMs);
    return;
  }
  const at = new vscode.Position(place.line, place.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(place.uri, true), {
    selection: new vscode.Range(at, at),
  });
}

/** What the page shows of lines besides their words. */
export const rowFacts = (
  shown: Pick<ShownLog, "log">,
  places: LinePlaces,
  traces: Pick<Traces, "all">,
): RowFacts => ({
  traceOf({ number }) {
    const lines = traceAt(shown, traces, number)?.lines;
    return lines === undefined ? undefined : lines.includes(number) ? "end" : "inside";
  },
  isPlaced: (line) => placeOfLine(places, shown.log.target, line) !== undefined,
});

/** Only what a kernel printed was printed by a call. */
const placeOfLine = (places: LinePlaces, target: Target, line: LogLine): SourcePlace | undefined =>
  line.kind === "line" ? places.placeOf(target, line) : undefined;

/** The decoded report that a line is part of, the newest first. */
export const traceAt = (
  { log }: Pick<ShownLog, "log">,
  traces: Pick<Traces, "all">,
  number: number,
): FoundTrace | undefined =>
  traces
    .all()
    .findLast(
      ({ target, lines }) =>
        target === log.target && lines !== undefined && lines[0] <= number && number <= lines[1],
    );
