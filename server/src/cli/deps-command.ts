/** `kmod-lint deps`: which module needs which, and in what order they load. */
import {
  createProviders,
  type DependencyEdge,
  type DependencyGraph,
  type DependencyNode,
  dependencyGraph,
} from "../core/symbols/dependencies.ts";
import { dependencyDot } from "../core/symbols/dependency-dot.ts";
import { grouped } from "../core/text/grouped.ts";
import { type Paint, painter, plural, visible } from "./format/paint.ts";
import type { DepsOptions } from "./inspect-options.ts";
import { createPlacer, type Placer } from "./places.ts";
import { displayPath, type ExitStatus } from "./report.ts";
import { type ReadModules, readModules, type SymbolContext } from "./symbol-reading.ts";
import { kernelJson } from "./symbols-command.ts";

/**
 * @returns 1 where modules need each other in a cycle: depmod refuses them
 * @throws UsageError
 */
export const deps = async (options: DepsOptions, context: SymbolContext): Promise<ExitStatus> => {
  const { io } = context;
  const read = await readModules(options, context);
  const graph = dependencyGraph(read.modules, createProviders(read.modules, read.kernelSymbols), {
    withKernelModules: options.kernelModules,
  });
  const notices = read.modules.length === 0 ? [...read.notices, "no module here"] : read.notices;
  await io.stderr.write(notices.map((line) => `kmod-lint: ${line}\n`).join(""));
  await io.stdout.write(written(graph, read, options, context));
  return graph.cycles.length > 0 ? 1 : 0;
};

const written = (
  graph: DependencyGraph,
  read: ReadModules,
  { format, color }: DepsOptions,
  { io }: SymbolContext,
): string => {
  switch (format) {
    case "dot":
      return dependencyDot(graph);
    case "json":
      return depsJson(graph, read, createPlacer(io.workingDirectory), io.workingDirectory);
    case "text":
      return depsText(graph, painter(color, io));
  }
};

const depsJson = (
  graph: DependencyGraph,
  read: ReadModules,
  placeOf: Placer,
  workingDirectory: string,
): string => {
  const nodes = graph.nodes.map(({ id, name, kind, listed, sources }) => ({
    id,
    name,
    kind,
    kbuild: listed === undefined ? null : placeOf(listed),
    sources: sources.map((source) => displayPath(source, workingDirectory)),
  }));
  const edges = graph.edges.map(({ from, to, kind, symbols }) => ({
    from,
    to,
    kind,
    symbols: symbols.map(({ name, certainty, place }) => ({ name, certainty, ...placeOf(place) })),
  }));
  const { order, cycles } = graph;
  return `${JSON.stringify({ version: 1, kernel: kernelJson(read), nodes, edges, order, cycles }, null, 1)}\n`;
};

/** Modules in the order they load, each with what it needs; then what cannot be loaded at all. */
const depsText = (graph: DependencyGraph, paint: Paint): string => {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = grouped(graph.edges, ({ from }) => from);
  const cyclic = new Set(graph.cycles.flat());
  if (nodes.size === 0) return "";
  const ordered = graph.order.flatMap((id) => nodes.get(id) ?? []);
  const width = String(ordered.length).length;
  const lines = ordered.flatMap((node, at) => [
    `${String(at + 1).padStart(width)}. ${nodeText(node, cyclic.has(node.id), paint)}`,
    ...(edges.get(node.id) ?? []).map(
      (edge) => `${" ".repeat(width + 2)}${edgeText(edge, nodes.get(edge.to)?.name ?? edge.to, paint)}`,
    ),
  ]);
  const cycles = graph.cycles.map((cycle) => {
    const way = [...cycle, ...cycle.slice(0, 1)].map((id) => visible(nodes.get(id)?.name ?? id)).join(" -> ");
    return `${paint(["red"], "cycle:")} ${way}: depmod refuses them, and none of them can be loaded\n`;
  });
  const sources = graph.nodes.filter(({ kind }) => kind === "source").length;
  const hard = graph.edges.filter(({ kind }) => kind === "symbols").length;
  const counts = `${plural(sources, "module")}, ${hard} ${hard === 1 ? "dependency" : "dependencies"}`;
  return `load order\n${lines.join("\n")}\n${cycles.join("")}${counts}\n`;
};

const nodeText = ({ name, id, kind }: DependencyNode, isCyclic: boolean, paint: Paint): string => {
  const shown = visible(name);
  switch (kind) {
    case "source":
      return `${paint(isCyclic ? ["bold", "red"] : ["bold"], shown)}${id === name ? "" : paint(["dim"], `  ${visible(id)}`)}`;
    case "kernel":
      return paint(["dim"], `${shown}  of the kernel: ${visible(id)}`);
    case "missing":
      return paint(["dim"], `${shown}  not built here`);
  }
};

const edgeText = ({ kind, symbols }: DependencyEdge, to: string, paint: Paint): string => {
  if (kind !== "symbols")
    return `${kind === "pre" ? "before it" : "after it"}: ${visible(to)} ${paint(["dim"], "(MODULE_SOFTDEP)")}`;
  const names = symbols.map(({ name }) => visible(name));
  const shown = names.slice(0, mostNames).join(", ");
  const more = names.length > mostNames ? `, ... ${names.length - mostNames} more` : "";
  return `needs ${visible(to)}: ${paint(["dim"], shown + more)}`;
};

const mostNames = 3;
