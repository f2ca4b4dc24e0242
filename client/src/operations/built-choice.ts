/** Which of the workspace's .ko files are meant by a name, a Kbuild file or a C source. Pure. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ModuleSources } from "../../../server/src/protocol/messages.ts";
import type { KoFile } from "../kernel/kmod/module-info.ts";

/** First word of the version magic: the release it was built for; empty where the file does not say it. */
export const releaseBuiltFor = ({ vermagic }: Pick<KoFile, "vermagic">): string =>
  vermagic?.split(" ")[0] ?? "";

/** Those of a name that were built for a release; all of the name where none was, or the release is not known. */
export function builtFor(built: readonly KoFile[], name: string, release: string): readonly KoFile[] {
  const named = built.filter((ko) => ko.name === name);
  const fitting = named.filter((ko) => releaseBuiltFor(ko) === release);
  return fitting.length > 0 ? fitting : named;
}

/** All of them, of each name only those for a release where some are: others of the name are for other machines. */
export const allBuiltFor = (built: readonly KoFile[], release: string): readonly KoFile[] =>
  [...new Set(built.map(({ name }) => name))].flatMap((name) => builtFor(built, name, release));

export interface FoundHere {
  readonly built: readonly KoFile[];
  /** Names of modules that the file belongs to, of which there is no .ko file. */
  readonly missing: readonly string[];
}

/** The modules of a Kbuild file: what its folder holds, and what the file lists. */
export function modulesOfKbuild(
  file: string,
  built: readonly KoFile[],
  sources: readonly ModuleSources[],
): FoundHere {
  const folder = path.dirname(file);
  const listed = sources.filter((module) => pathOf(module.folder) === folder);
  const here = built.filter((ko) => path.dirname(ko.file) === folder);
  return { built: here, missing: namesWithout(here, listed) };
}

/** The modules that a C file is part of, as their .ko files. */
export function modulesOfSource(
  file: string,
  built: readonly KoFile[],
  sources: readonly ModuleSources[],
): FoundHere {
  const of = sources.filter((module) => module.sources.some((uri) => pathOf(uri) === file));
  const here = built.filter((ko) =>
    of.some(({ name, folder }) => ko.name === name && path.dirname(ko.file) === pathOf(folder)),
  );
  return { built: here, missing: namesWithout(here, of) };
}

/** Of modules of one name the one that is built where the .ko file is. */
export const sourceBeside = (file: string, sources: readonly ModuleSources[]): ModuleSources | undefined =>
  sources.find(({ folder }) => pathOf(folder) === path.dirname(file));

const namesWithout = (built: readonly KoFile[], modules: readonly ModuleSources[]): readonly string[] =>
  modules.map(({ name }) => name).filter((name) => !built.some((ko) => ko.name === name));

/** Path of a `file:` URI, without a slash at its end; empty for other URIs. */
function pathOf(uri: string): string {
  if (!uri.startsWith("file:")) return "";
  return fileURLToPath(uri).replace(/(?<=.)\/$/u, "");
}
