/** A module: all objects that Kbuild links into one .ko, with what their sources say. */
import type { KbuildModule } from "../kbuild/modules.ts";
import type { UnitScope } from "../preprocess/scope.ts";
import type { Neighbours } from "../symbols/exported.ts";
import type { FileModel } from "./file.ts";

export interface ModuleModel {
  /** File name without `.ko`. For a file that no Kbuild file reaches: its base name. */
  readonly name: string;
  /** undefined for a file on its own. */
  readonly kbuild: KbuildModule | undefined;
  readonly files: readonly FileModel[];
  /**
   * True when `files` is certainly all the C of the module and it certainly is built as one: only then may a rule
   * conclude from what is absent.
   */
  readonly isComplete: boolean;
  /** Headers and sources that the files include by quotes and that were read, by path: what may hide a definition. */
  readonly included: ReadonlyMap<string, FileModel>;
  /** What the headers say to each C file, by its path; a file that is missing here was not looked at (yet). */
  readonly scopes: ReadonlyMap<string, UnitScope>;
  readonly neighbours: Neighbours;
}
