/** wildcard, abspath and realpath: answered by the Disk that was passed in, inside the folders that may be seen. */
import type { Disk } from "../text/disk.ts";
import { directoryOf, isWithin, joinPath } from "../text/paths.ts";
import { argument, type Call } from "./functions.ts";
import { anything, isUnknown, type Value, valueOfWords, type Word, wordsOf } from "./value.ts";

export const fileFunction = (call: Call): Value => {
  const { scope } = call;
  const words = wordsOf(argument(call, 0));
  if (call.name !== "wildcard") {
    return valueOfWords(
      words.map((word) =>
        isUnknown(word.text) ? word : { ...word, text: joinPath(scope.workingDirectory, word.text) },
      ),
    );
  }
  return valueOfWords(words.flatMap((word) => matchesOf(call, word)));
};

const matchesOf = (call: Call, word: Word): readonly Word[] => {
  const { scope } = call;
  if (isUnknown(word.text)) return [word];
  const path = joinPath(scope.workingDirectory, word.text);
  if (!scope.visible.some((folder) => isWithin(folder, path))) {
    scope.note({
      file: word.file,
      span: word.span,
      reason: `$(wildcard ${word.text}) looks outside the project`,
    });
    return [{ ...word, text: anything }];
  }
  if (word.text.split("*").length > mostStars) return [];
  if (!/[*?[]/.test(word.text)) return scope.disk.kindOf(path) === undefined ? [] : [word];
  const isRelative = path !== word.text;
  return globbed(scope.disk, path).map((found) => ({
    ...word,
    text:
      isRelative && found.startsWith(`${scope.workingDirectory}/`)
        ? found.slice(scope.workingDirectory.length + 1)
        : found,
  }));
};

/** More folders than this under one pattern is a disk, not a project. */
const mostFolders = 256;

/** Beyond, matching a name could take long, and nobody writes it. */
const mostStars = 9;

const globbed = (disk: Disk, pattern: string): readonly string[] => {
  const wild = pattern.search(/[*?[]/);
  const fixed = directoryOf(pattern.slice(0, wild + 1));
  let found: readonly string[] = [fixed];
  for (const component of pattern.slice(fixed === "/" ? 1 : fixed.length + 1).split("/")) {
    const test = componentTest(component);
    found = found
      .slice(0, mostFolders)
      .flatMap((folder) =>
        (disk.list(folder) ?? [])
          .filter((entry) => test(entry.name))
          .map((entry) => (folder === "/" ? `/${entry.name}` : `${folder}/${entry.name}`)),
      );
  }
  return found;
};

const componentTest = (component: string): ((name: string) => boolean) => {
  const source = component
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".")
    .replace(/\[!/g, "[^");
  const pattern = compiled(`^${source}$`);
  return (name) => (component.startsWith(".") || !name.startsWith(".")) && (pattern?.test(name) ?? false);
};

const compiled = (source: string): RegExp | undefined => {
  try {
    return new RegExp(source);
  } catch {
    // An unclosed `[`: make takes it literally, and no name is found.
    return undefined;
  }
};
