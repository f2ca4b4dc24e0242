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
  /** Commands that the client carries out for a code lens: `showReferencesCommand`. */
  readonly commands?: readonly string[];
  /** Is another language server for C active, such as clangd? Later changes: `languageServersNotification`. */
  readonly isOtherActive?: boolean;
  /** Folder to keep what is read of kernel headers in; missing: the user's cache folder. */
  readonly cacheFolder?: string;
}

/** The settings below `kmod` that the server reads (by `workspace/configuration`, or `didChangeConfiguration`). */
export interface Settings {
  /** Folder of the kernel to check against; empty or missing: what the project names, or the running kernel's. */
  readonly kernel?: string;
  /** Folders of further kernels to check against. */
  readonly kernels?: readonly string[];
  readonly rules?: Readonly<Record<string, SeveritySetting>>;
  readonly checkOn?: CheckOn;
  readonly parser?: ParserChoice;
  /** Show above exported functions who uses them, above entry points "Build and Reload"; true when missing. */
  readonly codeLens?: boolean;
}

export type SeveritySetting = "off" | "hint" | "info" | "warning" | "error";
export type CheckOn = "type" | "save";
export type ParserChoice = "auto" | "native" | "wasm";

/** Notification, server to client: sent once after `initialized` and whenever it changes. */
export const statusNotification = "kmod/status";

export interface StatusParams {
  /** The main kernel that checks are made against; undefined: none was found and built-in facts serve. */
  readonly kernel: KernelStatus | undefined;
  /** Those that are checked against as well. */
  readonly others: readonly KernelStatus[];
  /** One line for the author, when something is not as the settings ask (a missing kernel folder, an unknown rule id). */
  readonly problem?: string;
}

export interface KernelStatus {
  readonly directory: string;
  readonly release: string;
  /** Are the values of its CONFIG_ options known? */
  readonly isConfigured: boolean;
  /** Is there a Module.symvers? Without it nobody knows what the kernel exports. */
  readonly hasSymbols: boolean;
}

/** Request, client to server: the kernels that can be checked against. No header is read for it. */
export const kernelsRequest = "kmod/kernels";

export interface KernelsParams {
  /** Further folders to look at, absolute: they are listed whatever they hold. */
  readonly folders?: readonly string[];
}

export interface KernelsResult {
  /** The likeliest first. */
  readonly kernels: readonly KernelChoice[];
}

