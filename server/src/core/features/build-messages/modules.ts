/** Which modules of a project a tool means by the names that it writes. A name that may mean another is not guessed. */
import type { KbuildModule, KbuildProject } from "../../kbuild/modules.ts";
import { baseOf, isAbsolute, isWithin, joinPath } from "../../text/paths.ts";
import type { Meaning } from "./meaning.ts";

/** The modules that a message may be about: none where the project builds none of that name. */
export function modulesMeant(meaning: Meaning, project: KbuildProject): readonly KbuildModule[] {
  switch (meaning.kind) {
    case "no-rule":
    case "self-object":
      return [];
    case "function":
      return meaning.object === undefined ? project.modules : modulesWithFile(meaning.object, project);
    case "defined-twice":
    case "unresolved":
      return meaning.file === undefined ? project.modules : modulesWithFile(meaning.file, project);
    case "assembled-twice":
      return project.modules;
    case "common-symbol":
    case "discarded-export":
    case "double-export":
    case "gpl-only":
    case "local-export":
    case "long-name":
    case "long-symbol":
    case "mismatch":
    case "namespace":
    case "no-description":
    case "no-licence":
    case "table-entry":
    case "table-size":
    case "undefined":
    case "undefined-export":
    case "unterminated-table":
    case "unversioned-export":
      return modulesNamed(meaning.module, project);
  }
}

/**
 * @param written without suffix, as modpost writes it: absolute up to Linux 6.12, below the project from 6.13 on, only
 * its last part where a message names modules shortly
 */
export function modulesNamed(written: string, { modules, root }: KbuildProject): readonly KbuildModule[] {
  if (!written.includes("/")) return modules.filter(({ name }) => name === written);
  const path = joinPath(root.directory, written);
  const exact = modules.filter(({ directory, name }) => joinPath(directory, name) === path);
  if (exact.length > 0 || isWithin(root.directory, path)) return exact;
  return byTail(path, modules, ({ directory, name }) => [belowRoot(joinPath(directory, name), root)]);
}

/** @param written an object or source as the linker, objtool or a compiler writes it; also the object of a whole module */
export function modulesWithFile(written: string, project: KbuildProject): readonly KbuildModule[] {
  const { modules, root } = project;
  const stem = written.replace(/\.\w+$/, "");
  if (!written.includes("/"))
    return modules.filter((module) => stemsOf(module).some((path) => baseOf(path) === stem));
  const path = joinPath(root.directory, stem);
  const exact = modules.filter((module) => stemsOf(module).includes(path));
  if (exact.length > 0 || (isAbsolute(written) && isWithin(root.directory, path))) return exact;
  return byTail(path, modules, (module) => stemsOf(module).map((one) => belowRoot(one, root)));
}

/** The paths of a module's objects and sources, and of the module itself, without suffixes. */
const stemsOf = ({ directory, name, objects }: KbuildModule): readonly string[] =>
  [
    ...objects.flatMap(({ object, source }) => [
      joinPath(directory, object),
      ...(source === undefined ? [] : [source]),
    ]),
    joinPath(directory, name),
  ].map((path) => path.replace(/\.\w+$/, ""));

/** Objects in a folder of their own keep their path below it: those that share the longest end with the path. */
function byTail(
  path: string,
  modules: readonly KbuildModule[],
  tailsOf: (module: KbuildModule) => readonly string[],
): readonly KbuildModule[] {
  const lengthOf = (module: KbuildModule): number =>
    Math.max(0, ...tailsOf(module).map((tail) => (path.endsWith(`/${tail}`) ? tail.length : 0)));
  const longest = Math.max(0, ...modules.map(lengthOf));
  return longest === 0 ? [] : modules.filter((module) => lengthOf(module) === longest);
}

const belowRoot = (path: string, { directory }: KbuildProject["root"]): string =>
  isWithin(directory, path) ? path.slice(directory.length + 1) : path;
