/**
 * What the server is given by whoever starts it: disk, parser, kernels and rules. The session touches nothing else,
 * so a test runs it without a disk.
 */
import type { OptionTypes } from "../core/kbuild/evaluate.ts";
import type { KernelFacts } from "../core/kernel/facts.ts";
import type { Rule } from "../core/lint/rule.ts";
import type { OpenFile } from "../core/model/extract.ts";
import type { FileModel } from "../core/model/file.ts";
import type { TextChange } from "../core/syntax/tree.ts";
import type { Disk } from "../core/text/disk.ts";
import type { AsyncDisk } from "../host/async-disk.ts";
import type { ScopeService } from "../host/headers/scope-service.ts";
import type { KernelChoice } from "../host/kernel-choice.ts";
import type { SymbolReader } from "../host/symbols/symbol-reader.ts";
import type { ParserChoice } from "../protocol/messages.ts";

/** A disk that answers at once, asked asynchronously. */
export const asyncDisk = (disk: Disk): AsyncDisk => ({
  readText: (path) => Promise.resolve(disk.readText(path)),
  list: (path) => Promise.resolve(disk.list(path)),
  kindOf: (path) => Promise.resolve(disk.kindOf(path)),
});

/** Texts to models (core/model/extract) with a loaded parser. */
export interface Language {
  /** Which parser was loaded, for the log. */
  readonly name: string;
  open(path: string, text: string): OpenFile;
  /** The model after a change; the one before must not be used again. */
  edit(before: OpenFile, change: TextChange, text: string): OpenFile;
  model(path: string, text: string): FileModel;
}

export interface FoundKernel {
  readonly facts: KernelFacts;
  /** One line for the author, when the folder asked for cannot serve: which, why and what to do. */
  readonly problem: string | undefined;
}

export interface ListedKernel extends KernelChoice {
  /** How it was named; undefined where it was found. */
  readonly written: string | undefined;
}

export interface ServerHost {
  readonly disk: AsyncDisk;
  readonly rules: readonly Rule[];
  /** The folder of the rules' pages as an address, with a slash at its end; a client may have them elsewhere. */
  readonly rulePages: string;
  /** undefined: symbols are known from the editor's texts and the kernel's table alone. */
  readonly symbols?: SymbolReader;
  loadLanguage(choice: ParserChoice): Promise<Language>;
  /**
   * The facts of the kernel in a folder as settings name it; for `""` of the one that the workspace's folders name, or
   * else of the running kernel. Never rejects for a folder that is none.
   */
  findKernel(written: string, folders: readonly string[]): Promise<FoundKernel>;
  /** Every kernel that may be chosen, without reading any; those that settings name, as written, among them. */
  listKernels(named: readonly string[], folders: readonly string[]): Promise<readonly ListedKernel[]>;
  /** Opens what answers for kernel headers; missing: nothing is said about them. */
  openScopes?(options: {
    readonly cacheFolder: string | undefined;
    readonly log: (line: string) => void;
  }): ScopeService;
  /** The types of every option of the kernel tree in a folder. */
  optionTypes(tree: string): Promise<OptionTypes>;
}
