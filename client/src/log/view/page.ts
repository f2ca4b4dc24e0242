/** The page of the kernel's log: no remote content, and scripts and styles only with this page's nonce. */
import * as l10n from "@vscode/l10n";
import { htmlText, pageLanguage, wordsElement } from "../../page-html.ts";
import { leastLevel } from "./log-filter.ts";
import { pageWords } from "./page-words.ts";

/** @param script the bundle of client/webview/kernel-log.ts */
export const logPage = (script: string, nonce: string): string => `<!DOCTYPE html>
<html lang="${htmlText(pageLanguage())}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}';">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(l10n.t("Kernel Log"))}</title>
<style nonce="${nonce}">${styles}</style>
</head>
<body>
<header>
<select id="target" aria-label="${htmlText(l10n.t("Machine"))}" title="${htmlText(l10n.t("Whose kernel's log is shown"))}"></select>
<input id="text" type="text" aria-label="${htmlText(l10n.t("Filter"))}" placeholder="${htmlText(l10n.t("Filter: text or /regular expression/"))}" spellcheck="false" autocomplete="off">
<select id="level" aria-label="${htmlText(l10n.t("Level"))}" title="${htmlText(l10n.t("The least important level that is shown"))}">${levelOptions()}</select>
<select id="module" aria-label="${htmlText(l10n.t("Module"))}" title="${htmlText(l10n.t("What stands before the first colon of a line"))}"></select>
<output id="count" aria-live="off"></output>
</header>
<p id="problem" role="alert" hidden></p>
<div id="notice" role="status" hidden></div>
<main id="frame">
<div id="log" role="listbox" tabindex="0" aria-label="${htmlText(l10n.t("Kernel log"))}" aria-multiselectable="true"><div id="space" role="presentation"></div><div id="rows" role="presentation"></div></div>
<button id="more" hidden></button>
</main>
${wordsElement(pageWords())}
<script nonce="${nonce}">${script.replaceAll("</script", "<\\/script")}</script>
</body>
</html>`;

const levels = (): readonly (readonly [level: number, words: string])[] => [
  [leastLevel, l10n.t("All levels")],
  [6, l10n.t("Info and above")],
  [5, l10n.t("Notices and above")],
  [4, l10n.t("Warnings and above")],
  [3, l10n.t("Errors and above")],
  [2, l10n.t("Critical and above")],
  [1, l10n.t("Alerts and above")],
  [0, l10n.t("Emergencies")],
];

const levelOptions = (): string =>
  levels()
    .map(([level, words]) => `<option value="${level}">${htmlText(words)}</option>`)
    .join("");

