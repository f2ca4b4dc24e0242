/**
 * Which module needs which, and for what symbols: the graph that depmod would find in the built modules, from what
 * their sources say. Pure; a graph is plain data.
 */
import type { ExportedSymbol, SymbolTable } from "./exported.ts";
import { loadOrder, type Order } from "./load-order.ts";
import type { ImportCertainty, ModuleSymbols, SymbolPlace } from "./module-symbols.ts";

/** A module whose sources were read. */
export interface SourceModule {
  /** Tells it from all others: its path below the tree, as Module.symvers writes it. */
  readonly id: string;
  /** As lsmod shows it. */
  readonly name: string;
  /** Where the Kbuild file lists it. */
  readonly listed: SymbolPlace;
  /** Its C files, as linked. */
  readonly sources: readonly string[];
  readonly symbols: ModuleSymbols;
}

export interface Provider {
  /** `module`: one of those whose sources were read. */
  readonly kind: "vmlinux" | "kernel-module" | "module";
  /** `vmlinux`, the path that the kernel's Module.symvers gives, or the id of a module. */
  readonly module: string;
  readonly isGplOnly: boolean;
  readonly namespace: string | undefined;
}

export interface DependencyNode {
  readonly id: string;
  readonly name: string;
  /** `missing`: only a soft dependency names it, and nobody builds it here. */
  readonly kind: "source" | "kernel" | "missing";
  readonly listed: SymbolPlace | undefined;
  readonly sources: readonly string[];
}

export interface EdgeSymbol {
  readonly name: string;
  readonly certainty: ImportCertainty;
  /** The first use, in the module that needs it. */
  readonly place: SymbolPlace;
}

export interface DependencyEdge {
  readonly from: string;
  readonly to: string;
  /** `pre`, `post`: MODULE_SOFTDEP asks modprobe to load `to` before or after `from`. */
  readonly kind: "symbols" | "pre" | "post";
  /** By name. For a soft dependency the one place that asks for it. */
  readonly symbols: readonly EdgeSymbol[];
}

export interface DependencyGraph extends Order {
  readonly nodes: readonly DependencyNode[];
  readonly edges: readonly DependencyEdge[];
}

export interface GraphOptions {
  /** Also the kernel's own modules that are needed, as leaves. */
  readonly withKernelModules: boolean;
}

/** Who exports a name; the modules of the sources before the kernel's. */
export type ProvidersOf = (name: string) => readonly Provider[];

/** lsmod and modprobe take dashes for underscores. */
export const loadedName = (module: string): string =>
  module.slice(module.lastIndexOf("/") + 1).replaceAll("-", "_");

export const createProviders = (
  modules: readonly SourceModule[],
  kernel: SymbolTable | undefined,
): ProvidersOf => {
  const own = new Map<string, Provider[]>();
  for (const { id, symbols } of modules) {
    for (const { name, isGplOnly, namespace } of symbols.exports) {
      const provider: Provider = { kind: "module", module: id, isGplOnly, namespace };
      const known = own.get(name);
      if (known === undefined) own.set(name, [provider]);
      else if (!known.some((one) => one.module === id)) known.push(provider);
    }
  }
  // A module that is read stands for the kernel's module of that name, also where its sources do not spell an export.
  const ids = new Map(modules.map(({ id }) => [loadedName(id), id]));
  const ofKernel = ({ module, isGplOnly, namespace }: ExportedSymbol): Provider => {
    if (module === "vmlinux") return { kind: "vmlinux", module, isGplOnly, namespace };
    const id = ids.get(loadedName(module));
    return {
      kind: id === undefined ? "kernel-module" : "module",
      module: id ?? module,
      isGplOnly,
      namespace,
    };
  };
  return (name) => own.get(name) ?? (kernel?.get(name) ?? []).map(ofKernel);
};

/** Nodes and edges in the order of the modules, kernel modules by name behind them. */
export const dependencyGraph = (
  modules: readonly SourceModule[],
  providersOf: ProvidersOf,
  options: GraphOptions,
): DependencyGraph => {
  const nodes = new Map<string, DependencyNode>();
  for (const { id, name, listed, sources } of modules)
    nodes.set(id, { id, name, kind: "source", listed, sources });
  const edges = modules.flatMap((module) => [
    ...symbolEdges(module, providersOf, options),
    ...softEdges(module, modules, options),
  ]);
  const leaves = new Map<string, DependencyNode>();
  for (const { to, kind } of edges) {
    if (nodes.has(to) || leaves.get(to)?.kind === "kernel") continue;
    const leaf = kind === "symbols" ? "kernel" : "missing";
    leaves.set(to, { id: to, name: loadedName(to), kind: leaf, listed: undefined, sources: [] });
  }
  for (const [id, leaf] of [...leaves].toSorted(([a], [b]) => (a < b ? -1 : 1))) nodes.set(id, leaf);
  const all = [...nodes.values()];
  return {
    nodes: all,
    edges,
    ...loadOrder(
      all.map(({ id }) => id),
      edges,
    ),
  };
};

const symbolEdges = (
  module: SourceModule,
  providersOf: ProvidersOf,
  { withKernelModules }: GraphOptions,
): readonly DependencyEdge[] => {
  const edges = new Map<string, EdgeSymbol[]>();
  for (const used of module.symbols.imports) {
    for (const provider of providersOf(used.name)) {
      if (provider.kind === "vmlinux" || provider.module === module.id) continue;
      if (provider.kind === "kernel-module" && !withKernelModules) continue;
      const symbols = edges.get(provider.module) ?? [];
      symbols.push({ name: used.name, certainty: used.certainty, place: used.place });
      edges.set(provider.module, symbols);
    }
  }
  return Array.from(edges, ([to, symbols]) => ({
    from: module.id,
    to,
    kind: "symbols",
    symbols: symbols.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }));
};

const softEdges = (
  module: SourceModule,
  modules: readonly SourceModule[],
  { withKernelModules }: GraphOptions,
): readonly DependencyEdge[] => {
  const edges = new Map<string, DependencyEdge>();
  for (const { kind, module: wanted, place } of module.symbols.softDependencies) {
    const name = loadedName(wanted);
    const target = modules.find((one) => loadedName(one.id) === name);
    if (target === undefined && !withKernelModules) continue;
    const to = target?.id ?? name;
    if (to === module.id || edges.has(`${kind} ${to}`)) continue;
    const symbols = [{ name: wanted, certainty: "mention" as const, place }];
    edges.set(`${kind} ${to}`, { from: module.id, to, kind, symbols });
  }
  return [...edges.values()];
};
