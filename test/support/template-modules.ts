/** A module of every kind, as New Module writes it for somebody who calls it by a name with a dash. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ModuleKind, moduleKinds } from "../../client/src/new-module/kinds.ts";
import type { Licence } from "../../client/src/new-module/licences.ts";
import { newModuleFiles } from "../../client/src/new-module/new-module-files.ts";

export interface WrittenModule {
  readonly kind: ModuleKind;
  /** What the user typed. */
  readonly name: string;
  /** What the kernel calls it. */
  readonly loadedAs: string;
  readonly description: string;
  /** Texts by their names in the module's folder. */
  readonly files: ReadonlyMap<string, string>;
}

export const writtenLicence: Licence = {
  spdx: "(GPL-2.0-only OR BSD-2-Clause)",
  ident: "Dual BSD/GPL",
  detail: "",
};
export const writtenAuthor = "Ada Example <ada@example.org>";

/** @param templates the folder of that name */
export const writtenModules = (templates: string): readonly WrittenModule[] =>
  moduleKinds.map((kind) => {
    const name = `my-${kind.id}`;
    const description = `What "${kind.label}" makes`;
    const { files } = newModuleFiles(
      { kind, name, description, author: writtenAuthor, licence: writtenLicence, extras: new Set() },
      templateIn(path.join(templates, kind.id)),
      undefined,
    );
    return { kind, name, loadedAs: name.replaceAll("-", "_"), description, files };
  });

const templateIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
