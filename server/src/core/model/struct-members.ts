/** The members of structs that a translation unit spells out in a plain way. */
import type { FileModel, Variable } from "./file.ts";
import { plainCodeOf } from "./plain-code.ts";
import type { Unit } from "./unit.ts";

export interface Member {
  readonly name: string;
  readonly type: string;
  readonly pointers: number;
  readonly isArray: boolean;
  readonly isBitField: boolean;
}

export interface Members {
  readonly all: readonly Member[];
  /** False where something in the struct was not understood: more members may be there. */
  readonly isWhole: boolean;
}

/** The members of a variable's struct; undefined where its definition is not in sight, or not certain. */
export function membersOf(variable: Variable, home: FileModel, unit: Unit): Members | undefined {
  const tag = /^(?:const )?struct (\w+)$/.exec(variable.type)?.[1];
  const code = plainCodeOf(home).text.slice(variable.span.start, variable.nameSpan.start);
  const own = /^[^{}]*\bstruct\b[^{}]*\{([^{}]*)\}[\s\w]*$/.exec(code)?.[1];
  if (own !== undefined) return readMembers(own);
  if (tag === undefined || unit.hasMacro(tag)) return undefined;
  const found = unit.files.flatMap((file) => definitionsOf(tag, file));
  const [only] = found;
  return found.length === 1 && only !== undefined ? readMembers(only) : undefined;
}

/** The bodies of `struct tag { ... }`; an empty string for one that cannot be read, so that it counts. */
function definitionsOf(tag: string, file: FileModel): readonly string[] {
  if (!file.text.includes(tag)) return [];
  const code = plainCodeOf(file);
  return [...code.text.matchAll(new RegExp(`\\bstruct\\s+${tag}\\s*\\{([^{}]*)(.)`, "g"))].map((match) => {
    const [whole, body = "", end] = match;
    const written = file.text.slice(match.index, match.index + whole.length);
    const isPlain = end === "}" && !/^\s*#/m.test(written) && code.isUnconditionalAt(match.index);
    return isPlain ? body : "?;";
  });
}

function readMembers(body: string): Members {
  let isWhole = true;
  const all: Member[] = [];
  for (const part of body.split(";").map((one) => one.replace(/\s+/g, " ").trim())) {
    if (part === "") continue;
    const type = /^(?:(?:const|unsigned|signed|long|short|struct|enum|union) )*\w+(?= ?\*| \w)/.exec(
      part,
    )?.[0];
    const members = part
      .slice(type?.length ?? 0)
      .split(",")
      .map((text) => readMember(type ?? "", text));
    if (type === undefined || members.some((member) => member === undefined)) isWhole = false;
    else all.push(...members.filter((member) => member !== undefined));
  }
  return { all, isWhole };
}

function readMember(type: string, text: string): Member | undefined {
  const match = /^ ?([* ]*)(\w+) ?((?:\[[^\]]*\] ?)*)(: ?\w+)?$/.exec(text);
  const [, stars = "", name, brackets = "", bits] = match ?? [];
  if (name === undefined) return undefined;
  return {
    name,
    type,
    pointers: stars.replaceAll(" ", "").length,
    isArray: brackets !== "",
    isBitField: bits !== undefined,
  };
}
