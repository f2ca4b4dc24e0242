/** kmod/status and kmod/moduleAt: what the client shows of the kernel in use and the module under the cursor. */
import type { CancellationToken } from "vscode-languageserver";
import {
  type ModuleAt,
  type ModuleAtParams,
  type ModuleAtResult,
  moduleAtRequest,
  statusNotification,
} from "../../protocol/messages.ts";
import { pathOf } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardRequest, guardTask } from "../guard.ts";

export const status: Feature = {
  capability: () => ({}),
  register(connection, session) {
    const { log, environment } = session;
    environment.onStatus(
      guardTask(log, "status", (current) => connection.sendNotification(statusNotification, current)),
    );
    connection.onRequest(
      moduleAtRequest,
      guardRequest(
        log,
        "moduleAt",
        async ({ uri }: ModuleAtParams, token: CancellationToken): Promise<ModuleAtResult> => {
          await session.settled(token);
          const path = pathOf(uri);
          const modules = session
            .concernsOf(path)
            .flatMap(({ models }) => models)
            .flatMap((model): ModuleAt[] => {
              const isOf = model.included.has(path) || model.files.some((file) => file.path === path);
              if (!model.kbuild || !isOf) return [];
              const { name, file, objects } = model.kbuild;
              // The kernel shows dashes as underscores (scripts/Makefile.lib, name-fix).
              return [{ name: name.replaceAll("-", "_"), kbuildFile: file, objects: objects.length }];
            });
          return { modules: distinct(modules) };
        },
      ),
    );
  },
};

/** Each kernel in use has an evaluation of its own: what all of them build is one module. */
const distinct = (modules: readonly ModuleAt[]): readonly ModuleAt[] => [
  ...new Map(modules.map((module) => [`${module.kbuildFile} ${module.name}`, module])).values(),
];
