/** The rows of the view "Available Modules", as data. */
import type { Target } from "../kernel/targets/target.ts";
import type { MessageRow } from "./nodes.ts";

export type AvailableNode = FolderRow | AvailableRow | FactRow | MessageRow;

/** A folder below /lib/modules/RELEASE that holds modules: `kernel/drivers/net`. */
export interface FolderRow {
  readonly kind: "folder";
  readonly target: Target;
  readonly path: string;
}

/** A module that can be loaded. What commands for modules are given. */
export interface AvailableRow {
  readonly kind: "available";
  readonly target: Target;
  /** Its name, as lsmod shows it. */
  readonly available: string;
  /** Folder below /lib/modules/RELEASE. */
  readonly folder: string;
  readonly isBuiltIn: boolean;
}

/** Something that a module says of itself: a line, or a heading over several. */
export interface FactRow {
  readonly kind: "fact";
  readonly target: Target;
  readonly of: string;
  readonly name: string;
  readonly values: readonly string[];
  /** Several values stand below their heading; one stands beside it. */
  readonly isValue: boolean;
}
