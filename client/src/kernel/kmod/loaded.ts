/** What a machine has loaded, as /proc and /sys say it. */

export interface Snapshot {
  readonly release: string;
  /** Bits of /proc/sys/kernel/tainted. */
  readonly taint: number;
  readonly uptimeSeconds: number;
  /** In the order of /proc/modules: the last loaded first. */
  readonly modules: readonly LoadedModule[];
  /** More about those that were asked for, by name; one that is gone is missing. */
  readonly details: ReadonlyMap<string, ModuleDetails>;
}

export interface LoadedModule {
  /** As lsmod shows it: with underscores. */
  readonly name: string;
  /** Bytes of memory. */
  readonly size: number;
  /** undefined where the kernel cannot unload modules ("-" in /proc/modules). */
  readonly useCount: number | undefined;
  /** Names of the modules that use it. */
  readonly usedBy: readonly string[];
  /** It has no exit function, so it stays until the next boot. */
  readonly isPermanent: boolean;
  readonly state: "live" | "loading" | "unloading";
  /** Letters of /sys/module/NAME/taint: `OE` is out of tree and unsigned. */
  readonly taint: string;
  /** Hash of its sources; missing where the kernel was built without. */
  readonly srcversion: string | undefined;
  readonly version: string | undefined;
}

export interface ModuleDetails {
  readonly parameters: readonly LoadedParameter[];
  /** `.text` and its address, as /sys/module/NAME/sections says it; empty where only root may read it. */
  readonly sections: readonly { readonly name: string; readonly address: string }[];
  /** Names of /sys/module/NAME/holders. */
  readonly holders: readonly string[];
}

export interface LoadedParameter {
  readonly name: string;
  /** Without the line break at its end; undefined where it may not be read. */
  readonly value: string | undefined;
  /** Permission bits of its file: 0o644. */
  readonly mode: number;
}
