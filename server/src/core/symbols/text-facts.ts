/**
 * What the text of a C file or header says about symbols, without its headers and without a syntax tree: what it
 * defines, exports and mentions, and what its macros and inlines would mention in whoever uses them.
 */

import type { DeclarationPiece, FunctionPiece, MacroCallPiece, NamedSpan, Placed } from "../syntax/pieces.ts";
import { skim } from "../syntax/scan.ts";
import { Word, wordKind } from "../syntax/words.ts";
import { type Configuration, configuredText } from "./configured-text.ts";
import type { ExportMacros } from "./export-macros.ts";
import { addMentions, type Mentions, newMentions, parameterNames } from "./mentions.ts";
import { type SourceExport, sourceExports } from "./source-exports.ts";

export interface SoftDependency {
  readonly kind: "pre" | "post";
  /** As modprobe would be given it. */
  readonly module: string;
  readonly start: number;
  readonly end: number;
}

export interface TextFacts {
  readonly includes: readonly { readonly path: string; readonly isSystem: boolean }[];
  readonly exports: readonly SourceExport[];
  readonly softDependencies: readonly SoftDependency[];
  /** Functions and variables with a body or of their own storage. */
  readonly defines: ReadonlySet<string>;
  /** Functions that are declared and have no body here. */
  readonly declares: ReadonlySet<string>;
  readonly mentions: Mentions;
  /** What macros and inline functions mention, by their name: it counts where they are used. */
  readonly expansions: ReadonlyMap<string, readonly string[]>;
}

export interface TextFactsOptions {
  readonly configuration: Configuration;
  /** Which macros export: `basicExportMacros()` and those of the headers. */
  readonly exportMacros: ExportMacros;
}

/** Takes any text; never throws. */
export const readTextFacts = (path: string, text: string, options: TextFactsOptions): TextFacts => {
  const isHeader = path.endsWith(".h");
  const plain = isHeader && text.length > largeHeader ? text.replaceAll(register, "") : text;
  const compiled = configuredText(plain, options.configuration);
  const reading: Reading = {
    text: compiled,
    isHeader,
    includes: [],
    exports: sourceExports(path, compiled, options.exportMacros),
    softDependencies: [],
    defines: new Set(),
    declares: new Set(),
    mentions: newMentions(),
    expansions: new Map(),
  };
  for (const placed of skim(compiled)) readPlaced(placed, reading);
  return reading;
};

/** Headers of graphics drivers list registers by the ten thousand: nothing is mentioned by them. */
const register =
  /^#[ \t]*define[ \t]+\w+[ \t]+\(?[ \t]*(?:0[xX][\da-fA-F]+|\d+)[uUlL]*[ \t]*\)?[ \t]*(?:\r?\n|$)/gm;
const largeHeader = 64 * 1024;

interface Reading {
  readonly text: string;
  readonly isHeader: boolean;
  readonly includes: { readonly path: string; readonly isSystem: boolean }[];
  readonly exports: readonly SourceExport[];
  readonly softDependencies: SoftDependency[];
  readonly defines: Set<string>;
  readonly declares: Set<string>;
  readonly mentions: Mentions;
  readonly expansions: Map<string, readonly string[]>;
}

const readPlaced = (placed: Placed, reading: Reading): void => {
  const { piece, start } = placed;
  for (const { directive } of piece.directives)
    if (directive.kind === "define")
      readMacro(directive.name.text, directive.parameters, directive.body.text, reading);
  switch (piece.kind) {
    case "function":
      return readFunction(piece, start, reading);
    case "declaration":
      return readDeclaration(piece, start, reading);
    case "macro-call":
      return readMacroCall(piece, start, reading);
    case "directive": {
      const { directive } = piece;
      if (directive.kind === "include")
        reading.includes.push({ path: directive.path, isSystem: directive.isSystem });
      else if (directive.kind === "define")
        readMacro(directive.name.text, directive.parameters, directive.body.text, reading);
      return;
    }
    case "other":
      return;
  }
};

const readMacro = (
  name: string,
  parameters: readonly string[] | undefined,
  body: string,
  reading: Reading,
): void => {
  // Nearly all macros are numbers.
  if (!/[A-Za-z_]{2}/.test(body)) return;
  const found = newMentions();
  addMentions(body, 0, body.length, found, new Set(parameters));
  const names = namesIn(found);
  if (names.length > 0) addExpansion(name, names, reading);
};

const namesIn = ({ plain, handed }: Mentions): readonly string[] => [...plain.keys(), ...handed.keys()];

