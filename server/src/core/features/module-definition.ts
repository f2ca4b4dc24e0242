/** What names in module macros and #include lines lead to within a module. */
import type { FileModel, Include } from "../model/file.ts";
import type { Span } from "../text/span.ts";

export interface FilePlace {
  readonly path: string;
  /** Of the name. */
  readonly span: Span;
}

/**
 * Where the argument of a macro at file scope is defined: a function that module_init() names, a parameter's
 * variable, a device table. In the file itself, or else in another of its module.
 */
export function argumentDefinition(
  file: FileModel,
  offset: number,
  others: readonly FileModel[],
): FilePlace | undefined {
  const call = file.macroCalls.find(({ span }) => span.start <= offset && offset <= span.end);
  const argument = call?.arguments.find(({ span }) => span.start <= offset && offset <= span.end);
  const name = argument && /^&?\s*([A-Za-z_]\w*)$/.exec(argument.text)?.[1];
  if (name === undefined) return undefined;
  for (const one of [file, ...others.filter((other) => other.path !== file.path)]) {
    const found = [...one.functions, ...one.variables].find(
      (defined) =>
        defined.name === name &&
        (one === file || defined.storage !== "static") &&
        defined.storage !== "extern",
    );
    if (found) return { path: one.path, span: found.nameSpan };
  }
  return undefined;
}

/** The #include whose path is under the cursor. */
export const includeAt = (file: FileModel, offset: number): Include | undefined =>
  file.includes.find(({ span }) => span.start <= offset && offset <= span.end);
