/** Reads declarations within a body: names that hide others, and their initialisers. */

import { assignment, conditional, expression, isTooDeep } from "./body-expressions.ts";
import { assign, declare, hold, inBranch, inNever, refer } from "./body-locals.ts";
import { close, isWordAt, type Local, skipBrackets, takes, textAt, type Walk } from "./body-state.ts";
import { isTypeWord, typeOf } from "./body-types.ts";
import { perhaps, runTime, type Value } from "./body-value.ts";
import { asmWords, attributeWords, otherWords, typeofWords, typeWords } from "./body-words.ts";

/** Does a declaration begin here? Of a name nobody knows, what stands behind it tells. */
export const isDeclaration = (walk: Walk): boolean => {
  const word = textAt(walk);
  if (!isWordAt(walk)) return false;
  if (word === "_Static_assert" || word === "static_assert") return true;
  if (word === "__extension__") return isWordAt(walk, 1) && isTypeWord(walk, walk.at + 1);
  if (isTypeWord(walk, walk.at)) return textAt(walk, 1) !== "(" || typeWords.has(word);
  if (walk.locals.has(word) || otherWords.has(word) || walk.lookup.declarationOf(word) !== undefined)
    return false;
  if (isWordAt(walk, 1)) return true;
  let ahead = 1;
  while (textAt(walk, ahead) === "*") ahead += 1;
  return ahead > 1 && isWordAt(walk, ahead) && ["=", ";", ",", "["].includes(textAt(walk, ahead + 1));
};

interface Specifiers {
  isStatic: boolean;
  isExtern: boolean;
  isTypedef: boolean;
  isConst: boolean;
  isUnsigned: boolean;
  isError: boolean;
}

/** A whole declaration, its semicolon included. */
export const declaration = (walk: Walk): void => {
  if (textAt(walk) === "_Static_assert" || textAt(walk) === "static_assert") {
    walk.at += 1;
    skipBrackets(walk);
    takes(walk, ";");
    return;
  }
  const specifiers: Specifiers = {
    isStatic: false,
    isExtern: false,
    isTypedef: false,
    isConst: false,
    isUnsigned: false,
    isError: false,
  };
  readSpecifiers(walk, specifiers);
  while (walk.at < walk.tokens.length && textAt(walk) !== ";") {
    const { at } = walk;
    if (declarator(walk, specifiers)) return;
    if (!takes(walk, ",") && textAt(walk) !== ";") {
      walk.isWhole = false;
      if (walk.at === at || textAt(walk) === "}") return;
    }
    if (walk.at === at) walk.at += 1;
  }
  takes(walk, ";");
};

const unsignedWords: ReadonlySet<string> = new Set([
  ..."unsigned u8 u16 u32 u64 __u8 __u16 __u32 __u64 size_t bool _Bool uint8_t uint16_t uint32_t uint64_t".split(
    " ",
  ),
  ..."uint ulong u_int dma_addr_t phys_addr_t resource_size_t gfp_t sector_t".split(" "),
]);

const readSpecifiers = (walk: Walk, specifiers: Specifiers): void => {
  let hasType = false;
  for (; isWordAt(walk); ) {
    const word = textAt(walk);
    if (word === "static") specifiers.isStatic = true;
    else if (word === "extern") specifiers.isExtern = true;
    else if (word === "typedef") specifiers.isTypedef = true;
    else if (word === "const" || word === "__const") specifiers.isConst = true;
    if (unsignedWords.has(word)) specifiers.isUnsigned = true;
    if (attributeWords.has(word)) attribute(walk, specifiers);
    else if (typeofWords.has(word)) {
      typeOf(walk);
      hasType = true;
    } else if (word === "struct" || word === "union" || word === "enum") {
      tagged(walk, word, specifiers);
      hasType = true;
    } else if (typeWords.has(word) || word === "__extension__") {
      hasType ||= !qualifiers.has(word);
      walk.at += 1;
      if (textAt(walk) === "(" && (word === "_Alignas" || word === "_Atomic")) skipBrackets(walk);
    } else if (hasType) return;
    else {
      hasType = true;
      walk.at += 1;
    }
  }
};

const qualifiers: ReadonlySet<string> = new Set(
  `const volatile restrict __const __const__ __volatile __volatile__ __restrict __restrict__ static extern register inline
   __inline __inline__ typedef _Thread_local __thread _Noreturn _Alignas __extension__ __seg_gs __seg_fs`.split(
    /\s+/u,
  ),
);

/** `__attribute__((cleanup(f)))` calls f; one with `error` is never reached. */
const attribute = (walk: Walk, specifiers: Specifiers): void => {
  walk.at += 1;
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  for (let at = walk.at; at < closing; at += 1) {
    const text = walk.tokens[at]?.text;
    if (text === "cleanup" || text === "__cleanup__") refer(walk, at + 2, "call");
    if (text === "error" || text === "__error__") specifiers.isError = true;
  }
  skipBrackets(walk);
};

const tagged = (walk: Walk, word: string, specifiers: Specifiers): void => {
  walk.at += 1;
  while (attributeWords.has(textAt(walk))) attribute(walk, specifiers);
  if (isWordAt(walk)) walk.at += 1;
  if (textAt(walk) !== "{") return;
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  if (word === "enum") {
    for (let at = walk.at + 1; at < closing; at += 1) {
      const before = walk.tokens[at - 1]?.text;
      const token = walk.tokens[at];
      if (token?.kind === "word" && (before === "{" || before === ","))
        declare(walk, localOf(token.text, "constant", {}));
    }
  }
  skipBrackets(walk);
};