const addExpansion = (name: string, words: readonly string[], { expansions }: Reading): void => {
  const known = expansions.get(name);
  expansions.set(name, known === undefined ? words : [...known, ...words]);
};

const readFunction = (piece: FunctionPiece, start: number, reading: Reading): void => {
  const { text } = reading;
  const name = piece.name.text;
  const head = text.slice(start + piece.lead, start + piece.body.start);
  const locals = parameterNames(text.slice(start + piece.parameters.start, start + piece.parameters.end));
  const isInline = reading.isHeader || /\binline\b/.test(head);
  const found: Mentions = isInline ? newMentions() : reading.mentions;
  addMentions(text, start + piece.body.start, start + piece.body.end, found, locals);
  if (piece.isMacroDefined) {
    addMentions(text, start + piece.name.span.start, start + piece.parameters.end, reading.mentions);
    if (isInline)
      addMentions(text, start + piece.body.start, start + piece.body.end, reading.mentions, locals);
    return;
  }
  if (isInline) addExpansion(name, namesIn(found), reading);
  reading.defines.add(name);
};

const readDeclaration = (piece: DeclarationPiece, start: number, reading: Reading): void => {
  const { text } = reading;
  const from = start + piece.lead;
  const end = start + piece.length;
  const declared = text.slice(from, Math.min(end, from + longestHead));
  if (/^typedef\b/.test(declared)) return;
  const head = /^[^=({]*/.exec(declared)?.[0] ?? "";
  const follows = declared[head.length];
  if (follows === "{") return;
  // `int (*f)(int) = g;` and `int f(int);` both have a parenthesis first: only the former has a value.
  const value = follows === "=" ? head.length : declared.search(/\)\s*=/);
  if (follows === "(" && value < 0) {
    const name = /\w[\s*]+(?!__attribute__)(\w+)\s*$/.exec(head)?.[1];
    if (
      name !== undefined &&
      !/^[us](?:8|16|32|64)$/.test(name) &&
      wordKind(name, 0, name.length) === Word.none
    )
      reading.declares.add(name);
    return;
  }
  if (/^extern\b/.test(declared)) return;
  const plain = head.replaceAll(/\[[^\]]*\]|__\w+(?:\s*\([^)]*\))?/g, " ");
  for (const name of plain.match(/\w+(?=\s*[,;]?\s*$)|\w+(?=\s*,)/g) ?? []) reading.defines.add(name);
  if (value >= 0) addMentions(text, from + value, end, reading.mentions);
};

const longestHead = 2000;

const readMacroCall = (piece: MacroCallPiece, start: number, reading: Reading): void => {
  const { text } = reading;
  const name = piece.name.text;
  const [first] = piece.arguments;
  if (name === "MODULE_SOFTDEP") {
    if (first) readSoftDependencies(first.text, start + first.span.start, reading.softDependencies);
    return;
  }
  const parameter = parameterType(name, piece.arguments);
  if (parameter !== undefined) reading.mentions.plain.set(`param_ops_${parameter}`, start + piece.span.start);
  if (/^MODULE_(?!DEVICE_TABLE)|^ALLOW_ERROR_INJECTION$/.test(name)) return;
  if (name.includes("EXPORT_")) return;
  // DEFINE_MUTEX(lock), DECLARE_WORK(w, f): the first argument is what it makes, all the same a function may be one.
  if (/^(?:DEFINE|DECLARE)_/.test(name) && first !== undefined && /^\w+$/.test(first.text))
    reading.defines.add(first.text);
  addMentions(text, start + piece.span.start, start + piece.span.end, reading.mentions);
};

/** The type of a parameter, whose operations the macro names by pasting (include/linux/moduleparam.h). */
const parameterType = (macro: string, given: readonly NamedSpan[]): string | undefined => {
  if (!/^module_param(?:_\w+)?$/.test(macro) || macro.startsWith("module_param_cb")) return undefined;
  const type = macro.startsWith("module_param_string") ? "string" : given[/named/.test(macro) ? 2 : 1]?.text;
  return type !== undefined && /^\w+$/.test(type) ? type : undefined;
};

const readSoftDependencies = (argument: string, start: number, found: SoftDependency[]): void => {
  let kind: SoftDependency["kind"] = "pre";
  for (const match of argument.matchAll(/\w[\w-]*:?/g)) {
    const word = match[0];
    if (word === "pre:") kind = "pre";
    else if (word === "post:") kind = "post";
    else
      found.push({
        kind,
        module: word,
        start: start + match.index,
        end: start + match.index + word.length,
      });
  }
};
