/** Which exported symbol the cursor is on, and what there is to say of it. */
import type { FileModel, FunctionDefinition } from "../model/file.ts";
import { type KernelDoc, kernelDocMarkdown } from "../symbols/kernel-doc.ts";
import { type FoundWord, identifierAt, isInCode } from "../symbols/word-search.ts";
import type { Span } from "../text/span.ts";

/**
 * The word under the cursor, if it can mean a symbol of another file: a use in a body or an initialiser, an argument
 * of a macro at file scope, the name of a function or variable that is not static, a word of a macro definition.
 *
 * @param offset in UTF-16 units
 */
export function symbolAt(file: FileModel, offset: number): FoundWord | undefined {
  const found = identifierAt(file.text, offset);
  if (found === undefined || !isInCode(file.text, found.start)) return undefined;
  if (/(?:\.|->)\s*$/.test(file.text.slice(Math.max(0, found.start - 40), found.start))) return undefined;
  return isGlobal(file, found) ? found : undefined;
}

function isGlobal(file: FileModel, { word, start }: FoundWord): boolean {
  const definitions = [...file.functions, ...file.variables];
  if (definitions.some(({ name, storage }) => name === word && storage === "static")) return false;
  const around = definitions.find(({ span }) => holds(span, start));
  if (around?.kind === "function" && isLocal(around, file.text, word, start)) return false;
  if (around !== undefined) {
    return (
      around.nameSpan.start === start ||
      around.uses.of(word).some(({ offset }) => around.span.start + offset === start)
    );
  }
  return (
    file.prototypes.some(({ nameSpan }) => nameSpan.start === start) ||
    file.macroCalls.some((call) => call.arguments.some(({ span }) => holds(span, start))) ||
    file.macroDefinitions.some(({ span }) => holds(span, start))
  );
}

/** Is the word a parameter, or declared in the body before it? A call is never taken for one. */
function isLocal(
  { signature, body }: FunctionDefinition,
  text: string,
  word: string,
  start: number,
): boolean {
  if (start < body.start || /^\s*\(/.test(text.slice(start + word.length, start + word.length + 20)))
    return false;
  if (signature?.parameters?.some(({ name }) => name === word)) return true;
  const declared = new RegExp(String.raw`(\w+)[\s*]+${word}\s*[;=,[]`, "g");
  const before = text.slice(body.start, start + word.length);
  return Array.from(before.matchAll(declared), ([, lead = ""]) => lead).some(
    (lead) => !/^(?:return|goto|case|else|sizeof|\d+)$/.test(lead),
  );
}

const holds = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

export interface SymbolExporter {
  /** `vmlinux`, or the module's file name. */
  readonly module: string;
  readonly isGplOnly: boolean;
  readonly namespace: string | undefined;
  readonly crc: string | undefined;
}

export interface SymbolFacts {
  readonly name: string;
  readonly exporters: readonly SymbolExporter[];
  readonly prototype: string | undefined;
  /** As `#include <...>` names the header that declares it; undefined where none of the kernel's does. */
  readonly include: string | undefined;
  readonly doc: KernelDoc | undefined;
}

/** @param isBrief only what modpost knows: another language server tells the rest */
export function symbolMarkdown(facts: SymbolFacts, isBrief: boolean): string {
  const exported = facts.exporters.map(exporterLine);
  if (isBrief) return exported.join("\n\n");
  const parts = [
    facts.prototype === undefined ? "" : `\`\`\`c\n${facts.prototype}\n\`\`\``,
    ...exported,
    facts.include === undefined ? "" : `\`#include <${facts.include}>\``,
    facts.doc === undefined ? "" : `---\n\n${kernelDocMarkdown(facts.doc)}`,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** `GPL only · namespace USB_STORAGE`, for one line; empty where there is nothing to mind. */
export const conditionsOf = ({
  isGplOnly,
  namespace,
}: Pick<SymbolExporter, "isGplOnly" | "namespace">): string =>
  [...(isGplOnly ? ["GPL only"] : []), ...(namespace === undefined ? [] : [`namespace ${namespace}`])].join(
    " · ",
  );

function exporterLine(exporter: SymbolExporter): string {
  const { module, crc } = exporter;
  const where = module === "vmlinux" ? "`vmlinux`" : `\`${module}.ko\``;
  const conditions = [
    ...(exporter.isGplOnly ? ["**GPL only**"] : []),
    ...(exporter.namespace === undefined ? [] : [`namespace \`${exporter.namespace}\``]),
    ...(crc === undefined || /^0x0+$/.test(crc) ? [] : [`CRC \`${crc}\``]),
  ];
  return [`Exported by ${where}`, ...conditions].join(" · ");
}
