/** A dependency graph as DOT, for Graphviz and whatever else reads it. */
import type { DependencyEdge, DependencyGraph, DependencyNode } from "./dependencies.ts";

/**
 * Modules of the sources are boxes, the kernel's are grey, soft dependencies dashed; an edge says how many symbols make
 * it and names them in its tooltip.
 */
export const dependencyDot = ({ nodes, edges }: DependencyGraph): string =>
  [
    "digraph modules {",
    "  rankdir=LR;",
    '  node [shape=box, fontname="sans-serif"];',
    ...nodes.map((node) => `  ${quoted(node.id)} [${nodeAttributes(node)}];`),
    ...edges.map((edge) => `  ${quoted(edge.from)} -> ${quoted(edge.to)} [${edgeAttributes(edge)}];`),
    "}",
    "",
  ].join("\n");

/** A double-quoted DOT string: a backslash would begin an escape, a quote end it, and a line break is data. */
const quoted = (text: string): string => {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const plain = text.replaceAll(/[\u0000-\u001f\u007f]/g, " ");
  return `"${plain.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
};

const nodeAttributes = ({ name, kind, id }: DependencyNode): string => {
  const attributes = [`label=${quoted(name)}`, `tooltip=${quoted(id)}`];
  if (kind === "source") attributes.push("style=bold");
  else if (kind === "kernel") attributes.push('color="gray50"', 'fontcolor="gray50"');
  else attributes.push("style=dotted");
  return attributes.join(", ");
};

const edgeAttributes = ({ kind, symbols }: DependencyEdge): string => {
  if (kind !== "symbols") return `style=dashed, label=${quoted(`soft ${kind}`)}`;
  const names = symbols.map(({ name }) => name).join(", ");
  return `label=${quoted(String(symbols.length))}, tooltip=${quoted(names)}`;
};
