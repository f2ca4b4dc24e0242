/** Makes every text of the bundle stand in brackets, as a language would make it other words. To be imported first. */
import { readFileSync } from "node:fs";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as v from "valibot";

const file = path.resolve(import.meta.dirname, "../../../l10n/bundle.l10n.json");
/** A key, and its text; with a comment for translators the text is a part of it. */
const text = v.union([
  v.string(),
  v.pipe(
    v.object({ message: v.string() }),
    v.transform(({ message }) => message),
  ),
]);
const bundle = v.parse(v.record(v.string(), text), JSON.parse(readFileSync(file, "utf8")));

l10n.config({
  contents: Object.fromEntries(Object.entries(bundle).map(([key, message]) => [key, `⟦${message}⟧`])),
});
