/** What single arguments of module macros mean: a licence, a mode, a parameter's type. */
import { parameterTypes } from "../kernel/parameter-types.ts";
import { isGplCompatible, licences } from "../model/licence.ts";
import { stringValue } from "../model/string-literal.ts";

/** @param argument as written, quotes included */
export function describeLicence(argument: string): string | undefined {
  const text = stringValue(argument);
  if (text === undefined) return undefined;
  const known = licences.find((licence) => licence.text === text);
  const meaning = known?.meaning ?? "not one of the strings that the kernel knows: treated as proprietary";
  const effect = isGplCompatible(text)
    ? "GPL compatible: every exported symbol may be used."
    : "Not GPL compatible: loading it taints the kernel (`P`), and `EXPORT_SYMBOL_GPL` symbols may not be used.";
  return `**${text}**: ${meaning}\n\n${effect}`;
}

/** An octal mode in the words of `ls -l`. Gives undefined for anything but an octal number. */
export function describePermissions(argument: string): string | undefined {
  const octal = /^0[0-7]{0,3}$/.exec(argument.trim());
  if (!octal) return undefined;
  const mode = Number.parseInt(octal[0], 8);
  if (mode === 0) return "`0`: no file in `/sys/module/<module>/parameters`";
  const letters = [8, 7, 6, 5, 4, 3, 2, 1, 0]
    .map((bit) => (mode & (1 << bit) ? "rwxrwxrwx"[8 - bit] : "-"))
    .join("");
  const who = (shift: number, name: string): string[] => {
    const does = [...((mode >> shift) & 4 ? ["reads"] : []), ...((mode >> shift) & 2 ? ["writes"] : [])];
    return does.length === 0 ? [] : [`${name} ${does.join(" and ")}`];
  };
  return `\`${letters}\`: ${[...who(6, "root"), ...who(3, "root's group"), ...who(0, "everyone else")].join(", ")}`;
}

export function describeParameterType(argument: string): string | undefined {
  const type = parameterTypes.get(argument);
  return type && `**${type.name}**: a variable of type \`${type.variable}\`; takes ${type.takes}`;
}
