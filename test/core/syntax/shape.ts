/** A tree as text. */
import type { SyntaxNode } from "../../../server/src/core/syntax/tree.ts";

/** Types, places and errors of all nodes, anonymous ones in quotes. */
export const shapeOf = (node: SyntaxNode): string => {
  const name = node.isNamed ? node.type : `'${node.type}'`;
  const inner = node.children.map(shapeOf).join(" ");
  return `${node.isMissing ? "MISSING " : ""}${name}[${node.startIndex},${node.endIndex})(${inner})`;
};
