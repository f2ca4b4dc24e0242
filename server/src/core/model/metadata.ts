/** MODULE_LICENSE() and its kin: what a module says of itself, and where people write it. */
import type { Span, TextEdit } from "../text/span.ts";
import type { FileModel, MacroArgument, MacroCall } from "./file.ts";
import type { ModuleModel } from "./module.ts";
import { stringValue } from "./string-literal.ts";
import { type Unit, unitOf } from "./unit.ts";

export interface InfoEntry {
  readonly file: FileModel;
  readonly call: MacroCall;
  /** What stands for the text; undefined for `MODULE_LICENSE()`, which is the empty string. */
  readonly argument: MacroArgument | undefined;
  /** The text itself; undefined where macros make it. */
  readonly value: string | undefined;
}

/** `license` is said by MODULE_LICENSE(x) and by MODULE_INFO(license, x). */
export type InfoTag = "license" | "description";

/** What one file says, in text order. */
export function infoOf(tag: InfoTag, file: FileModel, unit: Unit): readonly InfoEntry[] {
  return file.macroCalls.flatMap((call) => {
    const isOwn = call.name === `MODULE_${tag.toUpperCase()}`;
    const isGeneral = call.name === "MODULE_INFO" && call.arguments[0]?.text === tag;
    if (!isOwn && !isGeneral) return [];
    const argument = call.arguments[isOwn ? 0 : 1];
    return [
      {
        file,
        call,
        argument,
        value: argument === undefined || argument.text === "" ? "" : valueOf(argument.text, unit),
      },
    ];
  });
}

/**
 * Does the module certainly say nothing under the tag? No when a file that it includes was not read, or a macro may
 * say it. For a file alone the answer is about that file.
 */
export function certainlyLacks(tag: InfoTag, module: ModuleModel): boolean {
  const macro = `MODULE_${tag.toUpperCase()}`;
  const says = new RegExp(`\\b${macro}\\b|\\bMODULE_INFO\\s*\\(\\s*${tag}\\b|\\bMODULE_\\s*##`);
  const files = [...module.files, ...module.included.values()];
  return (
    files.every(
      (file) =>
        // Whatever says it has the word in it.
        (!file.isRead && !file.text.includes("MODULE_")) ||
        (file.macroCalls.every(
          (call) => call.name !== macro && !(call.name === "MODULE_INFO" && call.arguments[0]?.text === tag),
        ) &&
          file.macroDefinitions.every(
            ({ name, body }) => name !== macro && !(says.test(body) && isUsed(name, files)),
          ) &&
          !isSaidOutsideCalls(macro, file)),
    ) && module.files.every((file) => unitOf(file, module).isWhole)
  );
}

/** Does the macro's name stand anywhere but in its own definition? */
const isUsed = (name: string, files: readonly FileModel[]): boolean =>
  files.reduce((count, { text }) => count + text.split(name).length - 1, 0) > 1;

/** Where the lexer was led astray the words may still stand: then it is not certain. Comments do not count. */
function isSaidOutsideCalls(macro: string, file: FileModel): boolean {
  if (!file.text.includes(macro)) return false;
  const code = file.text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"/g, " ");
  return new RegExp(`^[^#\\n]*\\b${macro}\\s*\\(`, "m").test(code.replace(deadText, " "));
}

/** Text that a module build never sees: it says nothing, however it reads. */
const deadText =
  /^[ \t]*#[ \t]*(?:if[ \t]+0|ifndef[ \t]+MODULE)\b[\s\S]*?^[ \t]*#[ \t]*(?:else|elif|endif)\b/gm;

/** The edit that adds a line to a file's MODULE_ lines: after the last of them, or at the end of the file. */
export function insertionOf(line: string, file: FileModel): TextEdit {
  const last = file.macroCalls.findLast((call) => infoMacro.test(call.name) && call.guards.length === 0);
  const newline = file.text.includes("\r\n") ? "\r\n" : "\n";
  if (last)
    return {
      span: { start: last.span.end, end: last.span.end },
      text: `${last.hasSemicolon ? "" : ";"}${newline}${line}`,
    };
  const end = file.text.length;
  const lead = file.text === "" || file.text.endsWith("\n") ? newline : newline + newline;
  return { span: { start: end, end }, text: `${lead}${line}${newline}` };
}

const infoMacro =
  /^MODULE_(?:LICENSE|AUTHOR|DESCRIPTION|VERSION|ALIAS|FIRMWARE|INFO|SOFTDEP|IMPORT_NS|PARM_DESC)$/;

/** The file and the place where a module should have said something: its entry point, its first export, its main source. */
export function homeOf(
  module: ModuleModel,
  isEntry: (call: MacroCall) => boolean,
): { readonly file: FileModel; readonly span: Span } | undefined {
  for (const matches of [isEntry, (call: MacroCall) => call.name.startsWith("EXPORT_SYMBOL")]) {
    for (const file of module.files) {
      const call = file.macroCalls.find(matches);
      if (call) return { file, span: call.nameSpan };
    }
  }
  const main = module.files.find((file) => file.path.endsWith(`/${module.name}.c`)) ?? module.files[0];
  return main && { file: main, span: firstLine(main.text) };
}

const firstLine = (text: string): Span => ({ start: 0, end: Math.max(0, /\r?\n|$/.exec(text)?.index ?? 0) });

/** A literal, or a macro of the file with one definition that is a literal. */
function valueOf(text: string, unit: Unit): string | undefined {
  const plain = stringValue(text);
  if (plain !== undefined) return plain;
  const definitions = unit.files.flatMap((file) =>
    file.macroDefinitions.filter((macro) => macro.name === text),
  );
  const [only] = definitions;
  return definitions.length === 1 && only?.parameters === undefined && only
    ? stringValue(only.body)
    : undefined;
}