const localOf = (name: string, kind: Local["kind"], more: Partial<Local>): Local => ({
  kind,
  name,
  isUnsigned: false,
  isArray: false,
  isStatic: false,
  value: undefined,
  isRunTime: false,
  wasRunTime: false,
  pending: [],
  ...more,
});

interface Declarator {
  name: string | undefined;
  isFunction: boolean;
  isArray: boolean;
  isPointer: boolean;
}

/** One declarator with its initialiser; tells whether it was a function with a body, which ends the declaration. */
const declarator = (walk: Walk, specifiers: Specifiers): boolean => {
  const declared: Declarator = { name: undefined, isFunction: false, isArray: false, isPointer: false };
  readDeclarator(walk, specifiers, declared);
  if (declared.name === undefined) return false;
  const local = localOfDeclarator(walk, declared.name, declared, specifiers);
  declare(walk, local);
  if (declared.isFunction && textAt(walk) === "{") {
    // GNU: a function within the function. Not read.
    walk.isWhole = false;
    skipBrackets(walk);
    return true;
  }
  if (takes(walk, "=")) initialise(walk, local);
  return false;
};

const localOfDeclarator = (walk: Walk, name: string, declared: Declarator, specifiers: Specifiers): Local => {
  if (specifiers.isTypedef) return localOf(name, "type", {});
  if (specifiers.isError) return localOf(name, "error", {});
  if (declared.isFunction || specifiers.isExtern) return localOf(name, "outer", {});
  const isWritten = (walk.writes.get(name) ?? 0) > (declared.isArray ? 1 : 0);
  const isRunTime = specifiers.isStatic && !specifiers.isConst && isWritten;
  return localOf(name, "variable", {
    isArray: declared.isArray,
    isStatic: specifiers.isStatic,
    isUnsigned: specifiers.isUnsigned && !declared.isPointer,
    isRunTime,
    wasRunTime: isRunTime,
  });
};

/** Reads up to `=`, `,`, `;` or a body. */
const readDeclarator = (walk: Walk, specifiers: Specifiers, declared: Declarator): void => {
  for (; walk.at < walk.tokens.length; ) {
    const text = textAt(walk);
    if (text === "*") {
      declared.isPointer = true;
      walk.at += 1;
    } else if (attributeWords.has(text)) attribute(walk, specifiers);
    else if (asmWords.has(text)) {
      walk.at += 1;
      skipBrackets(walk);
    } else if (text === "(" && declared.name === undefined) nestedDeclarator(walk, specifiers, declared);
    else if (text === "(") {
      declared.isFunction ||= !declared.isPointer || !declared.isArray;
      skipBrackets(walk);
    } else if (text === "[") dimension(walk, declared);
    else if (typeWords.has(text)) walk.at += 1;
    else if (isWordAt(walk) && declared.name === undefined) {
      declared.name = text;
      walk.at += 1;
    } else return;
  }
};

/** `(*f)(int)` declares a pointer, not a function. */
const nestedDeclarator = (walk: Walk, specifiers: Specifiers, declared: Declarator): void => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  readDeclarator(walk, specifiers, declared);
  close(walk, closing);
  const isPointer = walk.tokens.slice(Math.max(0, closing - 4), closing).some((token) => token.text === "*");
  while (textAt(walk) === "(" || textAt(walk) === "[") {
    if (!isPointer && textAt(walk) === "(") declared.isFunction = true;
    skipBrackets(walk);
  }
};

const dimension = (walk: Walk, declared: Declarator): void => {
  declared.isArray = true;
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  if (walk.at < closing) inNever(walk, () => expression(walk));
  close(walk, closing);
};

const initialise = (walk: Walk, local: Local): void => {
  const start = walk.loose.length;
  let value = perhaps;
  if (local.isStatic) inBranch(walk, 0, () => (value = initialiser(walk)));
  else value = initialiser(walk);
  if (local.isStatic) {
    for (const one of walk.loose.slice(start))
      if (!("pending" in one)) one.anchor = Math.min(one.anchor, walk.doubts);
  } else if (local.kind === "variable") {
    assign(walk, local, local.isArray ? undefined : value.value, value.isRunTime);
    hold(walk, local, start);
  }
  walk.loose.length = start;
};

/** `{ .a = x, [1] = y }`, or an expression. */
export const initialiser = (walk: Walk): Value => {
  if (textAt(walk) !== "{") return assignment(walk);
  if (isTooDeep(walk)) return perhaps;
  walk.depth += 1;
  const isRunTime = listed(walk);
  walk.depth -= 1;
  return isRunTime ? runTime : perhaps;
};

/** The elements of a list in braces; tells whether any is decided at run time. */
const listed = (walk: Walk): boolean => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  let isRunTime = false;
  while (walk.at < closing) {
    const { at } = walk;
    designators(walk);
    isRunTime = initialiser(walk).isRunTime || isRunTime;
    if (!takes(walk, ",") && walk.at < closing) {
      walk.isWhole = false;
      break;
    }
    if (walk.at === at) break;
  }
  close(walk, closing);
  return isRunTime;
};

const designators = (walk: Walk): void => {
  if (isWordAt(walk) && textAt(walk, 1) === ":") {
    walk.at += 2;
    return;
  }
  while (textAt(walk) === "." || textAt(walk) === "[") {
    if (textAt(walk) === ".") {
      walk.at += 2;
      continue;
    }
    const closing = walk.closing[walk.at] ?? walk.tokens.length;
    walk.at += 1;
    inNever(walk, () => {
      conditional(walk);
      if (takes(walk, "...")) conditional(walk);
    });
    close(walk, closing);
  }
  takes(walk, "=");
};
