/** What the pages of web views are made of besides their own markup: texts, and the words that their scripts show. Pure. */
import * as l10n from "@vscode/l10n";

/** A text between tags or in a quoted attribute. */
export const htmlText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Value of the attribute `lang`. */
export const pageLanguage = (): string =>
  l10n.t({
    message: "en",
    comment: "BCP 47 tag of the language of this translation, such as de or zh-Hans: screen readers read it.",
  });

/**
 * Words for a page's script, which `readWords` of client/webview/page-parts.ts reads: a script knows no language.
 * @param words texts, some with `{0}` for what only the script knows
 */
export const wordsElement = (words: Readonly<Record<string, string>>): string =>
  `<data id="words" value="${htmlText(JSON.stringify(words))}" hidden></data>`;
