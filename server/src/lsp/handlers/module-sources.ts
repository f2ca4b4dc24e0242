/** kmod/moduleSources: what the sources of modules say, for who loads them. */
import {
  type ModuleSourcesParams,
  type ModuleSourcesResult,
  moduleSourcesRequest,
} from "../../protocol/messages.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";

export const moduleSources: Feature = {
  capability: () => ({}),
  register(connection, session) {
    connection.onRequest(
      moduleSourcesRequest,
      guardRequest(
        session.log,
        "module sources",
        async ({ names }: ModuleSourcesParams, token): Promise<ModuleSourcesResult> => {
          await session.started(token);
          return { modules: await session.moduleSources(names && new Set(names)) };
        },
      ),
    );
  },
};
