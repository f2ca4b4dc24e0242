/** The rows of the view "Kernel Modules", as data: what a row is about, not how it looks. */
import type { SourcePlace } from "../../../server/src/protocol/messages.ts";
import type { LoadedModule, LoadedParameter } from "../kernel/kmod/loaded.ts";
import type { ParameterInfo } from "../kernel/kmod/module-info.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { ModuleNode } from "./modules.ts";

export type Node =
  | TargetRow
  | ModuleRow
  | GoneRow
  | GroupRow
  | RelatedRow
  | ParameterRow
  | SectionRow
  | SourceRow
  | MessageRow;

/** One object for each target as long as it is in the list: VS Code knows rows by identity. */
export interface TargetRow {
  readonly kind: "target";
  readonly target: Target;
}

export interface ModuleRow extends ModuleNode {
  readonly kind: "module";
}

/** A module that has just been unloaded. */
export interface GoneRow {
  readonly kind: "gone";
  readonly target: Target;
  readonly name: string;
}

export const groups = ["parameters", "usedBy", "dependsOn", "holders", "sections", "source"] as const;
export type Group = (typeof groups)[number];

export interface GroupRow {
  readonly kind: "group";
  readonly group: Group;
  readonly target: Target;
  /** The module that it is about. Not called `module`: commands for modules do not concern a group. */
  readonly of: LoadedModule;
  readonly count: number;
}

/** Another module, named by a group. A `ModuleNode` where it is loaded, so that commands act on it. */
export interface RelatedRow {
  readonly kind: "related";
  readonly group: Group;
  readonly target: Target;
  readonly of: LoadedModule;
  readonly name: string;
  readonly module: LoadedModule | undefined;
}

export interface ParameterRow {
  readonly kind: "parameter";
  readonly target: Target;
  readonly of: LoadedModule;
  readonly parameter: LoadedParameter;
  /** Undefined where neither the workspace's file nor the machine's says anything of it. */
  readonly info: ParameterInfo | undefined;
}

export interface SectionRow {
  readonly kind: "section";
  readonly target: Target;
  readonly of: LoadedModule;
  readonly name: string;
  readonly address: string;
}

export interface SourceRow {
  readonly kind: "source";
  readonly target: Target;
  readonly of: LoadedModule;
  readonly place: SourcePlace;
}

/** Something to be said in the place of rows. */
export interface MessageRow {
  readonly kind: "message";
  readonly id: string;
  readonly severity: "info" | "busy" | "error";
  readonly text: string;
  /** What to do, and what else is known. */
  readonly detail: string;
  /** What pressing Enter on it does. */
  readonly action: Action | undefined;
}

export interface Action {
  readonly title: string;
  readonly command: string;
  readonly argument: unknown;
}
