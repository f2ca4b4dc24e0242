/** What the Kbuild files of a tree build, as far as it can be told without running make. */
import type { Span } from "../text/span.ts";
import type { Flags } from "./flags.ts";

/**
 * One object of a module. `certain` is false where a condition that cannot be evaluated decides
 * (`foo-$(CONFIG_BAR) += bar.o` with CONFIG_BAR unknown).
 */
export interface KbuildObject {
  /** As listed, relative to the Kbuild folder: `sub/bar.o`. */
  readonly object: string;
  /** Absolute path of the source; undefined where none was found. */
  readonly source: string | undefined;
  readonly language: "c" | "assembly" | "rust" | "other";
  readonly certain: boolean;
  /** Where it is listed. */
  readonly file: string;
  readonly span: Span;
}

/** The flags are those of ccflags-y, subdir-ccflags-y and every CFLAGS_x.o, as far as evaluated. */
export interface KbuildModule extends Flags {
  /** `foo` of foo.ko, as in the object list (dashes kept). */
  readonly name: string;
  /** The folder whose Kbuild file lists it. */
  readonly directory: string;
  readonly file: string;
  readonly span: Span;
  /**
   * `module`: certainly obj-m. `either`: obj-$(CONFIG_X) with X tristate. `builtin`: obj-y or X bool.
   * `unknown`: cannot be told.
   */
  readonly build: "module" | "either" | "builtin" | "unknown";
  readonly isComposite: boolean;
  readonly objects: readonly KbuildObject[];
  /** False where the list of objects could not be evaluated to its end. */
  readonly isComplete: boolean;
  /** By source, where CFLAGS_x.o make a difference between the objects. */
  readonly ownFlags?: ReadonlyMap<string, Flags>;
}

/** The flags that one source of the module is compiled with, and nothing else. */
export const flagsOfSource = (module: KbuildModule, source: string): Flags => {
  const { includeDirectories, firstDirectories, defines, forcedIncludes, areFlagsKnown } =
    module.ownFlags?.get(source) ?? module;
  return { includeDirectories, firstDirectories, defines, forcedIncludes, areFlagsKnown };
};

/** A thing of the Kbuild file that a kbuild rule speaks about, found while evaluating. */
export type KbuildFact =
  | {
      readonly kind: "missing-source";
      readonly file: string;
      readonly span: Span;
      /** As listed: `sub/bar.o`. */
      readonly object: string;
      readonly module: string;
      /** False where a configuration option decides whether the object is built at all. */
      readonly isAlwaysBuilt: boolean;
    }
  | { readonly kind: "self-object"; readonly file: string; readonly span: Span; readonly module: string }
  | {
      readonly kind: "variable";
      readonly file: string;
      /** The name alone. */
      readonly span: Span;
      readonly name: string;
      /** True where a recipe passes it to make: `$(MAKE) -C $(KDIR) SUBDIRS=$(PWD)`. */
      readonly isCommandLine: boolean;
    }
  | { readonly kind: "module-name"; readonly file: string; readonly span: Span; readonly name: string }
  /** A word of obj-m that make has no rule for: `obj-m := foo` or `foo.c`. */
  | {
      readonly kind: "no-object";
      readonly file: string;
      readonly span: Span;
      readonly word: string;
      readonly isAlwaysBuilt: boolean;
    }
  /** A folder of obj-m in which there is neither a Kbuild nor a Makefile. */
  | { readonly kind: "missing-folder"; readonly file: string; readonly span: Span; readonly folder: string }
  | SyntaxFact;

/** Where make stops reading. */
export interface SyntaxFact {
  readonly kind: "syntax";
  readonly file: string;
  readonly span: Span;
  readonly problem: "missing-endif" | "extra-endif" | "missing-separator" | "missing-include";
}

/**
 * A place where Kbuild starts. `kernel-tree`: the root of a kernel source tree. `external`: a folder that is built by
 * `make -C kernel M=folder`.
 */
export interface KbuildRoot {
  readonly kind: "kernel-tree" | "external";
  /** The folder whose Kbuild file is read first. */
  readonly directory: string;
}

export interface KbuildProject {
  readonly root: KbuildRoot;
  readonly modules: readonly KbuildModule[];
  /** False where more modules may be built than were found. */
  readonly isComplete: boolean;
  /** The Module.symvers files of other builds that modpost is given by KBUILD_EXTRA_SYMBOLS; absolute. */
  readonly extraSymbols: readonly string[];
  /** False where the value of KBUILD_EXTRA_SYMBOLS could not be evaluated. */
  readonly extraSymbolsKnown: boolean;
  readonly facts: readonly KbuildFact[];
  /**
   * Folder of the kernel that the project's own Makefile names (`KDIR ?= /lib/modules/...`), as far as it can be
   * evaluated; absolute.
   */
  readonly kernelDirectory: string | undefined;
  /** Every Kbuild, Makefile and include that was read, with its text. */
  readonly files: ReadonlyMap<string, string>;
  /** What could not be evaluated, in words with its place: for the log, never a finding. */
  readonly unknowns: readonly { readonly file: string; readonly span: Span; readonly reason: string }[];
}
