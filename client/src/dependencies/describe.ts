/** What the picture is given to show of an answer of the server: a picture, or why there is none and what to do. */
import * as l10n from "@vscode/l10n";
import type { DependenciesResult } from "../../../server/src/protocol/messages.ts";
import { countedModules } from "../modules/words.ts";
import { layoutGraph } from "./layout.ts";
import type { ToView } from "./view-messages.ts";

/** @param shownFolder the folder as the author knows it */
export const describeDependencies = (
  result: DependenciesResult | undefined,
  shownFolder: (path: string) => string,
): ToView => {
  if (result?.folder === undefined)
    return {
      kind: "problem",
      text: l10n.t(
        "No Kbuild file or Makefile here builds a module. Open a file of a project whose Makefile lists obj-m, and refresh.",
      ),
    };
  const folder = shownFolder(result.folder);
  if (result.tooMany !== undefined)
    return {
      kind: "problem",
      text: l10n.t`${folder} builds ${result.tooMany} modules, too many to draw. Open a file in one of its folders and refresh, or run "kmod-lint deps" on it.`,
    };
  const sources = result.nodes.filter(({ kind }) => kind === "source").length;
  if (sources === 0)
    return {
      kind: "problem",
      text: l10n.t`Nothing in ${folder} is built as a module with the kernel in use. Check the kernel's configuration, or select another kernel.`,
    };
  const picture = layoutGraph(result);
  const needs = picture.edges.filter(({ kind }) => kind === "symbols").length;
  return {
    kind: "picture",
    picture,
    caption: `${folder}: ${countedModules(sources)}, ${countedDependencies(needs)}`,
    warnings: warningsOf(result),
  };
};

const warningsOf = ({ cycles, isKernelKnown, nodes }: DependenciesResult): readonly string[] => {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const way = (cycle: readonly string[]): string =>
    [...cycle, ...cycle.slice(0, 1)].map((id) => names.get(id) ?? id).join(" → ");
  const warnings = cycles.map(
    (cycle) => l10n.t`${way(cycle)}: depmod refuses this cycle; none of them can be loaded.`,
  );
  if (!isKernelKnown)
    warnings.push(
      l10n.t(
        "The kernel in use has no Module.symvers: its own modules are not shown. Select a kernel that was built.",
      ),
    );
  return warnings;
};

const countedDependencies = (count: number): string =>
  count === 1 ? l10n.t("1 dependency") : l10n.t`${count} dependencies`;
