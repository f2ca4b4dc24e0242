/**
 * The preprocessor lines of a file without a scan of what stands between them: for readers that follow includes and
 * look for macros through many headers. Also knows macros inside bodies and initialisers, which a FileModel that comes
 * of a scan leaves out; conditionals are numbered with those.
 */
import { endOfDirective } from "../syntax/characters.ts";
import { readDirective } from "../syntax/directives.ts";
import type { Directive } from "../syntax/pieces.ts";
import { type Span, shifted } from "../text/span.ts";
import type { Guards, Include, MacroDefinition } from "./file.ts";
import { followGuards } from "./guards.ts";

export interface PreprocessorLines {
  readonly includes: readonly Include[];
  readonly macroDefinitions: readonly MacroDefinition[];
}

/** In text order, without those in dead code. */
export function readPreprocessorLines(text: string): PreprocessorLines {
  const includes: Include[] = [];
  const macroDefinitions: MacroDefinition[] = [];
  followLines(text, text.length, (directive, span, guards) => {
    if (directive.kind === "include") includes.push(includeOf(directive, span, guards));
    else macroDefinitions.push(definitionOf(directive, span, guards));
  });
  return { includes, macroDefinitions };
}

/** The includes alone: they stand at the top, and what follows the last of them need not be looked at. */
export function readIncludes(text: string): readonly Include[] {
  const includes: Include[] = [];
  followLines(text, text.lastIndexOf("include"), (directive, span, guards) => {
    if (directive.kind === "include") includes.push(includeOf(directive, span, guards));
  });
  return includes;
}

type IncludeLine = Extract<Directive, { kind: "include" }>;
type DefineLine = Extract<Directive, { kind: "define" }>;

/** @param limit nothing that begins behind it is told */
function followLines(
  text: string,
  limit: number,
  tell: (directive: IncludeLine | DefineLine, span: Span, guards: Guards) => void,
): void {
  const follower = followGuards();
  const token = new RegExp(commentOrLine);
  for (let match = token.exec(text); match && match.index <= limit; match = token.exec(text)) {
    if (match[1] === undefined) continue;
    const start = match.index + match[0].length - 1;
    const end = endOfDirective(text, start);
    token.lastIndex = Math.max(end, start + 1);
    const directive = readDirective(text, start, end, start);
    if (directive.kind !== "include" && directive.kind !== "define") {
      follower.meet(directive);
      continue;
    }
    const { guards, isDead } = follower.now();
    if (!isDead) tell(directive, { start, end }, guards);
  }
}

const includeOf = ({ path, pathSpan, isSystem }: IncludeLine, span: Span, guards: Guards): Include => ({
  path,
  pathSpan: shifted(pathSpan, span.start),
  isSystem,
  span,
  guards,
});

const definitionOf = (
  { name, parameters, body }: DefineLine,
  span: Span,
  guards: Guards,
): MacroDefinition => ({
  kind: "macro-definition",
  name: name.text,
  nameSpan: shifted(name.span, span.start),
  parameters,
  body: body.text,
  span,
  guards,
});

/** Comments and literals are matched so that what looks like a line in them is none. */
const commentOrLine =
  /\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|\/\/[^\n]*|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|^[ \t]*(#)/gm;
