/** Which module files a virtual machine must load before anything else works in it, by what depmod has written down. */
import path from "node:path";

/** Modules that the machine is reached by. */
export const networkModules: readonly string[] = ["virtio_pci", "virtio_net"];
/** Modules that the folder of all modules is mounted with. */
export const shareModules: readonly string[] = ["9pnet_virtio", "9p"];

export interface ModuleIndex {
  /** By name, with `_`: the file relative to the folder, and those it needs, in the order of modules.dep. */
  readonly files: ReadonlyMap<string, IndexedModule>;
  /** Names of those that are part of the kernel. */
  readonly builtIn: ReadonlySet<string>;
}

interface IndexedModule {
  readonly file: string;
  readonly needs: readonly string[];
}

/**
 * Reads modules.dep and modules.builtin.
 * Source: modules.dep(5): `file: needed needed...`, a needed one before what needs it when read from the end.
 */
export function readModuleIndex(modulesDep: string, modulesBuiltin: string): ModuleIndex {
  const files = new Map<string, IndexedModule>();
  for (const line of modulesDep.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === -1) continue;
    const file = line.slice(0, colon);
    const needs = line
      .slice(colon + 1)
      .split(" ")
      .filter((word) => word !== "");
    files.set(moduleName(file), { file, needs });
  }
  const builtIn = modulesBuiltin.split("\n").filter((line) => line !== "");
  return { files, builtIn: new Set(builtIn.map(moduleName)) };
}

export interface ModulesToLoad {
  /** Files relative to the folder of the modules, each after all that it needs; none twice. */
  readonly files: readonly string[];
  /** Those that are neither a module nor part of the kernel. */
  readonly missing: readonly string[];
}

/** What has to be loaded, and in which order, so that all of `names` are there. */
export function modulesToLoad(index: ModuleIndex, names: readonly string[]): ModulesToLoad {
  const files = new Set<string>();
  const missing: string[] = [];
  for (const name of names) {
    if (index.builtIn.has(name)) continue;
    const found = index.files.get(name);
    if (found === undefined) missing.push(name);
    else for (const file of [...found.needs.toReversed(), found.file]) files.add(file);
  }
  return { files: [...files], missing };
}

/** `kernel/drivers/net/virtio_net.ko.xz` -> `virtio_net`; the kernel does not tell `-` from `_` in names. */
export const moduleName = (file: string): string =>
  path.posix
    .basename(file)
    .replace(/\.ko(?:\.\w+)?$/u, "")
    .replaceAll("-", "_");
