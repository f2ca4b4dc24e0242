/** A module with what its surroundings say to it: the headers to each of its files, the other modules to all. */
import { flagsOfSource, type KbuildModule } from "../core/kbuild/modules.ts";
import type { FileModel } from "../core/model/file.ts";
import type { ModuleModel } from "../core/model/module.ts";
import type { UnitScope } from "../core/preprocess/scope.ts";
import type { UnitRequest } from "./headers/kernel-headers.ts";

/** A file as it is compiled for the module. Files that no Kbuild file reaches are not asked for: nobody knows how. */
export const unitOf = (file: FileModel, kbuild: KbuildModule): UnitRequest => ({
  path: file.path,
  text: file.text,
  module: kbuild.name,
  flags: flagsOfSource(kbuild, file.path),
});

/** The same object where every file's scope is the one that the module has already. */
export const withScopes = (
  module: ModuleModel,
  scopeOf: (file: FileModel) => UnitScope | undefined,
): ModuleModel => {
  const scopes = new Map<string, UnitScope>();
  for (const file of module.files) {
    const scope = scopeOf(file);
    if (scope !== undefined) scopes.set(file.path, scope);
  }
  const isSame =
    scopes.size === module.scopes.size &&
    [...scopes].every(([path, scope]) => module.scopes.get(path) === scope);
  return isSame ? module : { ...module, scopes };
};
