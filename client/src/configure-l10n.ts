/**
 * Gives the texts the editor's language. To be imported before everything else in each bundle that has texts: some are
 * made when their files are loaded, and each bundle has its own `@vscode/l10n`.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";

// VS Code has read it before it loads the extension (package.json, `l10n`); undefined: the editor speaks English.
if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
