/** Where a message belongs: paths as tools write them, made absolute and the user's; and the one line that is to be shown. */
import path from "node:path";
import * as l10n from "@vscode/l10n";
import type { BuildNote, BuildPlace } from "../build.ts";
import type { WrittenPlace } from "./compiler-lines.ts";

export interface PlaceOptions {
  /** The module's folder, as the user knows it. */
  readonly folder: string;
  /** The kernel's build folder: Kbuild works there until 6.12. */
  readonly kernel: string;
  /** Prefixes of paths as make sees them, and what they are here: an output folder with links to the sources. */
  readonly mapped: readonly (readonly [seen: string, here: string])[];
  /** Folders of headers that are nobody's to change: the kernel's, in all their names. */
  readonly foreign: readonly string[];
  /** Is it there? Asked of paths of this machine. */
  readonly isFile: (file: string) => boolean;
}

export interface Places {
  /** make has gone into a folder or left it. */
  enter(level: number, folder: string): void;
  leave(level: number): void;
  /** Absolute, on this machine; undefined: the compiler made it up (`<inline asm>`, `<command-line>`). */
  resolve(at: WrittenPlace): BuildPlace | undefined;
  /** A text with the paths in it as they are here. */
  here(text: string): string;
  /** Is the user to look there? */
  isOwn(place: BuildPlace): boolean;
}

export function createPlaces(options: PlaceOptions): Places {
  const entered = new Map<number, string>();
  const known = new Map<string, string>();
  const find = (file: string): string => {
    if (path.posix.isAbsolute(file)) return sourceOf(path.posix.normalize(file), options);
    // The innermost make first; Kbuild of 6.13 and later works in the module's folder.
    const innermost = [...entered].toSorted(([a], [b]) => b - a).map(([, folder]) => folder);
    const candidates = [...innermost, options.kernel, options.folder].map((folder) =>
      sourceOf(path.posix.join(folder, file), options),
    );
    return candidates.find(options.isFile) ?? candidates[0] ?? file;
  };
  return {
    enter: (level, folder) => {
      entered.set(level, folder);
      known.clear();
    },
    leave: (level) => {
      entered.delete(level);
      known.clear();
    },
    resolve({ file, line, column }) {
      if (file.startsWith("<")) return undefined;
      const found = known.get(file) ?? find(file);
      known.set(file, found);
      return { file: found, line, column };
    },
    here: (text) =>
      options.mapped.reduce((said, [seen, folder]) => said.replaceAll(`${seen}/`, `${folder}/`), text),
    isOwn({ file }) {
      if (isBelow(file, options.folder)) return true;
      return !systemFolders.concat(options.foreign).some((folder) => isBelow(file, folder));
    },
  };
}

const systemFolders: readonly string[] = ["/usr", "/lib", "/opt", "/tmp"];

function sourceOf(file: string, { mapped, isFile }: PlaceOptions): string {
  for (const [seen, folder] of mapped) {
    if (!isBelow(file, seen)) continue;
    const source = path.posix.join(folder, path.posix.relative(seen, file));
    // What make itself has written there (x.mod.c) is nowhere else.
    if (isFile(source)) return source;
  }
  return file;
}

const isBelow = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(folder.endsWith("/") ? folder : `${folder}/`);

/** What a compiler's message was said of. */
export interface Said {
  readonly text: string;
  readonly at: BuildPlace | undefined;
  readonly notes: readonly BuildNote[];
  /** The lines by which the file of `at` was included, innermost first. */
  readonly includes: readonly BuildPlace[];
  /** Functions around it that were inlined, innermost first. */
  readonly inlined: readonly BuildNote[];
}

/**
 * The user's line of a message: where it stands itself; else the innermost macro use, inlined call or #include in a file
 * of the user's. What it said of a header becomes a note then.
 */
export function userPlace(
  said: Said,
  isOwn: Places["isOwn"],
): { readonly place: BuildPlace | undefined; readonly notes: readonly BuildNote[] } {
  const { text, at, notes, includes, inlined } = said;
  const all = [...inlined, ...notes];
  if (at === undefined || isOwn(at)) return { place: at, notes: all };
  const expansions = notes.filter((note) => /\bmacro\b/.test(note.text)).flatMap((note) => note.place ?? []);
  const place = [...expansions, ...inlined.flatMap((note) => note.place ?? [])].find(isOwn);
  if (place !== undefined) return { place, notes: [{ text, place: at }, ...all] };
  const index = includes.findIndex(isOwn);
  if (index < 0) return { place: at, notes: all };
  const between = includes
    .slice(0, index)
    .map((line) => ({ text: l10n.t("included from here"), place: line }));
  return { place: includes[index], notes: [{ text, place: at }, ...between, ...all] };
}
