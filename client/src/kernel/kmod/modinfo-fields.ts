/** The keys of .modinfo, and the module information that they make: the same whether a file or modinfo(8) gave them. */
import type { ModuleInfo, ModuleSignature, ParameterInfo } from "./module-info.ts";

/** A line of it: `license=GPL`. A key may come several times. */
export interface ModinfoField {
  readonly key: string;
  readonly value: string;
}

export interface ModinfoSource {
  readonly file: string;
  readonly fields: readonly ModinfoField[];
  readonly parameters: readonly ParameterInfo[];
  readonly signature: ModuleSignature | undefined;
}

/**
 * What the fields say of a module. Of keys that come twice where only one counts (a module of several files may have two
 * licences) the first is taken, as the kernel takes it (get_modinfo in kernel/module/main.c).
 */
export function moduleInfoOf({ file, fields, parameters, signature }: ModinfoSource): ModuleInfo {
  const all = (key: string): readonly string[] =>
    fields.filter((field) => field.key === key).map(({ value }) => value);
  const first = (key: string): string | undefined => fields.find((field) => field.key === key)?.value;
  return {
    name: underscored(first("name") ?? nameOfFile(file)),
    file,
    description: first("description"),
    authors: all("author"),
    license: first("license"),
    version: first("version"),
    srcversion: first("srcversion"),
    vermagic: first("vermagic")?.trimEnd(),
    depends: all("depends").flatMap(list).map(underscored),
    softdeps: all("softdep"),
    aliases: all("alias"),
    firmware: all("firmware"),
    imports: all("import_ns").flatMap(list),
    isInTree: first("intree") === "Y",
    parameters,
    signature,
  };
}

/** The name that lsmod shows: dashes and commas become underscores, as scripts/Makefile.lib has it (name-fix-token). */
export const underscored = (name: string): string => name.replaceAll(/[-,]/g, "_");

/** The name of the module that a file of that name holds: `/x/snd-pcm.ko.xz` is `snd_pcm`. */
export const nameOfFile = (file: string): string =>
  underscored((file.split(/[/\\]/).at(-1) ?? file).replace(/\.ko(?:\.\w+)?$/, ""));

/** Splits `name:rest` of a `parm` or `parmtype` value; undefined where there is no colon. */
export function splitParameter(value: string): { readonly name: string; readonly rest: string } | undefined {
  const colon = value.indexOf(":");
  return colon < 0 ? undefined : { name: value.slice(0, colon), rest: value.slice(colon + 1) };
}

/**
 * Brings together what `parmtype` and `parm` say of each parameter, in the order in which they come first.
 * Source: MODULE_PARM_DESC and __MODULE_PARM_TYPE in include/linux/moduleparam.h.
 */
export function parametersOf(fields: readonly ModinfoField[]): readonly ParameterInfo[] {
  const found = new Map<string, ParameterInfo>();
  for (const { key, value } of fields) {
    const parameter = key === "parm" || key === "parmtype" ? splitParameter(value) : undefined;
    if (parameter === undefined) continue;
    const { name, rest } = parameter;
    const known = found.get(name) ?? { name, type: undefined, description: undefined };
    found.set(name, key === "parm" ? { ...known, description: rest } : { ...known, type: rest });
  }
  return [...found.values()];
}

const list = (value: string): readonly string[] =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
