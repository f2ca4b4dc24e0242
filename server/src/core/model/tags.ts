/** Names that stand for a type or a macro of the file and for nothing else. */
import { buildsName } from "./lookup.ts";
import { plainCodeOf } from "./plain-code.ts";
import type { Unit } from "./unit.ts";

/** What the name certainly is, in words; undefined where anything may declare a symbol of that name. */
export function kindBesideSymbols(name: string, unit: Unit): "a type" | "a macro" | undefined {
  const { file, files } = unit;
  if (!unit.isWhole || unit.defines.includes(name)) return undefined;
  const macros = files.flatMap((one) => one.macroDefinitions.filter((macro) => macro.name === name));
  const isMacro = macros.length > 0;
  if (isMacro && !macros.every((macro) => macro.parameters && macro.guards.length === 0)) return undefined;
  if (files.some((one) => one !== file && one.text.includes(name))) return undefined;
  if (!isMacro && buildsName(file, name)) return undefined;
  const { text } = plainCodeOf(file);
  const places = [...text.matchAll(new RegExp(`\\b${name}\\b`, "g"))].filter(
    ({ index }) => !file.macroCalls.some(({ span }) => span.start <= index && index < span.end),
  );
  const isInBody = (index: number): boolean =>
    file.functions.some(({ body }) => body.start < index && index < body.end);
  if (isMacro) return places.every(({ index }) => isInBody(index)) ? "a macro" : undefined;
  const isTag = places.every(
    ({ index }) => isInBody(index) || /\b(?:struct|union|enum)\s+$/.test(text.slice(0, index)),
  );
  return isTag && places.length > 0 ? "a type" : undefined;
}
