/** Which .ko file of the workspace a loaded module belongs to, and whether it is what is loaded. Pure. */
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import type { KoFile } from "../kernel/kmod/module-info.ts";

export type BuiltMatch =
  /** The workspace has built no module of this name. */
  | { readonly kind: "none" }
  /** What is loaded has the sources of this file. */
  | { readonly kind: "same"; readonly ko: KoFile }
  /** What is loaded is no file of this name; the file is the one for this kernel. */
  | { readonly kind: "different"; readonly ko: KoFile; readonly by: Mark }
  /** The kernel or the file does not say what it was built from. */
  | { readonly kind: "unknown"; readonly ko: KoFile };

/** What tells two builds apart, of what is loaded and of the file. */
export interface Mark {
  readonly name: "srcversion" | "build ID";
  readonly loaded: string;
  readonly built: string;
}

/** Build IDs, as far as they are known. */
export interface BuildIds {
  readonly loaded: string | undefined;
  of(ko: KoFile): string | undefined;
}

export interface MatchQuestion {
  readonly module: Pick<LoadedModule, "srcversion">;
  /** All .ko files of the workspace that have the module's name: one for each kernel it was built for. */
  readonly built: readonly KoFile[];
  /** Of the kernel that has it loaded. */
  readonly release: string;
  readonly ids: BuildIds;
}

/**
 * Compares srcversion, the hash that modpost makes of a module's sources; where one of the two has none, the build IDs.
 */
export function matchBuilt({ module, built, release, ids }: MatchQuestion): BuiltMatch {
  const forKernel = built.filter(({ vermagic }) => vermagic?.split(" ")[0] === release);
  const candidates = (forKernel.length > 0 ? forKernel : built).map((ko) => ({
    ko,
    mark: markOf(module, ko, ids),
  }));
  const [first] = candidates;
  if (first === undefined) return { kind: "none" };
  const same = candidates.find(({ mark }) => mark !== undefined && mark.loaded === mark.built);
  if (same !== undefined) return { kind: "same", ko: same.ko };
  const isUnknown = candidates.some(({ mark }) => mark === undefined);
  return isUnknown || first.mark === undefined
    ? { kind: "unknown", ko: first.ko }
    : { kind: "different", ko: first.ko, by: first.mark };
}

function markOf({ srcversion }: MatchQuestion["module"], ko: KoFile, ids: BuildIds): Mark | undefined {
  if (srcversion !== undefined && ko.srcversion !== undefined)
    return { name: "srcversion", loaded: srcversion, built: ko.srcversion };
  const id = ids.of(ko);
  if (ids.loaded === undefined || id === undefined) return undefined;
  return { name: "build ID", loaded: ids.loaded, built: id };
}