const styles = `
html, body { height: 100%; margin: 0; padding: 0; }
body { display: flex; flex-direction: column; overflow: hidden; color: var(--vscode-foreground); font: var(--vscode-font-size) var(--vscode-font-family); }
[hidden] { display: none !important; }
header { display: flex; flex-wrap: wrap; gap: 4px 6px; align-items: center; padding: 4px 12px 5px; }
select, input { box-sizing: border-box; height: 24px; font: inherit; border-radius: 2px; outline-offset: -1px; }
select { max-width: 11.5em; color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border: 1px solid var(--vscode-dropdown-border, transparent); padding: 0 2px; }
input { flex: 1 1 10em; min-width: 8em; padding: 2px 6px; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--vscode-input-border, transparent); }
input::placeholder { color: var(--vscode-input-placeholderForeground); }
input[aria-invalid="true"] { border-color: var(--vscode-inputValidation-errorBorder); }
select:focus, input:focus { outline: 1px solid var(--vscode-focusBorder); }
.narrowed { border-color: var(--vscode-inputOption-activeBorder); background: var(--vscode-inputOption-activeBackground); color: var(--vscode-inputOption-activeForeground); }
#count { color: var(--vscode-descriptionForeground); white-space: nowrap; margin-left: auto; }
#problem { margin: 0; padding: 3px 12px; color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground)); background: var(--vscode-inputValidation-errorBackground); border: solid var(--vscode-inputValidation-errorBorder); border-width: 1px 0; }
#notice { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; padding: 6px 12px; line-height: 1.5; color: var(--vscode-descriptionForeground); border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
#notice.alone { justify-content: center; flex-direction: column; padding-top: 4vh; text-align: center; max-width: 46em; margin: 0 auto; border: 0; }
button { font: inherit; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; padding: 2px 10px; cursor: pointer; }
button:hover { background: var(--vscode-button-hoverBackground); }
button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
#frame { flex: 1; min-height: 0; position: relative; }
#log { position: absolute; inset: 0; overflow: auto; overflow-anchor: none; outline: none; font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); font-weight: var(--vscode-editor-font-weight); }
#rows { position: absolute; top: 0; left: 0; min-width: 100%; width: max-content; }
.row { display: flex; box-sizing: border-box; height: var(--row-height); line-height: var(--row-height); padding: 0 12px 0 9px; border-left: 3px solid transparent; white-space: pre; cursor: default; }
.row:hover { background: var(--vscode-list-hoverBackground); }
.row[aria-selected="true"] { background: var(--vscode-list-inactiveSelectionBackground); color: var(--vscode-list-inactiveSelectionForeground); }
#log:focus .row[aria-selected="true"] { background: var(--vscode-list-activeSelectionBackground); color: var(--vscode-list-activeSelectionForeground); }
#log:focus .row.active { outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder)); outline-offset: -1px; }
.time { flex: none; color: var(--vscode-descriptionForeground); text-align: right; padding-right: 1.5ch; user-select: none; }
#log[data-times="relative"] .time { width: 12ch; }
#log[data-times="absolute"] .time { width: 12ch; }
#log[data-times="delta"] .time { width: 12ch; }
#log[data-times="none"] .time { display: none; }
.text { user-select: text; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); user-select: none; }
.prefix { color: var(--vscode-debugTokenExpression-name); }
.level-0 .text, .level-1 .text, .level-2 .text { color: var(--vscode-list-errorForeground, var(--vscode-errorForeground)); font-weight: bold; }
.level-3 .text { color: var(--vscode-list-errorForeground, var(--vscode-errorForeground)); }
.level-4 .text { color: var(--vscode-list-warningForeground, var(--vscode-editorWarning-foreground)); }
.level-7 .text { color: var(--vscode-descriptionForeground); }
.level-0 .prefix, .level-1 .prefix, .level-2 .prefix, .level-3 .prefix, .level-4 .prefix, .level-7 .prefix { color: inherit; }
#log:focus .row[aria-selected="true"] :is(.text, .time, .prefix) { color: inherit; }
mark { color: inherit; background: var(--vscode-editor-findMatchHighlightBackground); outline: 1px solid var(--vscode-editor-findMatchHighlightBorder, transparent); outline-offset: -1px; }
.placed .text { cursor: pointer; }
.placed .text:hover { text-decoration: underline; }
.trace { border-left-color: var(--vscode-editorError-foreground, var(--vscode-errorForeground)); }
.decoded { cursor: pointer; position: sticky; right: 12px; flex: none; margin-left: 2ch; padding: 0 4px; border: 0; color: var(--vscode-textLink-foreground); background: var(--vscode-panel-background, var(--vscode-editor-background)); font: inherit; font-family: var(--vscode-font-family); line-height: inherit; }
.decoded:hover { color: var(--vscode-textLink-activeForeground); background: var(--vscode-panel-background, var(--vscode-editor-background)); text-decoration: underline; }
.marker .text, .boot .text, .gap .text { display: flex; flex: 1; align-items: center; gap: 1ch; font-family: var(--vscode-font-family); font-size: 0.93em; color: var(--vscode-foreground); }
.marker .text::before, .marker .text::after, .boot .text::before, .boot .text::after, .gap .text::before, .gap .text::after { content: ""; flex: 1; border-top: 1px solid var(--vscode-textLink-foreground); opacity: 0.7; }
.marker .text::before, .boot .text::before, .gap .text::before { flex: 0 0 3ch; }
.boot .text::before, .boot .text::after { border-top: 3px double var(--vscode-foreground); }
.gap .text { color: var(--vscode-list-warningForeground, var(--vscode-editorWarning-foreground)); }
.gap .text::before, .gap .text::after { border-top: 1px dashed var(--vscode-editorWarning-foreground); }
.notice .text { font-style: italic; color: var(--vscode-descriptionForeground); }
#more { position: absolute; right: 24px; bottom: 14px; box-shadow: 0 1px 6px var(--vscode-widget-shadow); }
`;
