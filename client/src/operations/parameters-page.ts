/** "Show Parameters": those of loaded modules with their values, as a page to read. Pure. */
import * as l10n from "@vscode/l10n";
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
    name: l10n.t`Parameters of ${modules.map(({ module }) => module).join(", ")} on ${target}`,
    blocks: modules.flatMap((one): readonly Block[] => [
      { kind: "heading", level: modules.length === 1 ? 1 : 2, text: l10n.t`${one.module} on ${target}` },
      parameterTable(one) ?? {
        kind: "paragraph",
        text: l10n.t`${one.module} has no parameters.`,
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
      value ?? l10n.t("(root only)"),
      infoOf.get(name)?.type ?? "",
      (mode & 0o222) === 0 ? l10n.t("no") : l10n.t("yes"),
      infoOf.get(name)?.description ?? "",
    ]),
    ...known
      .filter(({ name }) => !shown.has(name))
      .map(({ name, type, description }): readonly Cell[] => [
        name,
        l10n.t("(not shown by the kernel)"),
        type ?? "",
        l10n.t("no"),
        description ?? "",
      ]),
  ];
  if (rows.length === 0) return undefined;
  return {
    kind: "table",
    head: [l10n.t("Name"), l10n.t("Value"), l10n.t("Type"), l10n.t("Writable"), l10n.t("Description")],
    rows,
  };
}
