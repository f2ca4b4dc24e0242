/**
 * Macro expansion as gcc does it (C11 6.10.3 with the GNU extensions): a macro is not expanded within its own
 * expansion, arguments are expanded first, the result is read again together with what follows it. Bounded in depth and
 * in size; never throws.
 *
 * The order of things follows cpplib's `cpp_get_token`: a stack of token lists, where a macro's name is disabled as
 * long as its list is on the stack, and a name met while disabled is never expanded again.
 * https://gcc.gnu.org/onlinedocs/cppinternals/Macro-Expansion.html
 */

import { compiledMacro, createMacroCache, type Macro, type MacroCache } from "./macro-body.ts";
import { builtinValue } from "./macro-builtins.ts";
import { type Substituted, substitute } from "./substitute.ts";
import type { Token, TokenKind } from "./tokens.ts";

/** A map of macros by name fits. */
export interface MacroLookup {
  get(name: string): Macro | undefined;
}

/** A word of the source. */
export interface Origin {
  readonly offset: number;
  readonly length: number;
}

export interface Expanded {
  readonly kind: TokenKind;
  readonly text: string;
  readonly spaceBefore: boolean;
  /** The token itself; for one out of a macro's body the name in the outermost call; for an argument its own place. */
  readonly origin: Origin;
  /** The macros whose bodies it came through, outermost first: empty where the source spells it. */
  readonly through: readonly string[];
}

export interface ExpandOptions {
  readonly cache?: MacroCache;
  /** Of the result and of everything made on the way: 2,000,000. */
  readonly maximumTokens?: number;
  /** Of calls within arguments and within bodies: 200. */
  readonly maximumDepth?: number;
  /** What `__FILE__` reads. */
  readonly file?: string;
  /** The line for `__LINE__` of an offset, from 1. */
  readonly lineOf?: (offset: number) => number;
  /** What `__COUNTER__` reads next: a unit's own, or 0. */
  readonly counter?: { next: number };
  /** These are the tokens of an `#if`: the name after `defined` is not expanded. */
  readonly isCondition?: boolean;
}

export interface Expansion {
  readonly tokens: readonly Expanded[];
  /** False where a bound was met: some of the tokens are as they were. */
  readonly isWhole: boolean;
}

/**
 * Takes tokens of the source and the macros in force; gives what the compiler would see. A call that the tokens do not
 * complete is left as it is.
 */
export const expand = (
  tokens: readonly Token[],
  macros: MacroLookup,
  options: ExpandOptions = {},
): Expansion => {
  const expander = new Expander(macros, options);
  const result = expander.run(tokens.map(toWork));
  return { tokens: result, isWhole: expander.isWhole };
};

const nowhere: readonly string[] = [];

const toWork = (token: Token): Work => ({
  kind: token.kind,
  text: token.text,
  spaceBefore: token.spaceBefore,
  origin: { offset: token.offset, length: token.text.length },
  through: nowhere,
  isFixed: token.kind !== "word",
  isPasted: false,
});

/** A token on its way. `isFixed`: it is no macro, or a macro's name that is never expanded again. */
type Work = Substituted;

interface Level {
  readonly tokens: readonly Work[];
  next: number;
  /** The macro whose body this is: enabled again when the level ends. */
  readonly macro: string | undefined;
  /** The end of these tokens is the end of all: an argument, or the source. */
  readonly isBarrier: boolean;
}

class Expander {
  readonly #macros: MacroLookup;
  readonly #options: ExpandOptions;
  readonly #cache: MacroCache;
  readonly #levels: Level[] = [];
  readonly #disabled = new Set<string>();
  readonly #counter: { next: number };
  /** How many tokens may still be made, and how many more levels of arguments. */
  #budget: number;
  #depth: number;
  #spaceIsDue = false;
  #isAfterDefined = false;
  isWhole = true;

  constructor(macros: MacroLookup, options: ExpandOptions) {
    this.#macros = macros;
    this.#options = options;
    this.#cache = options.cache ?? createMacroCache();
    this.#counter = options.counter ?? { next: 0 };
    this.#budget = options.maximumTokens ?? 2_000_000;
    this.#depth = options.maximumDepth ?? 200;
  }

