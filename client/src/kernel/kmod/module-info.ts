/** What a module says of itself in its .modinfo section, whether read from a .ko file or told by modinfo(8). */

export interface ModuleInfo {
  /** As lsmod shows it: with underscores. */
  readonly name: string;
  /** Where it was read. */
  readonly file: string;
  readonly description: string | undefined;
  readonly authors: readonly string[];
  readonly license: string | undefined;
  readonly version: string | undefined;
  readonly srcversion: string | undefined;
  /** `6.1.0-13-amd64 SMP preempt mod_unload modversions ` without blanks at its end. */
  readonly vermagic: string | undefined;
  /** Modules whose symbols it uses: with underscores. */
  readonly depends: readonly string[];
  /** MODULE_SOFTDEP, as written. */
  readonly softdeps: readonly string[];
  readonly aliases: readonly string[];
  readonly firmware: readonly string[];
  /** Namespaces that it imports. */
  readonly imports: readonly string[];
  readonly isInTree: boolean;
  readonly parameters: readonly ParameterInfo[];
  readonly signature: ModuleSignature | undefined;
}

export interface ParameterInfo {
  readonly name: string;
  /** The kernel's word: `int`, `bool`, `charp`, `array of int`; undefined where only a description is there. */
  readonly type: string | undefined;
  readonly description: string | undefined;
}

export interface ModuleSignature {
  readonly signer: string;
  readonly key: string;
  readonly hash: string;
}

/** What a .ko file holds beyond what it says of itself. */
export interface KoFile extends ModuleInfo {
  /** As uname -m names it, or `ELF machine 243` where Kmod has no name for it. */
  readonly architecture: string;
  /** Names of the symbols that something else must provide. */
  readonly undefinedSymbols: readonly string[];
  /** Names that it exports to other modules. */
  readonly exportedSymbols: readonly string[];
  /** CRC of each symbol that it uses, with CONFIG_MODVERSIONS; empty without. */
  readonly symbolVersions: ReadonlyMap<string, number>;
  readonly hasInit: boolean;
  readonly hasExit: boolean;
}
