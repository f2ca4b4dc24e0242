/** Diagnostics for clients that ask for them (LSP 3.17, "Pull Diagnostics"): such a client is never pushed to. */
import { afterEach, expect, test } from "vitest";
import type { ClientCapabilities, WorkspaceDiagnosticReport } from "vscode-languageserver-protocol/node";
import { type LspClient, startClient, uriOf } from "../support/lsp-client.ts";
import { type TestHost, testHost } from "../support/lsp-host.ts";

interface Report {
  readonly kind: "full" | "unchanged";
  readonly resultId: string;
  readonly items: readonly { readonly code: string }[];
  readonly relatedDocuments?: Readonly<Record<string, Report>>;
}

let client: LspClient;
let host: TestHost;

afterEach(() => client.dispose());

const capabilities: ClientCapabilities = {
  textDocument: { diagnostic: { relatedDocumentSupport: true } },
  workspace: { diagnostics: { refreshSupport: true } },
};

const duo = {
  "/p/Kbuild": "obj-m := duo.o\nduo-y := a.o b.o\n",
  "/p/a.c": "#include <linux/module.h>\nint bad_a(void) { return 0; }\n",
  "/p/b.c": 'void bad_b(void) { }\nMODULE_LICENSE("GPL");\nMODULE_AUTHOR("me");\n',
};

const start = async (
  files: Record<string, string>,
  announced: ClientCapabilities = capabilities,
): Promise<void> => {
  host = testHost(files);
  client = await startClient({ host, capabilities: announced });
};

const pull = (path: string, previousResultId?: string): Promise<Report> =>
  client.request("textDocument/diagnostic", { textDocument: { uri: uriOf(path) }, previousResultId });

const codes = (report: Report | undefined): readonly string[] | undefined =>
  report?.items.map(({ code }) => code);

test("the capability is announced to clients that pull, with dependencies between files", async () => {
  await start({});
  expect(client.initialized.capabilities.diagnosticProvider).toEqual({
    identifier: "kmod",
    interFileDependencies: true,
    workspaceDiagnostics: true,
  });
});

test("it is not announced to clients that cannot pull", async () => {
  await start({}, {});
  expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
});

test("a file's report has its findings and those of the unopened files of its module", async () => {
  await start(duo);
  client.open("/p/a.c", duo["/p/a.c"]);
  const report = await pull("/p/a.c");
  expect(codes(report)).toEqual(["bad-name"]);
  expect(codes(report.relatedDocuments?.[uriOf("/p/b.c")])).toEqual(["bad-name"]);
  expect(client.published).toEqual([]);
});

test("a report that follows an edit is of the edited text", async () => {
  await start(duo);
  client.open("/p/a.c", duo["/p/a.c"]);
  await pull("/p/a.c");
  client.replace("/p/a.c", "bad_a", "good_a");
  expect(codes(await pull("/p/a.c"))).toEqual([]);
  expect(client.published).toEqual([]);
});

test("a report that the client has already is not sent again", async () => {
  await start(duo);
  client.open("/p/a.c", duo["/p/a.c"]);
  const { resultId } = await pull("/p/a.c");
  expect((await pull("/p/a.c", resultId)).kind).toBe("unchanged");
  client.replace("/p/a.c", "return 0", "return 1");
  expect((await pull("/p/a.c", resultId)).kind).toBe("full");
});

test("the client is asked to pull again when another open file's findings change", async () => {
  await start(duo);
  client.open("/p/a.c", duo["/p/a.c"]);
  client.open("/p/b.c", duo["/p/b.c"]);
  await pull("/p/b.c");
  client.replace("/p/a.c", "bad_a", "good_a");
  await client.message("workspace/diagnostic/refresh");
  expect(codes(await pull("/p/b.c"))).toEqual(["bad-name"]);
});

test("a file of no interest has an empty report", async () => {
  await start({ "/p/main.c": "" });
  client.open("/p/main.c", "int bad_main(void) { return 0; }\n");
  expect(codes(await pull("/p/main.c"))).toEqual([]);
});

test("a workspace report without a token for partial results is answered at once with every file", async () => {
  await start(duo);
  client.open("/p/a.c", duo["/p/a.c"]);
  const { items } = await client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", {
    previousResultIds: [],
  });
  expect(items.map(({ uri, version }) => [uri, version])).toEqual(
    expect.arrayContaining([
      [uriOf("/p/a.c"), 1],
      [uriOf("/p/b.c"), null],
    ]),
  );
});

test("a workspace report with a token stays open and streams what changes in unopened files", async () => {
  await start(duo);
  client.open("/p/a.c", duo["/p/a.c"]);
  const cancel = client.requestCancellable("workspace/diagnostic", {
    previousResultIds: [],
    partialResultToken: "t",
  });
  const ofSibling = async (): Promise<unknown> => {
    for (;;) {
      const { value } = await client.message<{ value: WorkspaceDiagnosticReport }>("$/progress");
      const report = value.items.find(({ uri }) => uri === uriOf("/p/b.c"));
      if (report?.kind === "full")
        return report.items.map(({ relatedInformation }) => relatedInformation?.length);
    }
  };
  expect(await ofSibling()).toEqual([1]);
  client.replace("/p/a.c", "bad_a", "good_a");
  expect(await ofSibling()).toEqual([undefined]);
  await cancel();
});

test("a workspace report says of a file that has nothing any more that it is empty", async () => {
  await start(duo);
  const previousResultIds = [{ uri: uriOf("/p/gone.c"), value: "7" }];
  const { items } = await client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", {
    previousResultIds,
  });
  expect(items).toEqual([{ kind: "full", uri: uriOf("/p/gone.c"), version: null, items: [] }]);
});
