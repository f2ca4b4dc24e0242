/**
 * textDocument/diagnostic and workspace/diagnostic, for clients that pull. Files that are not open reach a client as
 * related documents where it takes them, and in the workspace's report; that request stays open and streams what
 * changes where the client gave a token for partial results, as the protocol foresees.
 */
import {
  type CancellationToken,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
  type ResultProgressReporter,
  type UnchangedDocumentDiagnosticReport,
  type WorkDoneProgressReporter,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import { pathOf } from "../convert.ts";
import { type DiagnosticReport, toWorkspaceReport } from "../delivery.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";
import type { Session } from "../session.ts";
import { isPullClient } from "../traits.ts";
import { pathsOf } from "../workset.ts";

export const diagnostic: Feature = {
  capability: (client) =>
    isPullClient(client)
      ? {
          diagnosticProvider: { identifier: "kmod", interFileDependencies: true, workspaceDiagnostics: true },
        }
      : {},
  register(connection, session, client) {
    if (!isPullClient(client)) return;
    const wantsRelated = client.textDocument?.diagnostic?.relatedDocumentSupport === true;
    connection.languages.diagnostics.on(
      guardRequest(session.log, "diagnostic", async ({ textDocument, previousResultId }, token) => {
        const path = pathOf(textDocument.uri);
        await session.ready(path, token);
        const own = toReport(session.delivery.reportOf(path), previousResultId);
        return wantsRelated ? { ...own, relatedDocuments: relatedTo(path, session) } : own;
      }),
    );
    connection.languages.diagnostics.onWorkspace(
      guardRequest(
        session.log,
        "workspace diagnostic",
        (params: WorkspaceDiagnosticParams, token, _work: WorkDoneProgressReporter, partial?: Partial) =>
          workspaceReport(session, params, token, partial),
      ),
    );
  },
};

const toReport = (
  report: DiagnosticReport | undefined,
  previous: string | undefined,
): DocumentDiagnosticReport => {
  if (report === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
  const { resultId } = report;
  if (previous === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...report.items] };
};

type RelatedReport = FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport;

/** The other files of the modules that a file belongs to, and the Kbuild files that list it. */
function relatedTo(path: string, session: Session): Record<string, RelatedReport> {
  const paths = new Set<string>();
  for (const concern of session.concernsOf(path)) {
    for (const other of pathsOf(concern)) paths.add(other);
    for (const file of concern.group?.project?.kbuild.files.keys() ?? []) paths.add(file);
  }
  paths.delete(path);
  const related: Record<string, RelatedReport> = {};
  for (const other of paths) {
    const report = session.delivery.reportOf(other);
    if (report) related[report.uri] = { kind: "full", resultId: report.resultId, items: [...report.items] };
  }
  return related;
}

/** Streams parts of the answer, where the client gave a token for them. */
type Partial = ResultProgressReporter<WorkspaceDiagnosticReportPartialResult>;

const nothingIn = (uri: string): WorkspaceDocumentDiagnosticReport => ({
  kind: DocumentDiagnosticReportKind.Full,
  uri,
  version: null,
  items: [],
});

async function workspaceReport(
  session: Session,
  params: WorkspaceDiagnosticParams,
  token: CancellationToken,
  partial: Partial | undefined,
): Promise<WorkspaceDiagnosticReport> {
  const known = new Map(params.previousResultIds.map(({ uri, value }) => [uri, value]));
  await session.settled(token);
  const reports = [...session.delivery.reports()];
  const gone = [...known.keys()].filter((uri) => !reports.some((report) => report.uri === uri));
  const items = [
    ...reports.map((report) => toWorkspaceReport(report, known.get(report.uri))),
    ...gone.map(nothingIn),
  ];
  if (partial === undefined) return { items };
  partial.report({ items });
  const stop = session.delivery.onChange((changed) =>
    partial.report({ items: changed.map((report) => toWorkspaceReport(report, undefined)) }),
  );
  try {
    await new Promise<void>((resolve) => {
      token.onCancellationRequested(() => resolve());
    });
  } finally {
    stop.dispose();
  }
  return { items: [] };
}
