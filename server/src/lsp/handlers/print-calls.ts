/** kmod/printCalls: how modules print into the kernel's log, for who links its lines to their calls. */
import { type PrintCallsParams, type PrintCallsResult, printCallsRequest } from "../../protocol/messages.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";
import { printCalls as findPrintCalls } from "../module-questions.ts";

export const printCalls: Feature = {
  capability: () => ({}),
  register(connection, session) {
    const { documents, folders, log } = session;
    connection.onRequest(
      printCallsRequest,
      guardRequest(
        log,
        "print calls",
        async ({ names }: PrintCallsParams, token): Promise<PrintCallsResult> => {
          await session.started(token);
          const openFiles = Array.from(documents.all(), ({ path }) => path);
          const modules = await session.ask((engine) =>
            findPrintCalls(engine, folders, names && new Set(names), openFiles),
          );
          return { modules: modules ?? [] };
        },
      ),
    );
  },
};
