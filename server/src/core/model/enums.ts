/** The enumerations that a file spells out at file scope. */
import type { FileModel } from "./file.ts";
import { plainCodeOf } from "./plain-code.ts";
import { remembered } from "./remembered.ts";
import type { Unit } from "./unit.ts";

export interface Enumeration {
  readonly tag: string | undefined;
  readonly constants: readonly string[];
  /** gcc makes it an unsigned int: no constant can be negative, none is larger. */
  readonly isUnsigned: boolean;
}

/** Those outside of conditionals and function bodies, in text order. */
export const enumsOf = remembered((file: FileModel): readonly Enumeration[] => {
  if (!file.text.includes("enum")) return [];
  const code = plainCodeOf(file);
  return [...code.text.matchAll(/\benum\s+(?:(\w+)\s*)?\{([^{}]*)\}\s*(\w*)/g)].flatMap((match) => {
    const [, tag, body = "", after = ""] = match;
    const isInside = file.functions.some(({ span }) => span.start < match.index && match.index < span.end);
    if (isInside || !code.isUnconditionalAt(match.index)) return [];
    const members = body.split(",").map((member) => member.trim());
    return [
      {
        tag,
        constants: members.flatMap((member) => /^\w+/.exec(member)?.[0] ?? []),
        isUnsigned:
          after !== "__packed" &&
          after !== "__attribute__" &&
          members.every(
            (member) => member === "" || /^\w+(?:\s*=\s*(?:0[xX][\da-fA-F]{1,7}|\d{1,9}))?$/.test(member),
          ),
      },
    ];
  });
});

/** Is the name certainly a constant of an enumeration, and nothing else? */
export const isEnumConstant = (name: string, unit: Unit): boolean =>
  enumsOf(unit.file).some(({ constants }) => constants.includes(name)) &&
  unit.isWhole &&
  !unit.hasMacro(name) &&
  unit.files.every((file) =>
    [...file.functions, ...file.variables, ...file.prototypes].every((one) => one.name !== name),
  );
