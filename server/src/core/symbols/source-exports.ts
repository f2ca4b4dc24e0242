/**
 * What the text of a C file, a header or an assembler file exports, by whichever macro: read from the text alone,
 * without a tree. Comments, strings, macro definitions and what stands under `#if 0` export nothing; of all other
 * conditions both sides count. Linear; a text that exports nothing costs a search for a word.
 */
import {
  behindSpaces,
  endOfBlockComment,
  endOfDirective,
  endOfLineComment,
  endOfLiteral,
  endOfWord,
  isWordPart,
  startsLine,
} from "../syntax/characters.ts";
import { endOfDeadBranch } from "./dead-branch.ts";
import { exportsMadeBy, type MacroLookup, namespaceName, takesDefaultNamespace } from "./export-calls.ts";
import {
  asExportMacro,
  type ExportMacro,
  type ExportMacros,
  exportMark,
  macroOf,
  type TextMacro,
} from "./export-macros.ts";
import { argumentsFrom, type TextArgument } from "./text-arguments.ts";

export interface SourceExport {
  readonly name: string;
  /** As the file calls it: EXPORT_SYMBOL_GPL, or a wrapper. */
  readonly macro: string;
  readonly isGplOnly: boolean;
  readonly namespace: string | undefined;
  /** Of the name as written; where a macro makes it, of the argument that it is made of. UTF-16 units, half-open. */
  readonly start: number;
  readonly end: number;
}

export interface SourceSurroundings {
  /** `-DDEFAULT_SYMBOL_NAMESPACE=...` of the file's Kbuild file. */
  readonly defaultNamespace?: string | undefined;
  /**
   * The text of what the file includes, as written between the delimiters; undefined where it cannot be had. Asked only
   * where it may matter: a list of macro calls that a macro of the file makes exports of, or another C file.
   */
  readonly included?: (path: string, isSystem: boolean) => string | undefined;
  /** What a header that the file includes by quotes renames (`aliasesIn`). */
  readonly aliases?: (path: string) => ReadonlyMap<string, string>;
}

/** May the text export anything? A search for a few words. */
export const mayExportSymbols = (text: string, { marks }: ExportMacros): boolean =>
  marks.some((mark) => text.includes(mark));

/**
 * @param path tells only what kind of file it is; nothing is read
 * @param wrappers from `wrappersIn` of the headers that the file may include
 * @returns in text order; a name twice where the text exports it twice. Never throws.
 */
export function sourceExports(
  path: string,
  text: string,
  wrappers: ExportMacros,
  surroundings: SourceSurroundings = {},
): readonly SourceExport[] {
  if (!mayExportSymbols(text, wrappers) && !includesSource(text)) return [];
  const scan = new Scan(text, wrappers, surroundings, {
    isAssembly: path.endsWith(".S"),
    includer: undefined,
  });
  scan.run();
  return scan.found;
}

interface ScanOptions {
  readonly isAssembly: boolean;
  /** The file in whose place this text is read: what it has defined so far holds. */
  readonly includer: Scan | undefined;
}

class Scan implements MacroLookup {
  readonly found: SourceExport[] = [];
  readonly #text: string;
  readonly #known: ExportMacros;
  readonly #surroundings: SourceSurroundings;
  readonly #isAssembly: boolean;
  readonly #own: Map<string, ExportMacro>;
  /** Where the file defines a macro. Read when it is asked for; -1: defined no longer. */
  readonly #defined = new Map<string, number>();
  readonly #includer: Scan | undefined;
  /** Of the headers included so far. */
  #aliases: ReadonlyMap<string, string>[] | undefined;
  /** By mark, where it stands next. */
  readonly #marks = new Map<string, number>();
  #namespace: string | undefined;
  #hasIncluded = false;
  #next = 0;

