/**
 * The preprocessor lines of a file without a scan of what stands between them: for readers that follow includes and
 * look for macros through many headers. Also knows macros inside bodies and initialisers, which a FileModel that comes
 * of a scan leaves out; conditionals are numbered with those.
 */
import { endOfDirective } from "../syntax/characters.ts";
import { readDirective } from "../syntax/directives.ts";
import { shifted } from "../text/span.ts";
import type { Include, MacroDefinition } from "./file.ts";
import { followGuards } from "./guards.ts";

export interface PreprocessorLines {
  readonly includes: readonly Include[];
  readonly macroDefinitions: readonly MacroDefinition[];
}

/** In text order, without those in dead code. */
export function readPreprocessorLines(text: string): PreprocessorLines {
  const follower = followGuards();
  const includes: Include[] = [];
  const macroDefinitions: MacroDefinition[] = [];
  const token = new RegExp(commentOrLine);
  for (let match = token.exec(text); match; match = token.exec(text)) {
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
    if (isDead) continue;
    const span = { start, end };
    if (directive.kind === "include") {
      const { path, isSystem } = directive;
      includes.push({ path, pathSpan: shifted(directive.pathSpan, start), isSystem, span, guards });
      continue;
    }
    const { name, parameters, body } = directive;
    const nameSpan = shifted(name.span, start);
    macroDefinitions.push({
      kind: "macro-definition",
      name: name.text,
      nameSpan,
      parameters,
      body: body.text,
      span,
      guards,
    });
  }
  return { includes, macroDefinitions };
}

/** Comments and literals are matched so that what looks like a line in them is none. */
const commentOrLine =
  /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|^[ \t]*(#)/gm;
