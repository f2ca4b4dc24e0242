/** textDocument/codeAction: each finding's fixes, every safe fix at once, and comments that silence a rule. */
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextEdit as ProtocolEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Finding, Fix } from "../../core/lint/finding.ts";
import { silencingEdit } from "../../core/lint/silence.ts";
import { suppressionRule } from "../../core/lint/suppress.ts";
import type { TextEdit } from "../../core/text/span.ts";
import { pathOf, toTextEdit, uriOfPath } from "../convert.ts";
import type { OpenDocument } from "../documents.ts";
import type { Feature } from "../feature.ts";
import { safeEdits } from "../fix-all.ts";
import { guardRequest } from "../guard.ts";
import type { Session } from "../session.ts";

/** What `editor.codeActionsOnSave` names. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.kmod`;

export const codeAction: Feature = {
  capability: () => ({ codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] } }),
  register(connection, session, client) {
    connection.onCodeAction(
      guardRequest(
        session.log,
        "codeAction",
        async (params: CodeActionParams, token): Promise<CodeAction[]> => {
          await session.checked(token);
          const document = session.documents.at(pathOf(params.textDocument.uri));
          if (!document?.isReadable || document.kind === "other") return [];
          const asked = params.context.only;
          return [
            ...(wants(asked, CodeActionKind.QuickFix)
              ? await quickFixes(document, session, params, client)
              : []),
            // Only on demand: it is no answer to "what can be done here".
            ...(asked && wants(asked, fixAllKind) ? fixAll(document, session, client) : []),
          ];
        },
      ),
    );
  },
};

const wants = (only: readonly string[] | undefined, kind: string): boolean =>
  only === undefined || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));

async function quickFixes(
  document: OpenDocument,
  session: Session,
  { range, context }: CodeActionParams,
  client: ClientCapabilities,
): Promise<CodeAction[]> {
  const start = document.text.offsetAt(range.start);
  const end = document.text.offsetAt(range.end);
  const here = session
    .findingsAt(document.path)
    .filter((finding) => finding.span.start <= end && start <= finding.span.end);
  const diagnosticsOf = (finding: Finding): Diagnostic[] => {
    const { line, character } = document.text.positionAt(finding.span.start);
    const isSame = ({ code, range: { start: from } }: Diagnostic) =>
      code === finding.rule && from.line === line && from.character === character;
    return context.diagnostics.filter(isSame);
  };
  const fixes = await Promise.all(
    here.flatMap((finding) =>
      finding.fixes.map(async (fix) => {
        const target = fix.path === undefined ? document.text : await textAt(fix.path, session);
        return target ? [fixAction(finding, fix, diagnosticsOf(finding), target, client)] : [];
      }),
    ),
  );
  const silencing = here.flatMap((finding) =>
    silenceAction(finding, diagnosticsOf(finding), document, client),
  );
  return [...fixes.flat(), ...silencing];
}

/** What an edit is placed in: an open document's text, or one from the disk, which has no version. */
type EditTarget = Pick<TextDocument, "uri" | "positionAt"> & { readonly version: number | null };

async function textAt(path: string, session: Session): Promise<EditTarget | undefined> {
  const open = session.documents.at(path);
  if (open) return open.text;
  const text = await session.host.disk.readText(path);
  if (text === undefined) return undefined;
  const uri = uriOfPath(path);
  const document = TextDocument.create(uri, "makefile", 0, text);
  return { uri, version: null, positionAt: (offset) => document.positionAt(offset) };
}

const fixAction = (
  finding: Finding,
  fix: Fix,
  diagnostics: Diagnostic[],
  target: EditTarget,
  client: ClientCapabilities,
): CodeAction => ({
  title: fix.title,
  kind: CodeActionKind.QuickFix,
  diagnostics,
  edit: toWorkspaceEdit(target, fix.edits, client),
  ...(fix === finding.fixes.find(({ isSafe }) => isSafe) && { isPreferred: true }),
});

function silenceAction(
  { rule, span }: Finding,
  diagnostics: Diagnostic[],
  document: OpenDocument,
  client: ClientCapabilities,
): CodeAction[] {
  if (rule === suppressionRule) return [];
  const edit = silencingEdit(
    document.text.getText(),
    span.start,
    rule,
    document.kind === "c" ? "c" : "kbuild",
  );
  if (!edit) return [];
  const title = `Disable ${rule} for this line`;
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      edit: toWorkspaceEdit(document.text, [edit], client),
    },
  ];
}

function fixAll(document: OpenDocument, session: Session, client: ClientCapabilities): CodeAction[] {
  const { path, kind, text } = document;
  // A Kbuild file's other findings depend on the whole project: its fixes are made in one round.
  const check = kind === "c" ? (changed: string) => session.findingsWith(path, changed) : undefined;
  const edits = safeEdits(path, text.getText(), session.findingsAt(path), check);
  if (edits.length === 0) return [];
  return [
    {
      title: "Fix all that Kmod can fix safely",
      kind: fixAllKind,
      edit: toWorkspaceEdit(document.text, edits, client),
    },
  ];
}

/** With the version of the text where the client takes it: then it refuses edits of a text that has changed since. */
function toWorkspaceEdit(
  target: EditTarget,
  edits: readonly TextEdit[],
  client: ClientCapabilities,
): WorkspaceEdit {
  const { uri, version } = target;
  const changes: ProtocolEdit[] = edits.map((edit) => toTextEdit(target, edit));
  if (client.workspace?.workspaceEdit?.documentChanges === true)
    return { documentChanges: [{ textDocument: { uri, version }, edits: changes }] };
  return { changes: { [uri]: changes } };
}
