/** The command behind the lens above an exported function: shows where other modules use it, as a peek. */
import * as vscode from "vscode";
import type { Location, Position } from "vscode-languageclient/node";
import { showReferencesCommand as command } from "../../../server/src/protocol/messages.ts";

/** Called by the server's code lenses only, with places as the protocol has them. */
export const showReferencesCommand = (): vscode.Disposable =>
  vscode.commands.registerCommand(
    command,
    async (uri: string, position: Position, locations: readonly Location[]) => {
      await vscode.commands.executeCommand(
        "editor.action.showReferences",
        vscode.Uri.parse(uri),
        new vscode.Position(position.line, position.character),
        locations.map(toLocation),
      );
    },
  );

const toLocation = ({ uri, range: { start, end } }: Location): vscode.Location =>
  new vscode.Location(
    vscode.Uri.parse(uri),
    new vscode.Range(start.line, start.character, end.line, end.character),
  );
