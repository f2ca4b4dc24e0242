/** Lines of files as a build read them: from the disk, each file once. */
import { readFile } from "node:fs/promises";
import type { BuildMessage } from "../kernel/kbuild/build.ts";
import type { LineOf } from "./problem-places.ts";

/** Reads the files that messages name. One that cannot be read has no lines. */
export async function linesOf(
  messages: readonly BuildMessage[],
  further: readonly string[],
): Promise<LineOf> {
  const places = messages.flatMap(({ place, notes }) => [place, ...notes.map((note) => note.place)]);
  const files = new Set([
    ...further,
    ...places.flatMap((place) => (place === undefined ? [] : [place.file])),
  ]);
  const lines = new Map<string, readonly string[]>();
  await Promise.all(
    [...files].map(async (file) => {
      const text = await textOf(file);
      if (text !== undefined) lines.set(file, text.split(/\r\n|\n/u));
    }),
  );
  return (file, line) => lines.get(file)?.[line - 1];
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    // Generated, removed since, or on the machine that built it: the message stands at its line all the same.
    return undefined;
  }
}
