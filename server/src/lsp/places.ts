/** Turns offsets into positions for any file the session knows: the editor's text, a model's, or a Kbuild file's. */
import { lineIndex, positionAt } from "../core/text/lines.ts";
import type { Places, Positions } from "./convert.ts";
import { uriOfPath } from "./convert.ts";
import type { Documents } from "./documents.ts";

/** @param textOf the text, as it was checked, of a file that is not open */
export function createPlaces(documents: Documents, textOf: (path: string) => string | undefined): Places {
  /** Lines of the files not open, as long as their text stays. */
  const known = new Map<string, { readonly text: string; readonly positions: Positions }>();
  return {
    uriOf: (path) => documents.at(path)?.text.uri ?? uriOfPath(path),
    positionsOf(path) {
      const open = documents.at(path);
      if (open) return open.text;
      const text = textOf(path);
      const before = known.get(path);
      if (before !== undefined && before.text === text) return before.positions;
      if (text === undefined) {
        known.delete(path);
        return undefined;
      }
      const index = lineIndex(text);
      const positions = {
        positionAt(offset: number) {
          const { line, column } = positionAt(index, offset);
          return { line, character: column };
        },
      };
      known.set(path, { text, positions });
      return positions;
    },
  };
}
