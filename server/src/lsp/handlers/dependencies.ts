/** kmod/dependencies: the modules of a project and which of them need which, for the picture in the editor. */
import type { CancellationToken } from "vscode-languageserver";
import { createProviders, type DependencyGraph, dependencyGraph } from "../../core/symbols/dependencies.ts";
import { dependencyDot } from "../../core/symbols/dependency-dot.ts";
import type { SymbolPlace } from "../../core/symbols/module-symbols.ts";
import {
  type DependenciesParams,
  type DependenciesResult,
  type DependencyPlace,
  dependenciesRequest,
} from "../../protocol/messages.ts";
import { pathOf, uriOfPath } from "../convert.ts";
import { createDependencyReader, type ReadProject } from "../dependency-reader.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";

export const dependencies: Feature = {
  capability: () => ({}),
  register(connection, session) {
    const { log, host, documents, environment } = session;
    const reader = createDependencyReader({
      disk: host.disk,
      optionTypes: (tree) => host.optionTypes(tree),
      openText: (path) => documents.at(path)?.text.getText(),
    });
    connection.onRequest(
      dependenciesRequest,
      guardRequest(
        log,
        "dependencies",
        async ({ uri }: DependenciesParams, token: CancellationToken): Promise<DependenciesResult> => {
          await session.started(token);
          const kernel = environment.facts();
          const project = kernel && (await reader.read(pathOf(uri), kernel, token));
          if (project === undefined) return nothing;
          const providersOf = createProviders(project.modules, kernel?.symbols);
          const graph = dependencyGraph(project.modules, providersOf, { withKernelModules: true });
          return answer(project, graph, kernel?.symbols !== undefined);
        },
      ),
    );
  },
};

const nothing: DependenciesResult = {
  folder: undefined,
  nodes: [],
  edges: [],
  cycles: [],
  dot: "",
  isKernelKnown: false,
};

const answer = (
  { folder, tooMany, placeOf }: ReadProject,
  graph: DependencyGraph,
  isKernelKnown: boolean,
): DependenciesResult => {
  const written = (place: SymbolPlace | undefined): DependencyPlace | undefined =>
    place && { uri: uriOfPath(place.path), ...placeOf(place) };
  return {
    folder,
    isKernelKnown,
    ...(tooMany !== undefined && { tooMany }),
    cycles: graph.cycles,
    dot: dependencyDot(graph),
    nodes: graph.nodes.map(({ id, name, kind, listed, sources }) => {
      const [only] = sources;
      const source = sources.length === 1 && only !== undefined ? { path: only, start: 0, end: 0 } : listed;
      return { id, name, kind, place: written(source) };
    }),
    edges: graph.edges.map(({ from, to, kind, symbols }) => ({
      from,
      to,
      kind,
      symbols: symbols.map(({ name }) => name),
      place: written(symbols[0]?.place),
    })),
  };
};
