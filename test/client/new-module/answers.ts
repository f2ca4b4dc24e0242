/** A module as somebody could ask for it, with the templates of the repository. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ModuleKind, moduleKinds } from "../../../client/src/new-module/kinds.ts";
import { licences } from "../../../client/src/new-module/licences.ts";
import {
  type NewModule,
  type NewModuleFiles,
  newModuleFiles,
  type Template,
} from "../../../client/src/new-module/new-module-files.ts";

const templates = path.join(import.meta.dirname, "../../../templates");

export function kindOf(id: string): ModuleKind {
  const kind = moduleKinds.find((one) => one.id === id);
  if (kind === undefined) throw new Error(`there is no kind ${id}`);
  return kind;
}

export function templateOf(id: string): Template {
  const folder = path.join(templates, id);
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
}

/** All files of a module of a kind. */
export const filesOf = (id: string, more: Partial<NewModule> = {}): NewModuleFiles =>
  newModuleFiles(
    {
      kind: kindOf(id),
      name: "my-driver",
      description: "Drives what is mine",
      author: "Ada Example <ada@example.org>",
      licence: licences()[0],
      extras: new Set(["readme", "clang-format", "kconfig", "dkms"]),
      ...more,
    },
    templateOf(id),
    undefined,
  );

/** The text of one of them. */
export function textOf({ files }: NewModuleFiles, name: string): string {
  const text = files.get(name);
  if (text === undefined) throw new Error(`there is no ${name} but ${[...files.keys()].join(", ")}`);
  return text;
}
