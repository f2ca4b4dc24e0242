/** One thing the server can do for a client: what it announces, and how it answers. */
import type { ClientCapabilities, Connection, ServerCapabilities } from "vscode-languageserver";
import type { Session } from "./session.ts";

export interface Feature {
  /** What is announced to a client with these capabilities. */
  capability(client: ClientCapabilities): ServerCapabilities;
  /** Answers from now on. Called once, before the client's first request. */
  register(connection: Connection, session: Session, client: ClientCapabilities): void;
  /** What is left to do once the client is ready to answer. */
  initialized?(connection: Connection, session: Session, client: ClientCapabilities): Promise<void>;
}
