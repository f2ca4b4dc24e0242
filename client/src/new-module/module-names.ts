/** The names that a new module's name becomes in C, in Kconfig and on disk, and names that cannot serve. Pure. */
import * as l10n from "@vscode/l10n";

export interface ModuleNames {
  /** As it was typed: files, object and .ko are called so. */
  readonly file: string;
  /** In C, and what lsmod shows: Kbuild makes `_` of each `-`. */
  readonly identifier: string;
  /** In macros, and after `CONFIG_`. */
  readonly capitals: string;
}

export function namesOf(name: string): ModuleNames {
  const identifier = name.replaceAll("-", "_");
  return { file: name, identifier, capitals: identifier.toUpperCase() };
}

/** MODULE_NAME_LEN of include/linux/moduleparam.h is 64 - sizeof(unsigned long), the end of the string in it. */
const longestName = 55;

/** What a new name is compared with. */
export interface Taken {
  /** A file or folder of that name is in the parent folder. */
  isOnDisk(name: string): boolean;
  /** lsmod's names of the modules that the kernel has itself. */
  readonly kernelModules: ReadonlySet<string>;
  /** Why names that the source would declare cannot be declared; undefined where they can. */
  clash(names: ModuleNames): string | undefined;
  /** Most letters that this kind of module can take; `longestName` when missing. */
  readonly longest?: number | undefined;
}

/** Why a name cannot serve, in one line; undefined where it can. */
export function nameProblem(name: string, taken: Taken): string | undefined {
  const longest = Math.min(longestName, taken.longest ?? longestName);
  if (name === "") return l10n.t("Type a name, such as my_driver.");
  if (/^[0-9]/u.test(name))
    return l10n.t("Functions will begin with the name, so it cannot begin with a digit.");
  if (!/^[a-z_][\w-]*$/iu.test(name) || /[^\x21-\x7e]/u.test(name))
    return l10n.t("Only letters of a to z, digits, _ and - can stand in the name of a module.");
  if (name.length > longest)
    return longest < longestName
      ? l10n.t`It is ${name.length} letters long; the kernel takes ${longest} for what this kind of module registers.`
      : l10n.t`It is ${name.length} letters long; the kernel takes ${longest}.`;
  const names = namesOf(name);
  if (reserved.has(names.identifier) || reserved.has(name))
    return l10n.t`${name} has a meaning of its own in C or in Kbuild.`;
  if (taken.isOnDisk(name)) return l10n.t`${name} is there already, and nothing is overwritten.`;
  if (taken.kernelModules.has(names.identifier))
    return l10n.t`The kernel has a module ${names.identifier} itself: only one of that name can be loaded.`;
  return taken.clash(names);
}

/** Keywords of GNU C11, macros that gcc defines for every Linux program, and names that mean something to Kbuild. */
const reserved: ReadonlySet<string> = new Set(
  `auto break case char const continue default do double else enum extern float for goto if inline int long register
  restrict return short signed sizeof static struct switch typedef union unsigned void volatile while _Alignas _Alignof
  _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local asm typeof bool true false
  linux unix i386 vmlinux built-in built_in`.split(/\s+/u),
);
