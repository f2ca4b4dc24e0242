/**
 * A FileModel for readers that look at a file once and at little of it: the text is scanned when something is first
 * asked of it, and a declaration is parsed when something is asked that its plain words do not say. Says what
 * `modelFile` says, but for `signature`, and but for plain declarations whose initialiser no parser understands: they
 * are there all the same, and uncertain.
 */

import type { DeclarationPiece, FunctionPiece, Placed } from "../syntax/pieces.ts";
import { skim } from "../syntax/scan.ts";
import type { Parser } from "../syntax/tree.ts";
import { shifted } from "../text/span.ts";
import { namedByMacros, spdxIn } from "./extract.ts";
import type {
  FileModel,
  Guards,
  Include,
  MacroCall,
  MacroDefinition,
  Prototype,
  SpdxTag,
  SuppressionComment,
  Variable,
} from "./file.ts";
import { followGuards } from "./guards.ts";
import { declaredBy, lazyFunction, type Pending } from "./lazy-declarations.ts";
import { readDirective, readMacroCall } from "./pieces.ts";
import { readIncludes, readPreprocessorLines } from "./preprocessor-lines.ts";
import { once } from "./remembered.ts";

/**
 * @param readText gives the file's text, now or when first asked
 * @param signature what stands for what others can see of it
 */
export function lazyFile(parser: Parser, path: string, readText: () => string, signature: string): FileModel {
  const text = once(readText);
  const outline = once(() => readOutline(text()));
  const lines = once(() => readPreprocessorLines(text()));
  const includes = once(() => readIncludes(text()));
  const functions = once(() => outline().functions.map((one) => lazyFunction(parser, text(), one)));
  const declared = once(() => readDeclared(parser, text(), outline().declarations));
  return {
    path,
    signature,
    isRead: false,
    get text() {
      return text();
    },
    get functions() {
      return functions();
    },
    get prototypes() {
      return declared().prototypes;
    },
    get variables() {
      return declared().variables;
    },
    get macroCalls() {
      return outline().macroCalls;
    },
    get macroDefinitions() {
      // Of a source the rest is looked at anyway, and then its conditionals are numbered alike.
      return path.endsWith(".h") ? lines().macroDefinitions : outline().macroDefinitions;
    },
    get includes() {
      return includes();
    },
    get spdx() {
      return outline().spdx;
    },
    get suppressions() {
      // What is noted for a tool names the tool.
      return text().includes("kmod-lint") ? outline().suppressions : [];
    },
  };
}

/** What the scan says by itself. */
interface Outline {
  readonly macroCalls: MacroCall[];
  readonly macroDefinitions: MacroDefinition[];
  readonly includes: Include[];
  readonly suppressions: SuppressionComment[];
  spdx: SpdxTag | undefined;
  readonly functions: Pending<FunctionPiece>[];
  readonly declarations: Pending<DeclarationPiece>[];
}

function readOutline(text: string): Outline {
  const placed = skim(text);
  const named = namedByMacros(placed);
  const follower = followGuards();
  const outline: Outline = {
    macroCalls: [],
    macroDefinitions: [],
    includes: [],
    suppressions: [],
    spdx: undefined,
    functions: [],
    declarations: [],
  };
  for (const place of placed) {
    readComments(place, outline);
    const { piece, start } = place;
    if (piece.kind === "directive") follower.meet(piece.directive);
    const { guards, isDead } = follower.now();
    if (isDead) continue;
    if (piece.kind === "function")
      outline.functions.push({ piece, start, guards, wantsFlow: named.has(piece.name.text) });
    else if (piece.kind === "declaration")
      outline.declarations.push({ piece, start, guards, wantsFlow: false });
    else readLine(place, guards, outline);
  }
  return outline;
}

function readComments({ piece, start }: Placed, outline: Outline): void {
  for (const comment of piece.comments) {
    const span = shifted(comment.span, start);
    if (comment.kind === "tool") outline.suppressions.push({ span, text: comment.text });
    else outline.spdx ??= spdxIn(comment.text, span.start);
  }
}

function readLine(place: Placed, guards: Guards, outline: Outline): void {
  const call = readMacroCall(place, guards);
  if (call) outline.macroCalls.push(call);
  const directive = readDirective(place, guards);
  if (!directive) return;
  if ("kind" in directive) outline.macroDefinitions.push(directive);
  else outline.includes.push(directive);
}

interface DeclaredLists {
  readonly prototypes: readonly Prototype[];
  readonly variables: readonly Variable[];
}

function readDeclared(
  parser: Parser,
  text: string,
  pending: readonly Pending<DeclarationPiece>[],
): DeclaredLists {
  const prototypes: Prototype[] = [];
  const variables: Variable[] = [];
  for (const one of pending) {
    for (const declared of declaredBy(parser, text, one)) {
      if (declared.kind === "prototype") prototypes.push(declared);
      else if (declared.kind === "variable") variables.push(declared);
    }
  }
  return { prototypes, variables };
}
