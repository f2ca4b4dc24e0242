/**
 * The messages that the Kmod client and server add to the Language Server Protocol: names and types only, so that
 * either side may import this file without taking anything else along.
 */

/** What a client passes as `initializationOptions`; every field may be missing (other editors send none). */
export interface InitializationOptions {
  /** The settings below `kmod`, for clients that do not answer `workspace/configuration`. */
  readonly settings?: Settings;
  /** Which parser is loaded: read once, at start. */
  readonly parser?: ParserChoice;
  /** The web page of a rule is this address followed by `<rule id>.md`. */
  readonly rulePages?: string;
}

/** The settings below `kmod` that the server reads (by `workspace/configuration`, or `didChangeConfiguration`). */
export interface Settings {
  /** Folder of the kernel to check against; empty or missing: the running kernel's build folder. */
  readonly kernel?: string;
  readonly rules?: Readonly<Record<string, SeveritySetting>>;
  readonly checkOn?: CheckOn;
  readonly parser?: ParserChoice;
}

export type SeveritySetting = "off" | "hint" | "info" | "warning" | "error";
export type CheckOn = "type" | "save";
export type ParserChoice = "auto" | "native" | "wasm";

/** Notification, server to client: sent once after `initialized` and whenever it changes. */
export const statusNotification = "kmod/status";

export interface StatusParams {
  /** The kernel that checks are made against; undefined: none was found and built-in facts serve. */
  readonly kernel: { readonly directory: string; readonly release: string } | undefined;
  /** One line for the author, when something is not as the settings ask (a missing kernel folder, an unknown rule id). */
  readonly problem?: string;
}

/** Request, client to server: the modules that a file belongs to. */
export const moduleAtRequest = "kmod/moduleAt";

export interface ModuleAtParams {
  readonly uri: string;
}

export interface ModuleAtResult {
  readonly modules: readonly ModuleAt[];
}

export interface ModuleAt {
  /** The name that insmod and lsmod show. */
  readonly name: string;
  /** Path of the Kbuild file that defines it. */
  readonly kbuildFile: string;
  /** How many objects Kbuild links into it. */
  readonly objects: number;
}
