/**
 * The functions and variables that macros at file scope make: `module_pci_driver(x)`, `DEVICE_ATTR_RO(x)`,
 * `DEFINE_SHOW_ATTRIBUTE(x)`, `module_param(x, int, 0)`. Each call is expanded by the unit's macros and read.
 */
import { expand } from "../preprocess/expand.ts";
import type { UnitScope } from "../preprocess/scope.ts";
import { tokensOf } from "../preprocess/tokens.ts";
import type { Placed } from "../syntax/pieces.ts";
import { skim } from "../syntax/scan.ts";
import { readBody, type StrongReference } from "./body-facts.ts";
import { undefinedIn } from "./compiled.ts";
import type { FileModel, MacroCall } from "./file.ts";
import type { OwnDeclarations } from "./own-declarations.ts";
import { remembered } from "./remembered.ts";

export interface MadeDefinition {
  readonly name: string;
  readonly kind: "function" | "variable";
  /** Seen by other files, or marked to be kept. */
  readonly isKept: boolean;
  readonly isArray: boolean;
  /** Offsets count in a text that exists nowhere. */
  readonly references: readonly StrongReference[];
}

export interface MadeByMacro {
  readonly definitions: readonly MadeDefinition[];
  /** What aliases make of it stays, under another name: `alias("t_init")`. */
  readonly aliased: readonly string[];
  /** Every word that came out. */
  readonly words: ReadonlySet<string>;
}

/** Longer calls are tables, which no macro expands to functions. In UTF-16 units. */
const longestCall = 1 << 13;

/**
 * What a call at file scope, specifiers before it included, makes; undefined where the macro is not known, or may have
 * meant something else at that place.
 */
export function madeByCall(
  { name, span }: MacroCall,
  file: FileModel,
  scope: UnitScope,
): MadeByMacro | undefined {
  if (span.end - span.start > longestCall || scope.hidden.has(name) || !scope.macros.has(name))
    return undefined;
  if (undefinedIn(file).has(name)) return undefined;
  const text = file.text.slice(span.start, span.end);
  const known = madeIn(scope);
  if (known.has(text)) return known.get(text);
  const made = readCall(text, scope);
  known.set(text, made);
  return made;
}

const madeIn = remembered((_scope: UnitScope) => new Map<string, MadeByMacro | undefined>());

function readCall(text: string, scope: UnitScope): MadeByMacro | undefined {
  const { tokens, isWhole } = expand(tokensOf(text), scope.macros);
  if (!isWhole) return undefined;
  const expanded = `${tokens.map((token) => token.text).join(" ")}\n;`;
  return {
    definitions: skim(expanded).flatMap((placed) => definitionsIn(placed, expanded, scope)),
    aliased: Array.from(expanded.matchAll(/\balias\s*(?:__\s*)?\(\s*"(\w+)"/g), ([, name]) => name ?? ""),
    words: new Set(tokens.filter(({ kind }) => kind === "word").map((token) => token.text)),
  };
}

function definitionsIn({ piece, start }: Placed, text: string, scope: UnitScope): readonly MadeDefinition[] {
  if (piece.kind === "function") {
    const head = text.slice(start + piece.lead, start + piece.body.start);
    const parameters = text.slice(start + piece.parameters.start, start + piece.parameters.end);
    const body = text.slice(start + piece.body.start, start + piece.body.end);
    return [
      {
        name: piece.name.text,
        kind: "function",
        isKept: (!isStatic(head) && !/\binline\b/.test(head)) || isMarkedUsed(head),
        isArray: false,
        references: readBody(body, scope, {
          kind: "function",
          parameters: parameters.match(/[A-Za-z_]\w*/g) ?? [],
          isLocal: isStatic(head),
          own: noOwn,
        }).strongest,
      },
    ];
  }
  if (piece.kind !== "declaration") return [];
  const whole = text.slice(start + piece.lead, start + piece.length);
  const alias = /([A-Za-z_]\w*)\s*\([^()]*\)\s*__attribute__[\s\S]*\balias\b/.exec(whole)?.[1];
  if (alias) return [{ name: alias, kind: "function", isKept: true, isArray: false, references: [] }];
  const equals = whole.indexOf("=");
  const head = withoutAttributes(equals < 0 ? whole : whole.slice(0, equals));
  const name = /([A-Za-z_]\w*)\s*(\[[^\]]*\]\s*)*;?\s*$/.exec(head);
  if (!name?.[1] || /\)\s*;?\s*$/.test(head) || (/\bextern\b/.test(head) && equals < 0)) return [];
  return [
    {
      name: name[1],
      kind: "variable",
      isKept: !isStatic(whole) || isMarkedUsed(whole),
      isArray: name[2] !== undefined,
      references:
        equals < 0 ? [] : readBody(initialiserOf(whole, equals), scope, initialiserContext).strongest,
    },
  ];
}

/** What stands behind `=`, up to the semicolon. */
const initialiserOf = (whole: string, equals: number): string => whole.slice(equals + 1).replace(/;\s*$/, "");

/** What the file itself declares may change while the call stays. */
const noOwn: OwnDeclarations = { names: "", get: () => undefined };
const initialiserContext = { kind: "variable", parameters: [], isLocal: false, own: noOwn } as const;

const isStatic = (head: string): boolean => /\bstatic\b/.test(head);
const isMarkedUsed = (head: string): boolean => /\b(?:__used__|used|__used)\b/.test(head);

/** Attributes and labels go, with whatever their parentheses hold. */
function withoutAttributes(head: string): string {
  let rest = head;
  for (let match = attribute.exec(rest); match; match = attribute.exec(rest)) {
    let depth = 1;
    let end = match.index + match[0].length;
    for (; end < rest.length && depth > 0; end++) {
      if (rest[end] === "(") depth++;
      else if (rest[end] === ")") depth--;
    }
    rest = `${rest.slice(0, match.index)} ${rest.slice(end)}`;
  }
  return rest;
}

const attribute = /\b(?:__attribute__|__attribute|_Alignas|asm|__asm__)\s*\(/;
