/** The page of the picture: no remote content, and scripts and styles only with this page's nonce. */
import * as l10n from "@vscode/l10n";
import { htmlText, pageLanguage, wordsElement } from "../page-html.ts";
import { pageWords } from "./page-words.ts";

/** @param script the bundle of client/webview/dependencies.ts */
export const dependencyPage = (script: string, nonce: string): string => `<!DOCTYPE html>
<html lang="${htmlText(pageLanguage())}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}';">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(l10n.t("Module Dependencies"))}</title>
<style nonce="${nonce}">${styles}</style>
</head>
<body>
<header>
<div id="caption" role="status"></div>
<div role="toolbar" aria-label="${htmlText(l10n.t("Picture"))}">
<button id="zoom-out" title="${htmlText(l10n.t("Zoom out (-)"))}" aria-label="${htmlText(l10n.t("Zoom out"))}">−</button>
<button id="zoom-in" title="${htmlText(l10n.t("Zoom in (+)"))}" aria-label="${htmlText(l10n.t("Zoom in"))}">+</button>
<button id="fit" title="${htmlText(l10n.t("Show everything (0)"))}">${htmlText(l10n.t("Fit"))}</button>
<button id="refresh">${htmlText(l10n.t("Refresh"))}</button>
<button id="export">${htmlText(l10n.t("Export as SVG..."))}</button>
<button id="copy">${htmlText(l10n.t("Copy DOT"))}</button>
</div>
</header>
<div role="status"><ul id="warnings"></ul></div>
<main id="stage"></main>
<footer><span class="own">${htmlText(l10n.t("of this project"))}</span><span class="kernel">${htmlText(l10n.t("of the kernel"))}</span><span class="soft">${htmlText(l10n.t("soft dependency"))}</span><span>${htmlText(l10n.t("drag or arrow keys move, + and − zoom, Tab goes through modules and arrows"))}</span></footer>
<div id="tip" role="tooltip" hidden></div>
${wordsElement(pageWords())}
<script nonce="${nonce}">${script.replaceAll("</script", "<\\/script")}</script>
</body>
</html>`;

const styles = `
html, body { height: 100%; margin: 0; padding: 0; }
body { display: flex; flex-direction: column; overflow: hidden; color: var(--vscode-foreground); background: var(--vscode-editor-background); font: var(--vscode-font-size) var(--vscode-font-family); }
header { display: flex; gap: 12px; align-items: center; justify-content: space-between; flex-wrap: wrap; padding: 6px 12px; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
header [role="toolbar"] { display: flex; gap: 4px; }
button { font: inherit; color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; padding: 3px 9px; cursor: pointer; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
button:disabled { opacity: 0.5; cursor: default; }
#warnings { list-style: none; margin: 0; padding: 0; }
#warnings li { padding: 5px 12px; color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground)); background: var(--vscode-inputValidation-warningBackground); border-bottom: 1px solid var(--vscode-inputValidation-warningBorder); }
#stage { flex: 1; min-height: 0; position: relative; overflow: hidden; }
#stage > p { max-width: 46em; margin: 15vh auto 0; padding: 0 24px; text-align: center; line-height: 1.6; color: var(--vscode-descriptionForeground); }
#stage > svg { position: absolute; inset: 0; width: 100%; height: 100%; cursor: grab; touch-action: none; }
#stage > svg.dragging { cursor: grabbing; }
.node:focus, .edge:focus { outline: none; }
.node:focus-visible, .edge:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
footer { display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 5px 12px; font-size: 0.9em; color: var(--vscode-descriptionForeground); border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
footer .own::before, footer .kernel::before, footer .soft::before { content: ""; display: inline-block; width: 16px; height: 9px; margin-right: 6px; border-radius: 2px; border: 1px solid var(--vscode-foreground); }
footer .own::before { background: var(--vscode-button-background); border-color: var(--vscode-contrastBorder, var(--vscode-button-background)); }
footer .kernel::before { border-color: var(--vscode-descriptionForeground); }
footer .soft::before { height: 0; border: 0; border-top: 1px dashed var(--vscode-foreground); border-radius: 0; vertical-align: middle; }
#tip { position: fixed; max-width: 420px; max-height: 50vh; overflow: hidden; padding: 6px 9px; white-space: pre-wrap; overflow-wrap: anywhere; pointer-events: none; color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground)); background: var(--vscode-editorHoverWidget-background); border: 1px solid var(--vscode-editorHoverWidget-border); font-size: 0.95em; z-index: 2; }
`;
