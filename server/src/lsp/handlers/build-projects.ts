/** kmod/buildProjects: what can be built in the workspace, and how. */
import type { DescribedProject } from "../../core/features/build-projects.ts";
import {
  type BuildProject,
  type BuildProjectsParams,
  type BuildProjectsResult,
  buildProjectsRequest,
} from "../../protocol/messages.ts";
import { buildProjects as findProjects } from "../build-projects.ts";
import { pathOf, uriOfPath } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";

export const buildProjects: Feature = {
  capability: () => ({}),
  register(connection, session) {
    const { documents, folders, host, log } = session;
    const textOf = async (path: string) =>
      documents.at(path)?.text.getText() ?? (await host.disk.readText(path));
    connection.onRequest(
      buildProjectsRequest,
      guardRequest(
        log,
        "build projects",
        async ({ uri }: BuildProjectsParams, token): Promise<BuildProjectsResult> => {
          await session.started(token);
          const openFiles = Array.from(documents.all(), ({ path }) => path);
          const path = uri === undefined ? undefined : pathOf(uri);
          const found = await session.ask((engine) =>
            findProjects(engine, { folders, openFiles, textOf }, path),
          );
          return { projects: (found ?? []).map(toProject) };
        },
      ),
    );
  },
};

const toProject = ({ folder, kbuildFile, kind, modules, makefile }: DescribedProject): BuildProject => ({
  folder: uriOfPath(folder),
  kbuildFile: uriOfPath(kbuildFile),
  kind,
  modules: modules.map(({ name, ko, sources }) => ({
    name,
    ko: uriOfPath(ko),
    sources: sources.map(uriOfPath),
  })),
  makefile: makefile && {
    uri: uriOfPath(makefile.path),
    targets: makefile.targets,
    kernelVariable: makefile.kernelVariable,
  },
});
