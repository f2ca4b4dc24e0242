/** Exported functions that can be called at the cursor, and the lines that a call of one needs. */

import type { FileModel } from "../model/file.ts";
import { includeEdit } from "../model/include-edit.ts";
import { insertionOf } from "../model/metadata.ts";
import type { TextEdit } from "../text/span.ts";

export interface CallPrefix {
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
}

/** Shorter ones would list a tenth of the kernel. */
const shortestPrefix = 2;

/** The name being typed where a call can stand: in a function's body, no member, in no comment or literal. */
export function callPrefixAt(file: FileModel, offset: number): CallPrefix | undefined {
  const { text } = file;
  const body = file.functions.find((one) => one.body.start < offset && offset <= one.body.end)?.body;
  if (body === undefined) return undefined;
  const before = text.slice(body.start, offset);
  const prefix = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? "";
  if (prefix.length < shortestPrefix) return undefined;
  const lead = before.slice(0, before.length - prefix.length);
  if (/(?:\.|->)\s*$|[\w"']$|\b(?:struct|union|enum|goto)\s+$/.test(lead) || /^[ \t]*#/.test(lastLine(lead)))
    return undefined;
  if (isQuoted(lead)) return undefined;
  return { prefix, start: offset - prefix.length, end: offset };
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1);

/** Does the text end inside a comment or a literal? */
function isQuoted(text: string): boolean {
  const rest = text.replace(
    /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*(?=\n)/g,
    " ",
  );
  return rest.includes("/*") || /\/\/|"|'/.test(lastLine(rest));
}

/** Names in order that begin alike: their place in a sorted list, found by halving it. */
export function startingWith(sorted: readonly string[], prefix: string, limit: number): readonly string[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < prefix) low = middle + 1;
    else high = middle;
  }
  const found: string[] = [];
  for (let at = low; at < sorted.length && found.length < limit; at++) {
    const name = sorted[at] ?? "";
    if (!name.startsWith(prefix)) break;
    found.push(name);
  }
  return found;
}

/** Every header that a file reaches by what it includes, as far as headers are known. */
export function reachedHeaders(
  file: FileModel,
  includes: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = file.includes.map(({ path }) => path);
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    pending.push(...(includes.get(path) ?? []));
  }
  return reached;
}

export interface SymbolNeeds {
  /** undefined: nothing to include. */
  readonly include: string | undefined;
  readonly namespace: string | undefined;
  /** MODULE_IMPORT_NS takes a string from 6.13 on. */
  readonly isNamespaceString: boolean;
}

/** The lines that the file lacks: an #include in its place, and an import of the namespace. */
export function editsFor(
  { include, namespace, isNamespaceString }: SymbolNeeds,
  file: FileModel,
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  if (include !== undefined && !file.includes.some(({ path }) => path === include))
    edits.push(includeEdit(include, file));
  if (namespace !== undefined && !importsNamespace(file, namespace)) {
    const written = isNamespaceString ? `"${namespace}"` : namespace;
    edits.push(insertionOf(`MODULE_IMPORT_NS(${written});`, file));
  }
  return edits;
}

const importsNamespace = (file: FileModel, namespace: string): boolean =>
  namespace.startsWith("module:") ||
  file.macroCalls.some(
    (call) => call.name === "MODULE_IMPORT_NS" && call.arguments[0]?.text.replaceAll('"', "") === namespace,
  );
