/** What is loaded and what is built, and their views: puts the parts of this folder together. */
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { Targets } from "../targets/targets.ts";
import { type AvailableView, createAvailableView } from "./available-view.ts";
import { createBuiltModules } from "./built-modules.ts";
import { createHighlights } from "./highlights.ts";
import { createLoadedBuilds } from "./loaded-builds.ts";
import { createLoadedModules, type LoadedModulesReader } from "./loaded-modules.ts";
import { createLoadedView, type LoadedView } from "./loaded-view.ts";
import type { BuiltModules } from "./modules.ts";
import { createOwnModules, type OwnModules } from "./own-modules.ts";
import { createParameterInfos, type ParameterInfos } from "./parameter-infos.ts";
import { createViewSettings, type ViewSettings } from "./view-settings.ts";
import { createWorkspaceSources, type SourceFinder, type WorkspaceSources } from "./workspace-sources.ts";

export interface Modules extends vscode.Disposable {
  readonly loaded: LoadedModulesReader;
  readonly built: BuiltModules;
  readonly sources: WorkspaceSources;
  readonly own: OwnModules;
  readonly infos: ParameterInfos;
  readonly settings: ViewSettings;
  readonly view: LoadedView;
  readonly available: AvailableView;
}

export function openModules(context: KmodContext, targets: Targets, finder: SourceFinder): Modules {
  const loaded = createLoadedModules(targets);
  const highlights = createHighlights(loaded);
  const built = createBuiltModules(context.log);
  const builds = createLoadedBuilds({ loaded, built, log: context.log });
  const sources = createWorkspaceSources(finder, context.log);
  const own = createOwnModules({ built, builds, sources });
  const infos = createParameterInfos(own, context.log);
  const settings = createViewSettings(context.extension.workspaceState);
  const view = createLoadedView(context, {
    targets,
    loaded,
    highlights,
    own,
    infos,
    settings,
  });
  const available = createAvailableView(context, { targets, loaded });
  const all = vscode.Disposable.from(
    available,
    view,
    settings,
    own,
    sources,
    builds,
    built,
    highlights,
    loaded,
  );
  return { loaded, built, sources, own, infos, settings, view, available, dispose: () => all.dispose() };
}
