/** Modules as the readers of files and of machines give them: what a test says of them, and the rest as it usually is. */
import type { LoadedModule } from "../../../client/src/kernel/kmod/loaded.ts";
import type { KoFile } from "../../../client/src/kernel/kmod/module-info.ts";

export const koOf = (name: string, more: Partial<KoFile> = {}): KoFile => ({
  name,
  file: `/w/${name}/${name}.ko`,
  description: undefined,
  authors: [],
  license: "GPL",
  version: undefined,
  srcversion: "AAAA",
  vermagic: "6.1.0-13-amd64 SMP preempt mod_unload modversions",
  depends: [],
  softdeps: [],
  aliases: [],
  firmware: [],
  imports: [],
  isInTree: false,
  parameters: [],
  signature: undefined,
  architecture: "x86_64",
  undefinedSymbols: [],
  exportedSymbols: [],
  symbolVersions: new Map(),
  hasInit: true,
  hasExit: true,
  ...more,
});

export const loadedOf = (name: string, more: Partial<LoadedModule> = {}): LoadedModule => ({
  name,
  size: 16_384,
  useCount: 0,
  usedBy: [],
  isPermanent: false,
  state: "live",
  taint: "OE",
  srcversion: "AAAA",
  version: undefined,
  ...more,
});
