/**
 * The calls by which a module prints into the kernel's log, each with the format of the line: what pr_fmt() and the
 * driver's own wrapper macros put around it is there, as gcc would see it. Read to find the call of a line again, so it
 * prefers to tell too much: a call that the configuration leaves out is told as well.
 *
 * Left out: formats that are no string literals, and what is not printf's (hex dumps). A pr_fmt() or wrapper of a
 * kernel header that is not in `print-kernel-macros` is not known.
 */
import type { FileModel, FunctionDefinition } from "../model/file.ts";
import type { ModuleModel } from "../model/module.ts";
import { remembered } from "../model/remembered.ts";
import { unitOf } from "../model/unit.ts";
import { withoutDirectives } from "../preprocess/calls.ts";
import { type Expanded, expand } from "../preprocess/expand.ts";
import { createMacroCache, type Macro, type MacroCache } from "../preprocess/macro-body.ts";
import type { Token } from "../preprocess/tokens.ts";
import { lineIndex, positionAt } from "../text/lines.ts";
import { readFormat } from "./print-format.ts";
import { formatParameter, printingFunction } from "./print-functions.ts";
import { printed } from "./print-kernel-macros.ts";
import { type PrintMacros, printMacrosOf } from "./print-macros.ts";

export interface DescribedPrint {
  /** Without newlines at its end; what is only known when it is printed, or in other headers, is a conversion. */
  readonly format: string;
  readonly hasDevicePrefix: boolean;
  readonly level: number | undefined;
  readonly function: string;
  readonly file: FileModel;
  /** Where the outermost macro is called, or the function. */
  readonly offset: number;
}

/** Of a module that Kbuild builds: of its C files and of functions in its headers, each place and format once. */
export function printCallsOf(module: ModuleModel): readonly DescribedPrint[] {
  const { kbuild } = module;
  if (kbuild === undefined) return [];
  const cache = createMacroCache();
  const units = module.files.map((file) => {
    const [, ...headers] = unitOf(file, module).files;
    return { file, headers };
  });
  const functions = new Map<string, Macro>();
  const readingOf = ({ file, headers }: (typeof units)[number]): Reading => ({
    macros: printMacrosOf(file, headers, kbuild, functions),
    cache,
    at: undefined,
  });
  for (const unit of units)
    for (const [name, macro] of functionsIn(unit.file, readingOf(unit))) functions.set(name, macro);
  const found = new Map<string, DescribedPrint>();
  for (const unit of units) {
    const reading = readingOf(unit);
    for (const one of [unit.file, ...unit.headers])
      for (const call of callsIn(
        one,
        one === unit.file ? reading : { ...reading, at: unit.file.text.length },
      ))
        found.set(`${call.file.path}:${call.offset}:${call.format}`, call);
  }
  return [...found.values()];
}

/** The functions of a file that print what their callers say. */
const functionsIn = (file: FileModel, reading: Reading): readonly (readonly [string, Macro])[] =>
  file.functions.flatMap((definition): readonly (readonly [string, Macro])[] => {
    if (formatParameter(definition) === undefined) return [];
    const body = file.text.slice(definition.body.start, definition.body.end);
    const macro = printingFunction(definition, printsOf(definition, file, reading), body);
    return macro === undefined ? [] : [[definition.name, macro]];
  });

interface Reading {
  readonly macros: PrintMacros;
  readonly cache: MacroCache;
  /** Where macros are looked up in the C file; undefined: at the function. */
  readonly at: number | undefined;
}

const callsIn = (file: FileModel, reading: Reading): readonly DescribedPrint[] =>
  file.functions.flatMap((definition) => callsOf(definition, file, reading));

/** A line that pr_cont() goes on with has any end. */
function callsOf(
  definition: FunctionDefinition,
  file: FileModel,
  reading: Reading,
): readonly DescribedPrint[] {
  const prints = printsOf(definition, file, reading);
  const last = prints.findLastIndex(({ isContinuation }) => isContinuation);
  return prints.flatMap(({ isContinuation, text, ...call }, index) => {
    if (isContinuation) return [];
    const isOpen = !text.endsWith("\n") && index < last;
    const format = isOpen ? `${text}%s` : text.replace(/\n+$/, "");
    return format.trim() === "" ? [] : [{ ...call, format }];
  });
}

interface Print extends Omit<DescribedPrint, "format"> {
  readonly text: string;
  readonly isContinuation: boolean;
}

/** In text order; what a wrapper prints in several ways is several at one place. */
function printsOf(
  { name, body }: FunctionDefinition,
  file: FileModel,
  { macros, cache, at = body.start }: Reading,
): readonly Print[] {
  const { tokens } = withoutDirectives(file.text.slice(body.start, body.end));
  const lookup = { get: (word: string) => macros.get(word, at) };
  const lineOf = (offset: number) => positionAt(linesOf(file), body.start + offset).line + 1;
  const found = new Map<string, Print>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "word" || tokens[index + 1]?.text !== "(" || !macros.isPrinting(token.text)) continue;
    const call = tokens.slice(index, closingOf(tokens, index + 1) + 1);
    for (const one of printsIn(expand(call, lookup, { cache, lineOf }).tokens, name)) {
      const offset = body.start + one.offset;
      found.set(`${offset}:${one.text}`, { ...one, offset, file, function: name });
    }
  }
  return [...found.values()].toSorted((a, b) => a.offset - b.offset);
}

const linesOf = remembered((file: FileModel) => lineIndex(file.text));

/** Every call of `printed` in an expansion; its origin is the outermost macro's name in the source. */
const printsIn = (
  tokens: readonly Expanded[],
  functionName: string,
): readonly Omit<Print, "file" | "function">[] =>
  tokens.flatMap((token, at) => {
    if (token.text !== printed || tokens[at + 1]?.text !== "(") return [];
    const [level = [], kind, format = [], ...values] = argumentsOf(tokens, at + 1);
    const read = readFormat(format, values, functionName);
    if (read === undefined) return [];
    const given = Number(level[0]?.text);
    return {
      text: read.text,
      isContinuation: read.isContinuation,
      level: Number.isNaN(given) ? read.level : given,
      hasDevicePrefix: kind?.[0]?.text === "device",
      offset: token.origin.offset,
    };
  });

/** The tokens of each argument behind the parenthesis at `open`. */
function argumentsOf(tokens: readonly Expanded[], open: number): readonly (readonly Expanded[])[] {
  const found: Expanded[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(open + 1, closingOf(tokens, open))) {
    if (token.kind === "punctuator") {
      if ("([{".includes(token.text)) depth += 1;
      else if (")]}".includes(token.text)) depth -= 1;
      else if (token.text === "," && depth === 0) {
        found.push([]);
        continue;
      }
    }
    found.at(-1)?.push(token);
  }
  return found;
}

/** The index of the parenthesis that closes the one at `open`; the number of tokens where none does. */
function closingOf(tokens: readonly Pick<Token, "kind" | "text">[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.kind !== "punctuator") continue;
    if (token.text === "(") depth += 1;
    else if (token.text === ")" && --depth === 0) return at;
  }
  return tokens.length;
}