  constructor(text: string, known: ExportMacros, surroundings: SourceSurroundings, options: ScanOptions) {
    const { isAssembly, includer } = options;
    this.#text = text;
    this.#known = known;
    this.#surroundings = surroundings;
    this.#isAssembly = isAssembly;
    this.#includer = includer;
    this.#own = new Map(includer === undefined ? [] : includer.#own);
    this.#namespace = includer === undefined ? surroundings.defaultNamespace : includer.#namespace;
    this.#hasIncluded = includer !== undefined;
    for (const mark of known.marks) this.#mark(mark, 0);
    for (const name of this.#oddNames()) this.#mark(name, 0);
    if (includer === undefined && includesSource(text)) this.#mark("include", 0);
  }

  macro(name: string): ExportMacro | undefined {
    return this.#own.get(name) ?? this.#known.macros.get(name);
  }

  helper(name: string): TextMacro | undefined {
    const own = this.#defined.get(name);
    if (own !== undefined) return own < 0 ? undefined : macroOf(this.#text, own);
    const body = this.#aliases?.find((aliases) => aliases.has(name))?.get(name);
    if (body !== undefined) return { name, parameters: undefined, body };
    return this.#includer ? this.#includer.helper(name) : this.#known.helpers.get(name);
  }

  run(): void {
    const text = this.#text;
    this.#seek(0);
    let at = 0;
    const breaks = /["'#/]/g;
    while (this.#next >= 0) {
      breaks.lastIndex = at;
      const stop = breaks.exec(text)?.index ?? text.length;
      if (this.#next < stop) {
        at = this.#word(this.#next);
        this.#seek(at);
        continue;
      }
      if (stop >= text.length) return;
      at = this.#passed(stop);
      if (at > this.#next) this.#seek(at);
    }
  }

  /** Behind the comment, literal or directive that begins at `at`. */
  #passed(at: number): number {
    const text = this.#text;
    switch (text.charCodeAt(at)) {
      case 47: {
        const next = text.charCodeAt(at + 1);
        if (next === 42) return endOfBlockComment(text, at);
        return next === 47 ? endOfLineComment(text, at) : at + 1;
      }
      case 35:
        return startsLine(text, at) ? this.#directive(at) : at + 1;
      default:
        // An apostrophe of an assembler's comment opens nothing.
        return this.#isAssembly && text.charCodeAt(at) === 39 ? at + 1 : endOfLiteral(text, at);
    }
  }

  #directive(at: number): number {
    const text = this.#text;
    const end = endOfDirective(text, at);
    const word = behindSpaces(text, at + 1);
    if (text.startsWith("define", word)) this.#define(at, end);
    else if (text.startsWith("undef", word)) this.#forget(text.slice(word, end));
    else if (text.startsWith("include", word)) this.#include(text.slice(at, end), at);
    else if (text.startsWith("if", word) && this.#isNever(text.slice(at, end)))
      return endOfDeadBranch(text, end);
    return end;
  }

  /** `#if 0`, and what the including file decides by a macro of its own. */
  #isNever(line: string): boolean {
    if (neverTrue.test(line)) return true;
    const [, negation, name = ""] = /^#[ \t]*if(n?)def[ \t]+(\w+)/.exec(line) ?? [];
    return negation === "n" && this.#includer !== undefined && this.#includer.helper(name) !== undefined;
  }

  #define(start: number, end: number): void {
    const text = this.#text;
    const nameStart = behindSpaces(text, behindSpaces(text, start + 1) + "define".length);
    const name = text.slice(nameStart, endOfWord(text, nameStart));
    this.#defined.set(name, start);
    if (name === namespaceMacro && !this.#hasIncluded)
      this.#namespace = namespaceName(this.helper(name)?.body ?? "");
    if (this.#next < 0 || this.#next >= end || this.#known.macros.get(name)?.kind === "basic") return;
    const macro = this.helper(name);
    const exports = macro && asExportMacro(macro, (word) => this.macro(word));
    if (exports === undefined) return;
    this.#own.set(name, exports);
    if (name.includes(exportMark)) return;
    this.#mark(name, end);
    this.#mark("include", end);
  }

  #forget(line: string): void {
    const name = /^undef[ \t]+(\w+)/.exec(line)?.[1] ?? "";
    this.#own.delete(name);
    this.#defined.set(name, -1);
    if (name === namespaceMacro) this.#namespace = undefined;
  }

  /** Another source file is read in its place, and so is a list of calls of what the file defines. */
  #include(line: string, at: number): void {
    this.#hasIncluded = true;
    const [, open, path] = /^#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]/.exec(line) ?? [];
    const { included, aliases } = this.#surroundings;
    if (path === undefined) return;
    if (open === '"' && aliases !== undefined && !path.endsWith(".c"))
      (this.#aliases ??= []).push(aliases(path));
    if (included === undefined) return;
    const names = path.endsWith(".c") ? undefined : this.#oddNames();
    if (names?.length === 0) return;
    const text = included(path, open === "<");
    if (text === undefined || (names !== undefined && !names.some((name) => text.includes(name)))) return;
    const scan = new Scan(text, this.#known, {}, { isAssembly: this.#isAssembly, includer: this });
    scan.run();
    const start = at + line.indexOf(path);
    for (const one of scan.found) this.found.push({ ...one, start, end: start + path.length });
  }

  #oddNames(): readonly string[] {
    return [...this.#own.keys()].filter((name) => !name.includes(exportMark));
  }

  /** Takes in the word around the mark at `at`; gives where to go on. */
  #word(at: number): number {
    const text = this.#text;
    let start = at;
    while (start > 0 && isWordPart(text.charCodeAt(start - 1))) start -= 1;
    const end = endOfWord(text, at);
    const word = text.slice(start, end);
    const macro = this.macro(word);
    if (macro === undefined) return end;
    const open = behindSpaces(text, end);
    const isCalled = text.charCodeAt(open) === 40;
    const isBare = macro.kind === "wrapper" && macro.parameters === undefined;
    if (!isCalled && !isBare) return end;
    this.#take(word, isCalled ? argumentsFrom(text, open + 1) : [], { start, end });
    return end;
  }

  #take(
    word: string,
    given: readonly TextArgument[],
    place: { readonly start: number; readonly end: number },
  ): void {
    const call = {
      macro: word,
      arguments: given.map((argument) => argument.text.replace(comment, "").trim()),
    };
    for (const { name, macro, isGplOnly, namespace } of exportsMadeBy(call, this)) {
      const { start, end } =
        given.find(({ text }) => text !== "" && name.includes(text)) ?? given[0] ?? place;
      const isDefault = namespace === undefined && takesDefaultNamespace(macro);
      this.found.push({
        name,
        macro: word,
        isGplOnly,
        namespace: isDefault ? this.#namespace : namespace,
        start,
        end,
      });
    }
  }

  #mark(mark: string, from: number): void {
    const at = this.#text.indexOf(mark, from);
    if (at < 0) return;
    this.#marks.set(mark, at);
    if (this.#next < 0 || at < this.#next) this.#next = at;
  }

  #seek(from: number): void {
    let next = -1;
    for (const [mark, known] of this.#marks) {
      const at = known >= from || known < 0 ? known : this.#text.indexOf(mark, from);
      if (at !== known) this.#marks.set(mark, at);
      if (at >= 0 && (next < 0 || at < next)) next = at;
    }
    this.#next = next;
  }
}

const namespaceMacro = "DEFAULT_SYMBOL_NAMESPACE";
/** Does it include another C file, near its line's start? A search for a word that few lines hold. */
function includesSource(text: string): boolean {
  for (let at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + 1)) {
    const end = text.indexOf('"', at + quoted.length);
    if (text.startsWith(".c", end - 2)) return true;
  }
  return false;
}

const quoted = '#include "';
const neverTrue = /^#[ \t]*if[ \t]+0[ \t]*(?:$|\/[/*])/;
const comment = /\/\*[\s\S]*?\*\//g;
