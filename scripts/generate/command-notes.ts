/** What commands do, as the files of client/src/commands say it at their beginning. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../paths.ts";

export interface CommandNote {
  /** One or more sentences. */
  readonly what: string;
  /** What it takes from keybindings, tasks and other extensions, and what it gives them; empty: nothing. */
  readonly forCallers: string;
}

const folder = path.join(repository, "client", "src", "commands");

/** By the command's id. Throws where two files speak of the same one. */
export function commandNotes(): ReadonlyMap<string, CommandNote> {
  const notes = new Map<string, CommandNote>();
  for (const name of readdirSync(folder).toSorted()) {
    for (const [id, note] of notesOf(readFileSync(path.join(folder, name), "utf8"))) {
      if (notes.has(id)) throw new Error(`${name} speaks of ${id}, which another file does as well`);
      notes.set(id, note);
    }
  }
  return notes;
}

/** Of `kmod.verbNoun`: at the beginning of a sentence, up to the next one. */
export function notesOf(source: string): ReadonlyMap<string, CommandNote> {
  const [, comment = ""] = /^\/\*\*([\s\S]*?)\*\//u.exec(source) ?? [];
  const text = comment
    .replaceAll(/^\s*\* ?/gmu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
  const parts = text.split(/(?:^|(?<=\. ))`(kmod\.\w+)`: /u).slice(1);
  const pairs = parts.flatMap((id, index) =>
    index % 2 === 0 ? [[id, parts[index + 1] ?? ""] as const] : [],
  );
  return new Map(pairs.map(([id, words]) => [id, noteOf(words)]));
}

/** What only callers need begins with `takes` or `gives`, and never comes first. */
function noteOf(words: string): CommandNote {
  const parts = words.trim().split(/(?:; |(?<=\.) )/u);
  return {
    what: parts
      .filter((part, index) => !isForCallers(part, index))
      .map(sentence)
      .join(" "),
    forCallers: parts.filter(isForCallers).map(sentence).join(" "),
  };
}

const isForCallers = (part: string, index: number): boolean => index > 0 && /^(?:takes|gives) /iu.test(part);

const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.$/u, "")}.`;
