/** A symbol that a kernel or a module offers to modules, and tables of them. */

export interface ExportedSymbol {
  readonly name: string;
  /** `vmlinux`, or the module as Module.symvers names it: `drivers/base/regmap/regmap-i2c`. */
  readonly module: string;
  readonly isGplOnly: boolean;
  /** undefined: none. */
  readonly namespace: string | undefined;
  /** `0x4c9d28b0`; undefined for one read from source. */
  readonly crc: string | undefined;
  /** Where it is exported, for one read from source. */
  readonly place: { readonly path: string; readonly start: number; readonly end: number } | undefined;
  /** Set where its module is built only if an option is set that no configuration sets: the builder may, by hand. */
  readonly isOptional?: true;
}

/** By name; most have one exporter. */
export type SymbolTable = ReadonlyMap<string, readonly ExportedSymbol[]>;

/** What modpost would know besides the kernel's own table when it looks at a module. */
export interface Neighbours {
  /** Exports of the other modules of the same build and of every KBUILD_EXTRA_SYMBOLS file; never the module's own. */
  readonly symbols: SymbolTable;
  /** False where another module's sources or one of those files could not be read: nothing is concluded from absence. */
  readonly isWhole: boolean;
  /**
   * Functions and variables that the project's other C files define for all to see, exported or not, by name: what a
   * message about a missing symbol can point to. undefined: nobody looked.
   */
  readonly definitions?: Pick<ReadonlyMap<string, readonly ForeignDefinition[]>, "get">;
}

export interface ForeignDefinition {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** The module that links the file; undefined where Kbuild links it into none. */
  readonly module: string | undefined;
}

export const noNeighbours: Neighbours = { symbols: new Map(), isWhole: false };
