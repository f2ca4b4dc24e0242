/**
 * `l10n/bundle.l10n.json`: every text that the client shows, for translators. A translation is a file beside it that is
 * called as its language, `bundle.l10n.de.json`, and gives some of these keys other texts. Its form is that of VS Code's
 * @vscode/l10n-dev, whose export of the same sources is the same.
 */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../paths.ts";
import { type SourceTexts, textsOf } from "./source-texts.ts";

export const bundleFile = path.join("l10n", "bundle.l10n.json");

/** The texts of each file of the client. */
export function clientTexts(): ReadonlyMap<string, SourceTexts> {
  const files = globSync("client/src/**/*.ts", { cwd: repository }).toSorted();
  return new Map(files.map((file) => [file, read(file)]));
}

/** What `bundleFile` is to say. */
export function l10nBundle(): string {
  const texts = [...clientTexts().values()].flatMap(({ translated }) => translated);
  const entries = texts
    .toSorted((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ key, message, comment }) => [
      key,
      comment === undefined ? message : { message, comment: [comment] },
    ]);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

function read(file: string): SourceTexts {
  try {
    return textsOf(readFileSync(path.join(repository, file), "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read for its texts`, { cause: error });
  }
}
