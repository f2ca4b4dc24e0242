/**
 * Which names a C text declares at file scope: enough to see before anything is written that a module called `pci`
 * would declare `struct pci_driver` a second time. Conditions (`#if`) are not looked at, and macros not expanded. Pure.
 */

/** C keeps the names of structures apart from the others; macros are in the way of both. */
export interface DeclaredNames {
  readonly tags: ReadonlySet<string>;
  /** Functions, variables, types and constants. */
  readonly ordinary: ReadonlySet<string>;
  readonly macros: ReadonlySet<string>;
}

/** Of several texts: a source, or all headers that it includes. */
export function declaredNames(texts: Iterable<string>): DeclaredNames {
  const tags = new Set<string>();
  const ordinary = new Set<string>();
  const macros = new Set<string>();
  for (const text of texts) {
    const code = withoutComments(text);
    collect(code, /^[ \t]*#[ \t]*define[ \t]+(\w+)/gmu, macros);
    collect(code, /\b(?:struct|union|enum)\s+(\w+)\s*\{/gu, tags);
    // The kernel's style begins what is declared at file scope, and nothing else, in the first column.
    collect(code, /^(?!#)[A-Za-z_][^\n(;={]*?\b(\w+)\s*(?:\[[^\]\n]*\]\s*)*[(;=]/gmu, ordinary);
    for (const [, body = ""] of code.matchAll(/\benum\b[^{};()]*\{([^{}]*)\}/gu))
      collect(body, /(?:^|,)\s*(\w+)/gu, ordinary);
  }
  return { tags, ordinary, macros };
}

/** A name that both declare, so that they cannot be in one file; undefined where there is none. */
export function clashingName(own: DeclaredNames, others: DeclaredNames): string | undefined {
  return (
    firstIn(own.tags, others.tags) ??
    firstIn(own.ordinary, others.ordinary) ??
    firstIn(own.macros, others.macros) ??
    firstIn(own.macros, others.ordinary) ??
    firstIn(own.ordinary, others.macros) ??
    firstIn(own.tags, others.macros)
  );
}

const firstIn = (names: ReadonlySet<string>, taken: ReadonlySet<string>): string | undefined =>
  [...names].find((name) => taken.has(name));

/** All identifiers of a C text, those of comments and strings left out. */
export function identifiersOf(text: string): ReadonlySet<string> {
  const code = withoutComments(text).replaceAll(/"(?:\\.|[^"\\\n])*"|^[ \t]*#[ \t]*include.*$/gmu, " ");
  return new Set(code.match(/\b[A-Za-z_]\w*/gu) ?? []);
}

/** Files named by `#include <...>` and `#include "..."`. */
export const includesOf = (text: string): readonly string[] =>
  [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]/gmu)].map(([, file = ""]) => file);

const withoutComments = (text: string): string =>
  text.includes("/") ? text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/gu, " ") : text;

function collect(text: string, pattern: RegExp, into: Set<string>): void {
  for (const [, name] of text.matchAll(pattern)) if (name !== undefined) into.add(name);
}
