/** A built module that says nothing special: what a test says of it, and the rest as it usually is. */
import type { KoFile } from "../../client/src/kernel/kmod/module-info.ts";

export const koSample = (name: string, more: Partial<KoFile> = {}): KoFile => ({
  name,
  file: `/src/${name}.ko`,
  description: undefined,
  authors: [],
  license: "GPL",
  version: undefined,
  srcversion: undefined,
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
