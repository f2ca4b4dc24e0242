/**
 * A template's source under a module's own name. Lines that continue inside of a parenthesis are aligned with it anew:
 * the name may be shorter or longer than `skeleton`, and kernel style aligns them. Pure.
 */
import { cString } from "./escapes.ts";
import type { Licence } from "./licences.ts";
import type { ModuleNames } from "./module-names.ts";

export interface Credits {
  readonly description: string;
  readonly author: string;
  readonly licence: Licence;
}

/** The name of a file of a template in the new module: `skeleton_test.c` is `my-driver_test.c`. */
export const renderedName = (file: string, { file: name }: ModuleNames): string =>
  file.replace("skeleton", () => name);

/** @param isMain what the author typed describes this file, not one beside it */
export function renderTemplate(
  template: string,
  names: ModuleNames,
  { description, author, licence }: Credits,
  isMain: boolean,
): string {
  const lines = renamed(template, names).split("\n");
  return lines
    .map((line, at) => {
      if (at === 0) return line.replace(/(SPDX-License-Identifier: ).*?( \*\/)?$/u, `$1${licence.spdx}$2`);
      if (line.startsWith("MODULE_LICENSE(")) return `MODULE_LICENSE(${cString(licence.ident)});`;
      if (line.startsWith("MODULE_AUTHOR(")) return `MODULE_AUTHOR(${cString(author)});`;
      if (isMain && line.startsWith("MODULE_DESCRIPTION("))
        return `MODULE_DESCRIPTION(${cString(description)});`;
      return line;
    })
    .join("\n");
}

/** The description that a template gives itself. */
export const describedAs = (template: string): string =>
  /^MODULE_DESCRIPTION\("([^"\\]*)"\);$/mu.exec(template)?.[1] ?? "";

/** The template with the name in the place of `skeleton`; nothing else is changed. */
export function renamed(template: string, names: ModuleNames): string {
  const open: Paren[] = [];
  return template
    .split("\n")
    .map((line) => renamedLine(line, names, open))
    .join("\n");
}

/** Column behind a parenthesis that is open, in the template and in what is made of it. */
interface Paren {
  readonly before: number;
  readonly after: number;
}

function renamedLine(line: string, names: ModuleNames, open: Paren[]): string {
  const [indent = ""] = /^[\t ]*/u.exec(line) ?? [];
  const before = width(indent, 0);
  const around = open.findLast((paren) => paren.before === before);
  const newIndent = around === undefined || indent === "" ? indent : indentTo(around.after);
  const rest = line.slice(indent.length);
  follow(rest, { before, after: width(newIndent, 0) }, names, open);
  return newIndent + substituted(rest, names);
}

/** Notes which parentheses of a line are open at its end. */
function follow(line: string, start: Paren, names: ModuleNames, open: Paren[]): void {
  if (/^(?:#|\/\*|\*|\/\/)/u.test(line)) return;
  let { before, after } = start;
  for (const [token] of line.matchAll(
    /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\*.*?\*\/|skeleton|SKELETON|[^]/gu,
  )) {
    before = width(token, before);
    after = width(substituted(token, names), after);
    if (token === "(") open.push({ before, after });
    if (token === ")") open.pop();
  }
}

/** In the name of a file it stands as it was typed, everywhere else as C wants it. */
const substituted = (text: string, { file, identifier, capitals }: ModuleNames): string =>
  text.replaceAll(/skeleton((?:_\w+)?\.(?:[cho]|ko)\b)|skeleton|SKELETON/gu, (found, rest?: string) => {
    if (rest !== undefined) return file + rest;
    return found === "SKELETON" ? capitals : identifier;
  });

const tabWidth = 8;

function width(text: string, from: number): number {
  let column = from;
  for (const character of text)
    column = character === "\t" ? (Math.floor(column / tabWidth) + 1) * tabWidth : column + 1;
  return column;
}

const indentTo = (column: number): string =>
  "\t".repeat(Math.floor(column / tabWidth)) + " ".repeat(column % tabWidth);
