/** What the compiler's own dynamic macros read. */

import type { TokenKind } from "./tokens.ts";

/** Takes a name and where it stands; gives its value where it is a macro of the compiler that no table lists. */
export const builtinValue = (
  token: { readonly text: string; readonly origin: { readonly offset: number } },
  options: { readonly file?: string; readonly lineOf?: (offset: number) => number },
  counter: { next: number },
): { readonly kind: TokenKind; readonly text: string } | undefined => {
  // Every one begins with two underscores: most words are told apart here.
  if (token.text.charCodeAt(1) !== 95 || token.text.charCodeAt(0) !== 95) return undefined;
  switch (token.text) {
    case "__LINE__":
      return { kind: "number", text: String(options.lineOf?.(token.origin.offset) ?? 1) };
    case "__COUNTER__":
      counter.next += 1;
      return { kind: "number", text: String(counter.next - 1) };
    case "__FILE__":
    case "__BASE_FILE__":
      return { kind: "string", text: JSON.stringify(options.file ?? "") };
    case "__INCLUDE_LEVEL__":
      return { kind: "number", text: "0" };
    case "__DATE__":
    case "__TIME__":
    case "__TIMESTAMP__":
      return { kind: "string", text: '""' };
    default:
      return undefined;
  }
};
