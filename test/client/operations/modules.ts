/** Modules as the readers of files and of machines give them: what a test says of them, and the rest as it usually is. */
import type { LoadedModule } from "../../../client/src/kernel/kmod/loaded.ts";
import type { KoFile } from "../../../client/src/kernel/kmod/module-info.ts";
import { koSample } from "../../support/ko-sample.ts";

export const koOf = (name: string, more: Partial<KoFile> = {}): KoFile =>
  koSample(name, { file: `/w/${name}/${name}.ko`, srcversion: "AAAA", ...more });

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
