/** Places in files that need not be open, as the protocol names them. */
import type { Location } from "vscode-languageserver";
import { lineIndex, positionAt } from "../core/text/lines.ts";
import type { Span } from "../core/text/span.ts";
import type { WordUse } from "../host/symbols/word-jobs.ts";
import { type Positions, toRange, uriOfPath } from "./convert.ts";
import type { Session } from "./session.ts";

/** The editor's text of an open file, else the disk's. */
export const textOf = async ({ documents, host }: Session, path: string): Promise<string | undefined> =>
  documents.at(path)?.text.getText() ?? (await host.disk.readText(path));

export const positionsIn = (text: string): Positions => {
  const index = lineIndex(text);
  return {
    positionAt(offset) {
      const { line, column } = positionAt(index, offset);
      return { line, character: column };
    },
  };
};

/** undefined where the file cannot be read. */
export async function locationIn(session: Session, path: string, place: Span): Promise<Location | undefined> {
  const text = await textOf(session, path);
  return text === undefined ? undefined : locationOf(session, path, text, place);
}

export const locationOf = ({ documents }: Session, path: string, text: string, place: Span): Location => ({
  uri: documents.at(path)?.text.uri ?? uriOfPath(path),
  range: toRange(positionsIn(text), place),
});

export const locationOfUse = ({ documents }: Session, { path, word, line, column }: WordUse): Location => ({
  uri: documents.at(path)?.text.uri ?? uriOfPath(path),
  range: { start: { line, character: column }, end: { line, character: column + word.length } },
});

export const isSameLocation = (a: Location, b: Location): boolean =>
  a.uri === b.uri &&
  a.range.start.line === b.range.start.line &&
  a.range.start.character === b.range.start.character;
