/**
 * Brings diagnostics to the client, one way or the other: pushed as they change, or kept for a client that pulls.
 * Positions are made here, once, when a file's findings or text have changed.
 */
import type { Connection, Diagnostic, WorkspaceDocumentDiagnosticReport } from "vscode-languageserver";
import { DocumentDiagnosticReportKind } from "vscode-languageserver";
import type { Finding } from "../core/lint/finding.ts";
import { type Places, toDiagnostic } from "./convert.ts";

export interface DiagnosticReport {
  readonly uri: string;
  readonly path: string;
  /** The version of the open document that was checked; undefined for a file that is not open. */
  readonly version: number | undefined;
  readonly resultId: string;
  readonly items: readonly Diagnostic[];
}

export interface ChangedPath {
  readonly path: string;
  /** The client knows of the change: it edited the file itself. */
  readonly isExpected: boolean;
}

export interface Delivery {
  deliver(changed: readonly ChangedPath[]): void;
  /** undefined for a file of which nothing was ever said. */
  reportOf(path: string): DiagnosticReport | undefined;
  reports(): Iterable<DiagnosticReport>;
  /** Calls back with what has changed, each time something has; until disposed. */
  onChange(listen: (reports: readonly DiagnosticReport[]) => void): { dispose(): void };
  /** The client forgot what it was told: a closed document. */
  forget(path: string): void;
}

export interface DeliveryOptions {
  readonly connection: Connection;
  readonly mode: "push" | "pull";
  readonly canRefresh: boolean;
  readonly places: Places;
  readonly pageOf: (rule: string) => string;
  readonly findingsAt: (path: string) => readonly Finding[];
  readonly versionOf: (path: string) => number | undefined;
  /** A notification or request to the client failed: it is gone, or does not keep its word. */
  readonly onFailure: (error: unknown) => void;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { connection, places } = options;
  const kept = new Map<string, DiagnosticReport>();
  const listeners = new Set<(reports: readonly DiagnosticReport[]) => void>();
  let count = 0;
  const reportFor = (path: string): DiagnosticReport => {
    const positions = places.positionsOf(path);
    const findings = positions ? options.findingsAt(path) : [];
    const items = positions
      ? findings.map((finding) => toDiagnostic(finding, positions, places, options.pageOf))
      : [];
    count++;
    return {
      uri: places.uriOf(path),
      path,
      version: options.versionOf(path),
      resultId: String(count),
      items,
    };
  };
  const push = ({ uri, version, items }: DiagnosticReport): void => {
    const params = { uri, diagnostics: [...items], ...(version !== undefined && { version }) };
    connection.sendDiagnostics(params).catch(options.onFailure);
  };
  return {
    deliver(changed) {
      const reports = changed.map(({ path }) => reportFor(path));
      for (const report of reports) kept.set(report.path, report);
      if (options.mode === "push") for (const report of reports) push(report);
      else if (
        options.canRefresh &&
        changed.some((one) => !one.isExpected && options.versionOf(one.path) !== undefined)
      )
        connection.languages.diagnostics.refresh().catch(options.onFailure);
      for (const listen of listeners) listen(reports);
      for (const { path, version, items } of reports)
        if (version === undefined && items.length === 0) kept.delete(path);
    },
    reportOf: (path) => kept.get(path),
    reports: () => [...kept.values()],
    onChange(listen) {
      listeners.add(listen);
      return { dispose: () => void listeners.delete(listen) };
    },
    forget: (path) => void kept.delete(path),
  };
}

/** A report for a workspace pull; unchanged where the client has it already. */
export const toWorkspaceReport = (
  report: DiagnosticReport,
  previous: string | undefined,
): WorkspaceDocumentDiagnosticReport => {
  const { uri, resultId } = report;
  const version = report.version ?? null;
  if (previous === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items: [...report.items] };
};
