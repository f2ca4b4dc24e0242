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
}

/** By name; most have one exporter. */
export type SymbolTable = ReadonlyMap<string, readonly ExportedSymbol[]>;

/** What modpost would know besides the kernel's own table when it looks at a module. */
export interface Neighbours {
  /** Exports of the other modules of the same build and of every KBUILD_EXTRA_SYMBOLS file; never the module's own. */
  readonly symbols: SymbolTable;
  /** False where another module's sources or one of those files could not be read: nothing is concluded from absence. */
  readonly isWhole: boolean;
}

export const noNeighbours: Neighbours = { symbols: new Map(), isWhole: false };
