/** Where a text defines or declares a name at file scope: read by the header reader, which needs no kernel. */
import type { DeclarationItem } from "../preprocess/header.ts";
import { readHeader } from "../preprocess/header-reader.ts";

export interface NamedPlace {
  /** The whole declaration or definition. */
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** `int sample_start(struct device *dev)`: one line, without body or initialiser. */
  readonly prototype: string;
  readonly isFunction: boolean;
}

/** The definition of a function or variable; undefined where the text has none, or a macro makes it. */
export function definitionIn(text: string, name: string): NamedPlace | undefined {
  if (!text.includes(name)) return undefined;
  const items = declarationsOf(text, name);
  const found =
    items.find(({ what }) => what === "inline") ??
    items.find(
      ({ what, start }) => what === "variable" && !/^\s*extern\b/.test(text.slice(start, start + 40)),
    );
  return found && placeOf(text, found);
}

/** The declaration of a function or variable, a prototype before a definition. */
export function declarationIn(text: string, name: string): NamedPlace | undefined {
  if (!text.includes(name)) return undefined;
  const items = declarationsOf(text, name);
  const found = items.find(({ what }) => what === "function" || what === "variable") ?? items[0];
  return found && placeOf(text, found);
}

const declarationsOf = (text: string, name: string): readonly DeclarationItem[] =>
  readHeader(text).items.filter(
    (item): item is DeclarationItem =>
      item.kind === "declaration" &&
      item.name === name &&
      (item.what === "function" || item.what === "inline" || item.what === "variable"),
  );

/** What a declaration item says in place. */
export function placeOf(text: string, item: DeclarationItem): NamedPlace {
  const { start, end, nameStart, bodyStart, name, what } = item;
  return {
    start,
    end,
    nameStart,
    nameEnd: nameStart + name.length,
    prototype: prototypeOf(text.slice(start, bodyStart >= 0 ? bodyStart : end), what === "variable"),
    isFunction: what !== "variable",
  };
}

function prototypeOf(written: string, isVariable: boolean): string {
  const bare = written
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, " ")
    .replace(/\\?\s+/g, " ")
    .trim();
  const head = isVariable ? bare.replace(/\s*=[\s\S]*$/, "") : bare;
  return head
    .replace(/^extern /, "")
    .replace(/\s*;$/, "")
    .replaceAll("( ", "(")
    .replace(/ ?\* ?(?=\w)/g, " *")
    .replaceAll("* *", "**");
}
