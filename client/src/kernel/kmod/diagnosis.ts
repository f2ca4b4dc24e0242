/** Why a module could not be loaded or unloaded, and what helps: what an explanation consists of. */

export interface Diagnosis {
  readonly cause: FailureCause;
  /** One sentence: what went wrong. */
  readonly title: string;
  /** What was seen that says so: both version strings, the names of symbols, processes. A line each. */
  readonly details: readonly string[];
  /** One sentence: what to do. */
  readonly remedy: string;
  /** What the editor can do about it, the likeliest first. */
  readonly offers: readonly Offer[];
  /** errno's name where the kernel gave one: `ENOEXEC`. */
  readonly errno: string | undefined;
  /** What the kernel logged meanwhile. */
  readonly kernelLines: readonly string[];
}

export type FailureCause =
  | "version-magic"
  | "unknown-symbol"
  | "symbol-version"
  | "gpl-only-symbol"
  | "missing-namespace"
  | "duplicate-symbol"
  | "signature"
  | "lockdown"
  | "already-loaded"
  | "init-error"
  | "init-crashed"
  | "exit-crashed"
  | "in-use"
  | "not-loaded"
  | "blacklisted"
  | "no-exit-function"
  | "wrong-architecture"
  | "not-a-module"
  | "unknown-parameter"
  | "no-such-file"
  | "no-module-support"
  | "no-permission"
  | "no-memory"
  | "hung"
  | "lost"
  | "panic"
  | "unknown";

export type Offer =
  /** Load these first (in this order), then try again. */
  | { readonly kind: "load-first"; readonly modules: readonly string[] }
  /** Unload these first (in this order), then try again. */
  | { readonly kind: "unload-first"; readonly modules: readonly string[] }
  /** Unload the loaded one and load this one. */
  | { readonly kind: "reload" }
  /** Where the init function returns that error. */
  | { readonly kind: "show-init"; readonly module: string; readonly errno: string }
  | { readonly kind: "show-symbol"; readonly symbol: string }
  | { readonly kind: "show-kernel-log" }
  | { readonly kind: "reconnect" }
  /** Power a virtual machine off and start it again. */
  | { readonly kind: "restart" };

/** What speaks against loading a module on a machine, found before it is tried. */
export interface Warning {
  readonly cause: FailureCause;
  readonly message: string;
  readonly details: readonly string[];
  /** The kernel will certainly refuse it (false: it may). */
  readonly isCertain: boolean;
}
