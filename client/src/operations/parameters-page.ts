/** "Show Parameters": those of loaded modules with their values, as a page to read. Pure. */
import type { LoadedParameter } from "../kernel/kmod/loaded.ts";
import type { Block, Cell, Page } from "./page.ts";
import type { FormParameter } from "./parameter-form.ts";

export interface ModuleParameters {
  readonly module: string;
  /** As the kernel shows them now. */
  readonly loaded: readonly LoadedParameter[];
  /** What is known of them from the file and its source. */
  readonly known: readonly FormParameter[];
}

export function parametersPage(target: string, modules: readonly ModuleParameters[]): Page {
  return {
    name: `Parameters of ${modules.map(({ module }) => module).join(", ")} on ${target}`,
    blocks: modules.flatMap((one): readonly Block[] => [
      { kind: "heading", level: modules.length === 1 ? 1 : 2, text: `${one.module} on ${target}` },
      parameterTable(one) ?? {
        kind: "paragraph",
        text: `${one.module} has no parameters.`,
      },
    ]),
  };
}

/** The kernel lists no parameter whose permissions are 0: those are known from the file only. */
function parameterTable({ loaded, known }: ModuleParameters): Block | undefined {
  const shown = new Set(loaded.map(({ name }) => name));
  const infoOf = new Map(known.map((parameter) => [parameter.name, parameter]));
  const rows: readonly (readonly Cell[])[] = [
    ...loaded.map(({ name, value, mode }): readonly Cell[] => [
      name,
      value ?? "(root only)",
      infoOf.get(name)?.type ?? "",
      (mode & 0o222) === 0 ? "no" : "yes",
      infoOf.get(name)?.description ?? "",
    ]),
    ...known
      .filter(({ name }) => !shown.has(name))
      .map(({ name, type, description }): readonly Cell[] => [
        name,
        "(not shown by the kernel)",
        type ?? "",
        "no",
        description ?? "",
      ]),
  ];
  if (rows.length === 0) return undefined;
  return { kind: "table", head: ["Name", "Value", "Type", "Writable", "Description"], rows };
}
