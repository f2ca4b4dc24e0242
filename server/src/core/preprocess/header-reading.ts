/** What the header reader knows while it reads. */
import type { HeaderItem } from "./header.ts";
import type { HeadToken } from "./header-token.ts";

/** What the bracket that is open holds. */
export const Mode = {
  /** A function's body. */
  body: 0,
  /** An initialiser, or braces of unknown meaning. */
  braces: 1,
  parentheses: 2,
  fields: 3,
  enumerators: 4,
} as const;

export interface Opened {
  /** One of `Mode`. */
  readonly mode: number;
  /** Of the bracket. */
  readonly start: number;
  /** Of the type's keyword; the bracket's otherwise. */
  readonly head: number;
  /** A struct's, union's or enum's tag. */
  readonly name: { readonly start: number; readonly end: number } | undefined;
  readonly outer: Opened | undefined;
}

/** Where the reader stood at an `#if`: every branch begins there. */
export interface Branch {
  readonly tokens: readonly HeadToken[];
  readonly opened: Opened | undefined;
  readonly depth: number;
  readonly isNameNext: boolean;
  /** What only assembler or C++ sees is never read: true of the branch before the `#else`, which is read then. */
  readonly isElseDead: boolean;
}

export interface Reading {
  readonly text: string;
  /** No macros are left in it. */
  readonly isExpanded: boolean;
  readonly items: HeaderItem[];
  at: number;
  /** Of the declaration being read, what stands at file scope. */
  tokens: HeadToken[];
  opened: Opened | undefined;
  /** How many brackets of the kind of `opened` are open. */
  depth: number;
  /** In an enum: a word is an enumerator, as no `=` stands before it. */
  isNameNext: boolean;
  readonly branches: Branch[];
  /** `#pragma once` */
  isOnce: boolean;
}

/** Opens the bracket at `at`: what it holds is read in `mode`. */
export const enter = (
  reading: Reading,
  mode: number,
  at: number,
  type?: { readonly head: number; readonly name: Opened["name"] },
): void => {
  reading.opened = { mode, start: at, head: type?.head ?? at, name: type?.name, outer: reading.opened };
  reading.depth = 1;
  reading.isNameNext = true;
  reading.at = at + 1;
};
