/** Modules, machines and files as the tests of the tree use them: plain, and different only where a test says so. */
import type { LoadedModule, Snapshot } from "../../../client/src/kernel/kmod/loaded.ts";
import type { KoFile } from "../../../client/src/kernel/kmod/module-info.ts";
import type { SshSpec, Target, TargetSpec, TargetState } from "../../../client/src/kernel/targets/target.ts";
import { koSample } from "../../support/ko-sample.ts";

export const moduleOf = (name: string, more: Partial<LoadedModule> = {}): LoadedModule => ({
  name,
  size: 16_384,
  useCount: 0,
  usedBy: [],
  isPermanent: false,
  state: "live",
  taint: "",
  srcversion: undefined,
  version: undefined,
  ...more,
});

export const snapshotOf = (modules: readonly LoadedModule[], more: Partial<Snapshot> = {}): Snapshot => ({
  release: "6.1.0",
  taint: 0,
  uptimeSeconds: 100,
  modules,
  details: new Map(),
  ...more,
});

export const koOf = (name: string, more: Partial<KoFile> = {}): KoFile =>
  koSample(name, { vermagic: "6.1.0 SMP mod_unload", ...more });

export const local: TargetSpec = { kind: "local", name: "this machine", isProduction: false };

export const board: SshSpec = {
  kind: "ssh",
  name: "board",
  host: "root@board",
  port: undefined,
  isProduction: false,
};

export const connected: TargetState & { readonly kind: "connected" } = {
  kind: "connected",
  machine: { release: "6.1.0", architecture: "x86_64", hasModules: true, isRoot: true },
};

const never = (): never => {
  throw new Error("nothing runs for a description");
};

/** A machine that is only looked at: whatever else is done with it fails the test. */
export function targetOf(spec: TargetSpec, state: TargetState): Target {
  return {
    id: spec.kind === "local" ? "local" : `${spec.kind}:${spec.name}`,
    spec,
    state,
    onDidChangeState: never,
    onDidFindRoot: never,
    connect: never,
    disconnect: never,
    run: never,
    follow: never,
    copy: never,
    console: undefined,
    dispose: never,
  };
}