export interface KernelChoice {
  readonly directory: string;
  readonly release?: string;
  /** The kernel's name of it: `x86`, `arm64`. */
  readonly architecture?: string;
  /** In the workspace, named by a Makefile of it, of this machine, or named by the settings alone. */
  readonly origin: "tree" | "project" | "running" | "installed" | "named";
  /** How the settings write the folder, where they name it. */
  readonly written?: string;
  readonly use: "main" | "other" | "none";
  /** Why it cannot serve, in one line; missing where it can. */
  readonly problem?: string;
  readonly isPrepared: boolean;
  readonly isSourceTree: boolean;
  readonly isBuilt: boolean;
  readonly hasSymvers: boolean;
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

/** Notification, client to server: whether another language server for C is active. */
export const languageServersNotification = "kmod/languageServers";

export interface LanguageServersParams {
  readonly isOtherActive: boolean;
}

/** Command of the client, for code lenses: takes a URI, a position and locations, as the protocol has them. */
export const showReferencesCommand = "kmod.showReferences";

/** Request, client to server: the modules of a project and which of them need which. Reads the project's sources. */
export const dependenciesRequest = "kmod/dependencies";

export interface DependenciesParams {
  /** A file or folder of the project; of a kernel tree, the modules in and below its folder. */
  readonly uri: string;
}

export interface DependenciesResult {
  /** Folder that was looked at; undefined where the file or folder is part of no project. */
  readonly folder: string | undefined;
  readonly nodes: readonly DependencyModule[];
  readonly edges: readonly DependencyUse[];
  /** Ids of modules that need each other: none of them can be loaded. */
  readonly cycles: readonly (readonly string[])[];
  /** The same for Graphviz. */
  readonly dot: string;
  /** How many modules there are, where they are too many to be read and drawn: the lists are then empty. */
  readonly tooMany?: number;
  /** The kernel's Module.symvers was read: without it nothing is known of the kernel's own modules. */
  readonly isKernelKnown: boolean;
}

export interface DependencyModule {
  readonly id: string;
  readonly name: string;
  /** `source`: of the project; `kernel`: of the kernel; `missing`: only MODULE_SOFTDEP names it. */
  readonly kind: "source" | "kernel" | "missing";
  /** Its source, or the line of the Kbuild file that lists it where it has several. */
  readonly place: DependencyPlace | undefined;
}

export interface DependencyUse {
  /** Ids: `from` needs `to`. */
  readonly from: string;
  readonly to: string;
  /** `pre`, `post`: MODULE_SOFTDEP. */
  readonly kind: "symbols" | "pre" | "post";
  readonly symbols: readonly string[];
  /** The first use. */
  readonly place: DependencyPlace | undefined;
}

/** Lines and characters as in the protocol, from 0. */
export interface DependencyPlace {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/** Request, client to server: what the sources say of modules, by the names that lsmod shows. */
export const moduleSourcesRequest = "kmod/moduleSources";

export interface ModuleSourcesParams {
  /** With underscores; missing: every module of the workspace, at most a thousand. */
  readonly names?: readonly string[];
}

export interface ModuleSourcesResult {
  /** A name may be built in several places; one that no Kbuild file of the workspace builds is missing. */
  readonly modules: readonly ModuleSources[];
}

export interface ModuleSources {
  readonly name: string;
  /** Folder of the Kbuild file that builds it, as a URI: its .ko file appears there. */
  readonly folder: string;
  /** Its C files, as URIs; the one that holds the entry points first. */
  readonly sources: readonly string[];
  readonly parameters: readonly ParameterSource[];
  /** The function that runs when it is loaded; undefined where it has none, or where a helper macro makes it. */
  readonly init: InitSource | undefined;
}

export interface ParameterSource {
  readonly name: string;
  /** The kernel's word: `int`, `bool`, `charp`; `array of int` for module_param_array. */
  readonly type: string;
  readonly description: string | undefined;
  /** Permission bits of its file in /sys; undefined where the source does not say it as a number. */
  readonly mode: number | undefined;
  readonly place: SourcePlace;
}

export interface InitSource {
  readonly name: string;
  readonly place: SourcePlace;
  /** Its return statements. */
  readonly returns: readonly ReturnSource[];
}

export interface ReturnSource {
  /** What is returned, as written: `-ENODEV`, `ret`. */
  readonly text: string;
  /** Names of errors that are certainly or possibly returned here, as far as the function itself says: `ENODEV`. */
  readonly errors: readonly string[];
  readonly place: SourcePlace;
}

/** Lines and characters as in the protocol, from 0. */
export interface SourcePlace {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/** Command of the client, for the lens above an entry point: takes `{ file, module }`, a path and a module's name. */
export const buildAndReloadCommand = "kmod.buildAndReload";

/** Request, client to server: what can be built in the workspace. Nothing is run to find out. */
export const buildProjectsRequest = "kmod/buildProjects";

export interface BuildProjectsParams {
  /** Only the projects that this file or folder is part of; missing: all of the workspace. */
  readonly uri?: string;
}

export interface BuildProjectsResult {
  /** By folder. Of a kernel tree, without `uri`, those that an open file is part of: all would be thousands. */
  readonly projects: readonly BuildProject[];
}

/** A folder that Kbuild is given as M=, with the modules that it builds in and below it. */
export interface BuildProject {
  /** As a URI. */
  readonly folder: string;
  /** The Kbuild file or Makefile that Kbuild reads there, as a URI. */
  readonly kbuildFile: string;
  /** `tree`: a folder of a kernel tree in the workspace, built with that tree as its kernel. */
  readonly kind: "external" | "tree";
  readonly modules: readonly BuildModule[];
  /** The Makefile that a plain `make` reads there; undefined where there is none, or where it is only Kbuild's. */
  readonly makefile: ProjectMakefile | undefined;
}

export interface BuildModule {
  /** As lsmod shows it. */
  readonly name: string;
  /** Where its .ko file appears, as a URI: Kbuild keeps dashes in its name. */
  readonly ko: string;
  /** URIs of its sources, those of its entry points first. */
  readonly sources: readonly string[];
}

/** What a project's own Makefile offers, as far as reading it says. */
export interface ProjectMakefile {
  readonly uri: string;
  /** Its targets that are no patterns and no files of Kbuild's, the default goal first: `all`, `modules`, `clean`. */
  readonly targets: readonly string[];
  /**
   * The variable that holds the kernel's build folder (what stands behind `-C`), so that another one can be given on
   * make's command line: `KDIR`, `KERNEL_DIR`; undefined where it is not a variable.
   */
  readonly kernelVariable: string | undefined;
}

/**
 * Request, client to server: the source lines that messages of a build are about, and whether the server reports the same
 * itself.
 */
export const placeMessagesRequest = "kmod/placeMessages";

export interface PlaceMessagesParams {
  /** The project that was built: `BuildProject.folder`. */
  readonly folder: string;
  readonly messages: readonly ToolMessage[];
}

export interface ToolMessage {
  /** Who said it. modpost, Kbuild (make) and objtool name modules, objects and symbols instead of lines. */
  readonly tool: "compiler" | "modpost" | "kbuild" | "objtool" | "linker";
  readonly severity: "error" | "warning";
  /** Its words, without `ERROR: modpost: ` and the like; objtool's with the object before them: `m.o: f+0x12: ...`. */
  readonly text: string;
  /** Where the tool names a line itself: zero-based. */
  readonly at?: SourcePlace;
}

export interface PlaceMessagesResult {
  /** One for each message, in their order; null: its place is not known. */
  readonly messages: readonly (PlacedMessage | null)[];
}

export interface PlacedMessage {
  readonly uri: string;
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  /** The rule that speaks of the same mistake. */
  readonly rule: string | undefined;
  /** What that rule would say of it; undefined: the tool's own words are all there is. */
  readonly message: string | undefined;
  /**
   * The server reports it there itself, now, and as severely: to show the tool's message as well would say it twice. It
   * may begin or cease to when files are opened, closed or changed.
   */
  readonly isLive: boolean;
  /** What helps, where that is safe. */
  readonly fix?: MessageFix;
}

export interface MessageFix {
  readonly title: string;
  readonly edits: readonly {
    readonly uri: string;
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
    readonly text: string;
  }[];
}

/** Request, client to server: the calls by which modules print into the kernel's log. */
export const printCallsRequest = "kmod/printCalls";

export interface PrintCallsParams {
  /** As lsmod shows them; missing: every module of the workspace. */
  readonly names?: readonly string[];
}

export interface PrintCallsResult {
  readonly modules: readonly { readonly name: string; readonly calls: readonly PrintCall[] }[];
}

export interface PrintCall {
  /** printf's format with what pr_fmt() puts before it, KBUILD_MODNAME and __func__ filled in, without a newline at its end. */
  readonly format: string;
  /** dev_*() and kin print driver and device before the format: `usb 1-1: `. */
  readonly hasDevicePrefix: boolean;
  /** 0 (emergency) to 7 (debug); undefined: not known. */
  readonly level: number | undefined;
  readonly function: string | undefined;
  readonly place: SourcePlace;
}