  /** Expands tokens by themselves: the source, or an argument before it is put into a body. */
  run(tokens: readonly Work[]): readonly Work[] {
    if (tokens.every((token) => token.isFixed)) return tokens;
    const outerSpace = this.#spaceIsDue;
    this.#spaceIsDue = false;
    this.#depth -= 1;
    this.#levels.push({ tokens, next: 0, macro: undefined, isBarrier: true });
    const result: Work[] = [];
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      result.push(token);
      if (result.length > this.#budget) {
        this.isWhole = false;
        break;
      }
    }
    this.#leaveBarrier();
    this.#depth += 1;
    this.#spaceIsDue = outerSpace;
    return result;
  }

  #leaveBarrier(): void {
    for (let level = this.#levels.pop(); level !== undefined; level = this.#levels.pop()) {
      if (level.macro !== undefined) this.#disabled.delete(level.macro);
      if (level.isBarrier) return;
    }
  }

  /** The next token that is not expanded further. */
  #next(): Work | undefined {
    for (let token = this.#read(); token !== undefined; token = this.#read()) {
      if (token.isFixed || this.#isOperandOfDefined(token)) return this.#spaced(token);
      const macro = this.#macros.get(token.text);
      if (macro === undefined) {
        const value = builtinValue(token, this.#options, this.#counter);
        if (value !== undefined) return this.#spaced({ ...token, ...value, isFixed: true });
        token.isFixed = true;
        return this.#spaced(token);
      }
      if (this.#disabled.has(token.text)) return this.#spaced({ ...token, isFixed: true });
      if (!this.#enter(token, macro)) return this.#spaced(token);
    }
    return undefined;
  }

  #isOperandOfDefined(token: Work): boolean {
    if (this.#options.isCondition !== true) return false;
    const isOperand = this.#isAfterDefined;
    this.#isAfterDefined = token.text === "defined";
    if (isOperand || this.#isAfterDefined) token.isFixed = true;
    return token.isFixed;
  }

  /** White space before a macro that expands to nothing stands before what follows. */
  #spaced(token: Work): Work {
    if (!this.#spaceIsDue) return token;
    this.#spaceIsDue = false;
    return token.spaceBefore ? token : { ...token, spaceBefore: true };
  }

  /** The next token as it stands; a body's end gives its macro's name back. */
  #read(): Work | undefined {
    for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) {
      const token = level.tokens[level.next];
      if (token !== undefined) {
        level.next += 1;
        return token;
      }
      if (level.isBarrier) return undefined;
      if (level.macro !== undefined) this.#disabled.delete(level.macro);
      this.#levels.pop();
    }
    return undefined;
  }

  /** Puts a macro's expansion before what follows; false where the name is no call. */
  #enter(name: Work, macro: Macro): boolean {
    if (this.#budget <= 0 || this.#depth <= 0) {
      this.isWhole = false;
      return false;
    }
    const compiled = compiledMacro(macro, this.#cache);
    let given: readonly (readonly Work[])[] = [];
    if (compiled.parameters !== undefined) {
      const collected = this.#collect(compiled.parameters.length, compiled.isVariadic);
      if (collected === undefined) return false;
      given = collected;
    }
    const expandedArguments = given.map((tokens, index) =>
      compiled.isExpanded[index] === true ? this.run(tokens) : tokens,
    );
    const tokens = substitute(compiled, name, given, expandedArguments, this.#budget);
    this.#budget -= tokens.length;
    this.#disabled.add(name.text);
    this.#levels.push({ tokens, next: 0, macro: name.text, isBarrier: false });
    const first = tokens[0];
    if (first === undefined) this.#spaceIsDue ||= name.spaceBefore;
    else first.spaceBefore = name.spaceBefore;
    return true;
  }

  /**
   * The arguments of a call, when `(` is next: an omitted variable argument is left out of the list. undefined where it
   * is no call or not a whole one: what was read stands there again.
   */
  #collect(count: number, isVariadic: boolean): readonly (readonly Work[])[] | undefined {
    const open = this.#read();
    if (open === undefined) return undefined;
    const read = [open];
    const list: Work[][] = [[]];
    if (
      open.text !== "(" ||
      open.kind !== "punctuator" ||
      !this.#readArguments(read, list, isVariadic ? count : 0)
    ) {
      // Every name before a call that does not end looks as far as this one did.
      this.#budget -= read.length - 1;
      this.#levels.push({ tokens: read, next: 0, macro: undefined, isBarrier: false });
      return undefined;
    }
    if (count === 0 && list.length === 1 && list[0]?.length === 0) return [];
    if (isVariadic && count === 1 && list.length === 1 && list[0]?.length === 0) return [];
    if (list.length === count || (isVariadic && list.length === count - 1)) return list;
    this.isWhole = false;
    this.#levels.push({ tokens: read, next: 0, macro: undefined, isBarrier: false });
    return undefined;
  }

  /** Reads up to the closing parenthesis; at `most` arguments (0: any number) a comma no longer ends one. */
  #readArguments(read: Work[], list: Work[][], most: number): boolean {
    let depth = 0;
    let current = list[0] ?? [];
    for (let token = this.#read(); token !== undefined; token = this.#read()) {
      const seen = this.#disabled.has(token.text) && !token.isFixed ? { ...token, isFixed: true } : token;
      read.push(seen);
      if (seen.kind === "punctuator") {
        if (seen.text === "(") depth += 1;
        else if (seen.text === ")") {
          if (depth === 0) return true;
          depth -= 1;
        } else if (seen.text === "," && depth === 0 && (most === 0 || list.length < most)) {
          current = [];
          list.push(current);
          continue;
        }
      }
      current.push(seen);
    }
    return false;
  }
}
