/** What stands below a module: groups, and what is in them. Knows no VS Code. */
import type { ModuleSources, SourcePlace } from "../../../server/src/protocol/messages.ts";
import type { LoadedModule, ModuleDetails, Snapshot } from "../kernel/kmod/loaded.ts";
import type { ParameterInfo } from "../kernel/kmod/module-info.ts";
import { type Group, type GroupRow, groups, type ModuleRow, type Node } from "./nodes.ts";

/** All that is known of a module that is opened. */
export interface OpenModule {
  readonly row: ModuleRow;
  readonly snapshot: Snapshot;
  readonly details: ModuleDetails;
  readonly sources: readonly ModuleSources[];
}

/** The groups that hold something; a single source file needs no group. */
export function groupsOf(open: OpenModule): readonly Node[] {
  const { target, module } = open.row;
  const places = sourcePlaces(open.sources);
  return groups.flatMap((group): readonly Node[] => {
    const [only, second] = places;
    if (group === "source" && only !== undefined && second === undefined)
      return [{ kind: "source", target, of: module, place: only }];
    const count = countOf(group, open);
    return count === 0 ? [] : [{ kind: "group", group, target, of: module, count }];
  });
}

/** @param infos by the name of the parameter */
export function membersOf(
  { group, target, of }: GroupRow,
  open: OpenModule,
  infos: ReadonlyMap<string, ParameterInfo>,
): readonly Node[] {
  const { details, snapshot } = open;
  switch (group) {
    case "parameters":
      return details.parameters.map((parameter) => ({
        kind: "parameter",
        target,
        of,
        parameter,
        info: infos.get(parameter.name),
      }));
    case "sections":
      return details.sections.map((section) => ({ kind: "section", target, of, ...section }));
    case "source":
      return sourcePlaces(open.sources).map((place) => ({ kind: "source", target, of, place }));
    case "usedBy":
    case "dependsOn":
    case "holders": {
      const loaded = new Map(snapshot.modules.map((module) => [module.name, module]));
      return namesOf(group, open).map((name) => ({
        kind: "related",
        group,
        target,
        of,
        name,
        module: loaded.get(name),
      }));
    }
  }
}

/** Names of the loaded modules whose symbols a module uses. Every kernel says so, at the other end: in `usedBy`. */
export const dependenciesOf = (module: LoadedModule, snapshot: Snapshot): readonly string[] =>
  snapshot.modules.filter(({ usedBy }) => usedBy.includes(module.name)).map(({ name }) => name);

/** Each file once; the one with the entry point is opened there. */
export function sourcePlaces(sources: readonly ModuleSources[]): readonly SourcePlace[] {
  const places = new Map<string, SourcePlace>();
  for (const { sources: uris, init } of sources) {
    for (const uri of uris)
      places.set(
        uri,
        places.get(uri) ?? (init?.place.uri === uri ? init.place : { uri, line: 0, character: 0 }),
      );
  }
  return [...places.values()];
}

function countOf(group: Group, open: OpenModule): number {
  switch (group) {
    case "parameters":
      return open.details.parameters.length;
    case "sections":
      return open.details.sections.length;
    case "source":
      return sourcePlaces(open.sources).length;
    case "usedBy":
    case "dependsOn":
    case "holders":
      return namesOf(group, open).length;
  }
}

function namesOf(
  group: "usedBy" | "dependsOn" | "holders",
  { row, snapshot, details }: OpenModule,
): readonly string[] {
  switch (group) {
    case "usedBy":
      return row.module.usedBy;
    case "dependsOn":
      return dependenciesOf(row.module, snapshot);
    case "holders":
      return details.holders;
  }
}
