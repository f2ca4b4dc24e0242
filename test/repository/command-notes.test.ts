import { describe, expect, it } from "vitest";
import { commandNotes, notesOf } from "../../scripts/generate/command-notes.ts";
import { readManifest } from "../../scripts/generate/manifest.ts";

describe("what commands do stands at the beginning of their files", () => {
  const notes = commandNotes();

  it("each command of package.json has a sentence", () => {
    const without = readManifest().contributes.commands.filter(
      ({ command }) => !/^\p{Lu}.+\.$/u.test(notes.get(command)?.what ?? ""),
    );
    expect(without.map(({ command }) => command)).toEqual([]);
  });

  it("no file speaks of a command that is not in package.json", () => {
    const known = new Set(readManifest().contributes.commands.map(({ command }) => command));
    expect([...notes.keys()].filter((id) => !known.has(id))).toEqual([]);
  });

  it("what only callers need is told apart, and one file may speak of two commands", () => {
    const source = `/**
 * \`kmod.readFirst\`: reads it; takes a file, gives its text. Asks before. \`kmod.readSecond\`: reads the
 * other one, as \`kmod.readFirst\` does.
 */
`;
    expect([...notesOf(source)]).toEqual([
      ["kmod.readFirst", { what: "Reads it. Asks before.", forCallers: "Takes a file, gives its text." }],
      ["kmod.readSecond", { what: "Reads the other one, as `kmod.readFirst` does.", forCallers: "" }],
    ]);
  });
});
