/**
 * Lines of a build's output that say that it is not the sources' fault. Sources: Kbuild's Makefiles and scripts of 4.9 to
 * 6.13, make's and the shells' own words, and recorded output.
 */
import type { BuildFailureCause } from "./build.ts";

/** What was seen. */
export interface Sign {
  readonly cause: BuildFailureCause;
  /** What it is about: the program, the library, the target, the path. */
  readonly subject: string;
  readonly line: string;
}

/** What a line is a sign of; undefined: of nothing. */
export function signOf(line: string): Sign | undefined {
  if (line.length > longest) return undefined;
  for (const [cause, pattern] of signs) {
    const found = pattern.exec(line);
    if (found !== null) return { cause, subject: found.groups?.["subject"] ?? "", line };
  }
  return undefined;
}

/** Characters of a line: a command that make shows may be of any length, and is no sign. */
const longest = 500;

/** The one that explains a build, where there are several: what is missing first, then what follows from it. */
export function mainSign(seen: readonly Sign[]): Sign | undefined {
  for (const cause of ranking) {
    const found = seen.find((sign) => sign.cause === cause);
    if (found !== undefined) return found;
  }
  return undefined;
}

const ranking: readonly BuildFailureCause[] = [
  "no-space",
  "no-permission",
  "missing-headers",
  "unprepared-kernel",
  "missing-tool",
  "missing-library",
  "compiler-mismatch",
  "no-makefile-target",
  "clock-skew",
];

/** Programs that Kbuild builds itself, in the kernel's folder; an author's own scripts may have folders of those names. */
const kernelsOwn = String.raw`\S*(?:scripts\/(?:basic\/fixdep|mod\/\w+|genksyms\/genksyms|recordmcount|sorttable|asn1_compiler|kallsyms|sign-file)|tools\/(?:objtool\/objtool|bpf\/resolve_btfids\/resolve_btfids))`;
const shell = String.raw`(?:\S*\/)?(?:ba|da|a)?sh: (?:line )?(?:\d+: )?`;
const program = String.raw`(?<subject>[^\s:'"/][^\s:'"]*|\/[^\s:'"]+)`;

const signs: readonly (readonly [BuildFailureCause, RegExp])[] = [
  ["no-space", /No space left on device|Disk quota exceeded/],
  [
    "unprepared-kernel",
    /Kernel configuration is invalid|include\/generated\/autoconf\.h or include\/config\/auto\.conf are missing/,
  ],
  ["unprepared-kernel", /^\*\*\* (?:Configuration file .* not found|.*please run 'make mrproper')/i],
  ["unprepared-kernel", /The source tree is not clean, please run/],
  ["unprepared-kernel", new RegExp(`^${shell}${kernelsOwn}: (?:not found|No such file or directory)$`)],
  [
    "unprepared-kernel",
    new RegExp(`^make(?:\\[\\d+\\])?: ${kernelsOwn}: (?:No such file or directory|Command not found)$`),
  ],
  [
    "unprepared-kernel",
    /No rule to make target '(?:\.\/|\/usr\/src\/(?:linux|kernels)[^']*\/|\/lib\/modules\/[^']*\/build\/)?(?:scripts|include\/(?:config|generated)|tools|arch)\/[^']*'/,
  ],
  [
    "unprepared-kernel",
    /fatal error: (?:generated\/\S+|asm\/(?:types|rwonce)\.h|linux\/kconfig\.h): No such file/,
  ],
  ["missing-headers", /^make(?:\[\d+\])?: \*\*\* (?<subject>\/.*): No such file or directory\. {2}Stop\.$/],
  [
    "missing-headers",
    /^\S*Makefile:\d+: (?<subject>\/\S*linux-headers\S*\/Makefile): No such file or directory$/,
  ],
  [
    "missing-tool",
    new RegExp(`^env: (?:can't execute )?[‘'\`"]?${program}['’"]?: No such file or directory$`),
  ],
  ["missing-tool", new RegExp(`^${shell}${program}: (?:command )?not found$`)],
  ["missing-tool", /^\S+\.sh: (?:line )?(?:\d+: )?(?<subject>[^\s:/]+): (?:command )?not found$/],
  [
    "missing-tool",
    new RegExp(`^make(?:\\[\\d+\\])?: ${program}: (?:Command not found|No such file or directory)$`),
  ],
  ["missing-tool", /^BTF: .*: (?<subject>pahole) \(.*\) is not available/],
  ["missing-tool", /^(?<subject>\S*gcc[\w.-]*): fatal error: cannot execute [‘'`]?(?:cc1|as|collect2)/],
  ["missing-library", /install (?<subject>libelf)(?:-dev|-devel)|elfutils-libelf-devel/],
  ["missing-library", /fatal error: (?<subject>(?:g|lib)elf|openssl\/\w+)\.h: No such file/],
  ["missing-library", /error while loading shared libraries: (?<subject>lib[^:]+): /],
  [
    "compiler-mismatch",
    /^(?:cc1|\S*gcc\S*|\S*clang\S*): (?:fatal )?error: (?:unrecognized command.line option|unknown argument|unsupported (?:option|argument)|bad value)/,
  ],
  [
    "compiler-mismatch",
    /cannot load plugin|[Ii]ncompatible gcc\/plugin versions|[Ff]ail(?:ed)? to initialize plugin/,
  ],
  ["compiler-mismatch", /\*\*\* .*(?:[Cc]ompiler (?:lacks|is too old)|Sorry, GCC version is too old)/],
  ["compiler-mismatch", /^warning: the compiler differs from the one used to build the kernel$/],
  ["no-permission", /(?<subject>\/[^\s:'"]+)['":]* ?(?:\([^)]*\))?: Permission denied$/],
  ["no-permission", /: Permission denied$|: Read-only file system$/],
  ["no-makefile-target", /^make: \*\*\* No rule to make target ['`](?<subject>[^']+)'\. {2}Stop\.$/],
  ["clock-skew", /[Cc]lock skew detected|has modification time .* in the future/],
];
