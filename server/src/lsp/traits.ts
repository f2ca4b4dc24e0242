/** What the server asks of a client's capabilities, each question in one place. */
import type { ClientCapabilities } from "vscode-languageserver";

/** Such a client asks for diagnostics; nothing is ever pushed to it. */
export const isPullClient = (client: ClientCapabilities): boolean =>
  client.textDocument?.diagnostic !== undefined;

export const canRefreshDiagnostics = (client: ClientCapabilities): boolean =>
  client.workspace?.diagnostics?.refreshSupport === true;

export const answersConfiguration = (client: ClientCapabilities): boolean =>
  client.workspace?.configuration === true;

export const canWatchFiles = (client: ClientCapabilities): boolean =>
  client.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;

/** Folders outside the workspace can be watched. */
export const canWatchRelative = (client: ClientCapabilities): boolean =>
  client.workspace?.didChangeWatchedFiles?.relativePatternSupport === true;
