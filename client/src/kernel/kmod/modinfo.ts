/**
 * Asks modinfo(8) of a machine about modules, by name or path: kmod's and busybox's alike. Both write NUL after each field
 * with -0, so that values may hold line breaks.
 */
import * as l10n from "@vscode/l10n";
import { type Command, type Output, shellScript } from "../command.ts";
import { CommandError, failure, TargetError } from "../errors.ts";
import { type ModinfoField, moduleInfoOf, splitParameter } from "./modinfo-fields.ts";
import type { ModuleInfo, ModuleSignature, ParameterInfo } from "./module-info.ts";

/** What modinfo says of one module; its parse throws CommandError where it knows none, TargetError without modinfo. */
export function moduleInfo(nameOrPath: string): Command<ModuleInfo> {
  return {
    argv: shellScript(script, nameOrPath),
    parse(output) {
      const [info] = parseModinfo(output);
      if (info === undefined) throw unknownModule(nameOrPath, output);
      return info;
    },
  };
}

/** What modinfo says of several, by the name that lsmod shows; those that it does not know are left out. */
export function moduleInfos(namesOrPaths: readonly string[]): Command<ReadonlyMap<string, ModuleInfo>> {
  return {
    argv: shellScript(script, ...namesOrPaths),
    parse: (output) => new Map(parseModinfo(output).map((info) => [info.name, info])),
  };
}

const script = `
if [ $# -eq 0 ]; then exit 0; fi
exec modinfo -0 -- "$@"`;

/**
 * Reads what `modinfo -0` wrote of any number of modules, in its order. kmod writes `key=value` and, of some keys,
 * `key:    value`; busybox always the latter. Source: modinfo_do in kmod's tools/modinfo.c, modutils/modinfo.c of busybox.
 */
export function parseModinfo(output: Output): readonly ModuleInfo[] {
  if (output.exitCode === 127) throw noModinfo(output);
  const entries: ModinfoField[][] = [];
  for (const field of output.stdout.split("\0").flatMap(readField)) {
    const before = entries.at(-1);
    // Of a built-in module the name comes before what else begins an entry.
    const isSecondOfEntry = before?.length === 1 && before[0]?.key === "name";
    const begins = field.key === "filename" ? !isSecondOfEntry : isNameOfBuiltin(field);
    if (begins || before === undefined) entries.push([field]);
    else before.push(field);
  }
  return entries.map(infoOf);
}

/** kmod writes `name:` with blanks for a built-in module, but `name=` for a field of .modinfo. */
const isNameOfBuiltin = ({ key, hasColon }: ReadField): boolean => key === "name" && hasColon;

interface ReadField extends ModinfoField {
  readonly hasColon: boolean;
}

function readField(text: string): readonly ReadField[] {
  const match = /^\s*([\w.-]+)(=|:[ \t]*)(.*)$/s.exec(text);
  if (match === null) return [];
  const [, key = "", separator = "", value = ""] = match;
  return [{ key, value, hasColon: separator !== "=" }];
}

function infoOf(fields: readonly ModinfoField[]): ModuleInfo {
  const value = (key: string): string | undefined => fields.find((field) => field.key === key)?.value;
  return moduleInfoOf({
    file: value("filename") ?? "",
    fields,
    parameters: fields.flatMap((field) => (field.key === "parm" ? readParameter(field.value) : [])),
    signature: signatureOf(value),
  });
}

function signatureOf(value: (key: string) => string | undefined): ModuleSignature | undefined {
  const [signer, key, hash] = [value("signer"), value("sig_key"), value("sig_hashalgo")];
  if (signer === undefined && key === undefined) return undefined;
  return { signer: signer ?? "", key: key ?? "", hash: hash ?? "" };
}

/** `count:how often (int)`, `count:int` of one that is not described, `count:how often` where the type is not said. */
function readParameter(value: string): readonly ParameterInfo[] {
  const parameter = splitParameter(value);
  if (parameter === undefined) return [];
  const { name, rest } = parameter;
  if (wholeType.test(rest)) return [{ name, type: rest, description: undefined }];
  const [, description, type] = typeAtEnd.exec(rest) ?? [];
  return [{ name, type, description: description ?? rest }];
}

// Only words that are types for certain: a description may well end with something in parentheses.
const types =
  "(?:array of )?(?:byte|hexint|short|ushort|int|uint|long|ulong|ullong|bool|invbool|bint|charp|string)";
const wholeType = new RegExp(`^${types}$`);
const typeAtEnd = new RegExp(`^(.*) \\((${types}|array of \\w+)\\)$`, "s");

const unknownModule = (name: string, output: Output): CommandError =>
  new CommandError(
    l10n.t`modinfo on this machine knows no module ${name}: ${output.stderr.trim() || failure(output).message}`,
    output,
  );

const noModinfo = (output: Output): TargetError =>
  new TargetError(
    "missing-program",
    l10n.t("There is no modinfo on this machine."),
    l10n.t("Install the package kmod there (apt install kmod), or busybox with its modinfo."),
    output.stderr,
  );
