/** textDocument/didOpen, didChange, didSave and didClose: incremental, and never a word to the disk. */
import { TextDocumentSyncKind } from "vscode-languageserver";
import type { Feature } from "../feature.ts";
import { guardTask } from "../guard.ts";

export const textDocuments: Feature = {
  capability: () => ({
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
  }),
  register(connection, { log, files }) {
    connection.onDidOpenTextDocument(
      guardTask(log, "didOpen", ({ textDocument: { uri, languageId, version, text } }) =>
        files.open(uri, languageId, version, text),
      ),
    );
    connection.onDidChangeTextDocument(
      guardTask(log, "didChange", ({ textDocument, contentChanges }) =>
        files.change(textDocument.uri, textDocument.version, contentChanges),
      ),
    );
    connection.onDidSaveTextDocument(
      guardTask(log, "didSave", ({ textDocument }) => files.save(textDocument.uri)),
    );
    connection.onDidCloseTextDocument(
      guardTask(log, "didClose", ({ textDocument }) => files.close(textDocument.uri)),
    );
  },
};
