/** What Kbuild itself sets before it reads a folder's Kbuild file (scripts/Makefile.build and the top Makefile). */
import { extraSymbolsName } from "./extra-symbols.ts";
import { anything, tokenText } from "./value.ts";

export interface Environment {
  readonly config: ReadonlyMap<string, string> | undefined;
  /** An option that `config` does not name is not set; else it is undecided. */
  readonly isConfigComplete: boolean;
  /** Options that are undecided all the same. */
  readonly ownOptions: ReadonlySet<string>;
  readonly release: string | undefined;
  readonly arch: string | undefined;
  /** $(srctree); undefined where no kernel is chosen. */
  readonly sourceTree: string | undefined;
  /** M= of an external build. */
  readonly externalDirectory: string | undefined;
  /** $(src) and $(obj): absolute in an external build, relative to the tree in a kernel tree. */
  readonly source: string;
  /** Values from the command line of make and exported by the folders above. */
  readonly given: ReadonlyMap<string, string>;
}

/** A function that gives what a name is worth that no makefile sets; undefined: nothing. */
export const kbuildVariables = (environment: Environment): ((name: string) => string | undefined) => {
  const fixed = fixedVariables(environment);
  return (name) => {
    const given = environment.given.get(name) ?? fixed.get(name);
    if (given !== undefined) return given;
    if (name.startsWith("CONFIG_")) return configValue(environment, name.slice("CONFIG_".length));
    return isSetByKbuild(name) ? anything : undefined;
  };
};

/** What the outer make sees, which the author runs in the project's folder. */
export const outerVariables = (directory: string): ((name: string) => string | undefined) => {
  const fixed = new Map([
    ["MAKE", "make"],
    ["PWD", directory],
    ["CURDIR", directory],
    ["MAKEFILE_LIST", `${directory}/Makefile`],
  ]);
  return (name) => {
    if (name === "KERNELRELEASE" || name.startsWith("CONFIG_")) return undefined;
    if (/^\.+$/.test(name)) return directory;
    return fixed.get(name) ?? (isSetByKbuild(name) ? anything : undefined);
  };
};

const fixedVariables = (environment: Environment): ReadonlyMap<string, string> => {
  const { release, sourceTree, externalDirectory, source } = environment;
  const version = /^(\d+)\.(\d+)/.exec(release ?? "");
  const directory = externalDirectory ?? sourceTree ?? anything;
  return new Map([
    // Never empty, whatever it is: the half of a Makefile that asks for it is the one that Kbuild reads.
    ["KERNELRELEASE", release ?? `0${anything}`],
    ["VERSION", version?.[1] ?? anything],
    ["PATCHLEVEL", version?.[2] ?? anything],
    ["srctree", sourceTree ?? anything],
    ["abs_srctree", sourceTree ?? anything],
    ["objtree", sourceTree ?? anything],
    ["abs_objtree", sourceTree ?? anything],
    ["srcroot", directory],
    ["src", source],
    ["obj", source],
    ["PWD", directory],
    ["CURDIR", sourceTree ?? anything],
    ["SRCARCH", environment.arch ?? anything],
    ["ARCH", environment.arch ?? anything],
    ["BITS", bitsOf(environment)],
    ["M", externalDirectory ?? ""],
    ["KBUILD_EXTMOD", externalDirectory ?? ""],
    ["MAKE", "make"],
    ["comma", ","],
    ["pound", "#"],
    ["space", " "],
    ["empty", ""],
    ["quote", '"'],
    ["squote", "'"],
  ]);
};

const bitsOf = ({ config, isConfigComplete }: Environment): string => {
  if (config?.get("64BIT") === "y") return "64";
  return isConfigComplete ? "32" : anything;
};

const configValue = (environment: Environment, option: string): string => {
  const value = environment.config?.get(option);
  if (value !== undefined) return value === "n" ? "" : value;
  if (environment.isConfigComplete && !environment.ownOptions.has(option)) return "";
  return tokenText({ values: "ym", options: [option] });
};

/** Set by make, the shell or the top Makefile, to what a reader of one folder cannot know. */
const isSetByKbuild = (name: string): boolean =>
  name !== extraSymbolsName &&
  /^(?:KBUILD_\w+|(?:HOST|TARGET_)?(?:CC|CXX|LD|AR|NM|AS|CPP)|OBJCOPY|OBJDUMP|READELF|STRIP|CROSS_COMPILE|MAKECMDGOALS|MAKEFLAGS|MAKELEVEL|MAKEFILE_LIST|BITS|UTS_MACHINE|SUBLEVEL|EXTRAVERSION|KERNELVERSION|LINUXINCLUDE|NOSTDINC_FLAGS|CC_FLAGS_\w+|RUSTC|PERL|PYTHON3?|AWK|SHELL|CONFIG_SHELL|[@<^+?*%])$/.test(
    name,
  );
