/** Which modules a source belongs to. */
import type { KbuildModule } from "./modules.ts";

/** Takes modules and gives, by absolute path of a source, those that link its object. Headers are in none. */
export const modulesBySource = (
  modules: readonly KbuildModule[],
): ReadonlyMap<string, readonly KbuildModule[]> => {
  const index = new Map<string, KbuildModule[]>();
  for (const module of modules) {
    for (const object of module.objects) {
      if (object.source === undefined) continue;
      const known = index.get(object.source);
      if (known === undefined) index.set(object.source, [module]);
      else if (known.at(-1) !== module) known.push(module);
    }
  }
  return index;
};
