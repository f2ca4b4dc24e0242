/**
 * gcc's arguments as clangd takes them. clangd parses with clang, which ends at an argument that it does not know and
 * shows that as an error in every file. Options that choose code (`-f`, `-m`) are therefore kept only where they change what
 * a source means: types, macros, the machine. What makes other machine code is nothing to an editor, whichever
 * compiler's it is.
 *
 * Whole modules for x86 were checked with clangd 19; of nine architectures its -f and -m options one by one.
 */
import path from "node:path";

/**
 * @param words the compiler, perhaps behind ccache, and its arguments
 * @param source the word of the source among them
 * @param file what the source is called instead
 * @returns undefined where the words do not compile that source
 */
export function clangdArguments(
  words: readonly string[],
  source: string,
  file: string,
): readonly string[] | undefined {
  const [compiler, ...given] = withoutWrapper(words);
  if (compiler === undefined || !given.includes("-c") || given.at(-1) !== source) return undefined;
  const kept: string[] = [];
  const isRiscv = given.some((word) => word.startsWith("-march=rv"));
  for (let i = 0; i < given.length - 1; i++) {
    const word = given[i] ?? "";
    const value = takesNextWord.test(word) ? given[++i] : undefined;
    if (!isKept(word, isRiscv)) continue;
    kept.push(word);
    if (value !== undefined) kept.push(value);
  }
  return [compiler, ...kept, ...added, "-c", file];
}

/** Programs that are put before a compiler; clangd would take them for it. */
function withoutWrapper(words: readonly string[]): readonly string[] {
  const [first = "", second = "-"] = words;
  const isWrapper = /^(?:ccache|sccache|distcc|icecc)$/u.test(path.posix.basename(first));
  return isWrapper && !second.startsWith("-") ? words.slice(1) : words;
}

/** Written in two words; each of them may also be one (`-Ifolder`). */
const takesNextWord =
  /^-(?:[IDUoxBTL]|isystem|iquote|idirafter|imacros|include|iprefix|iwithprefix|iwithprefixbefore|isysroot|M[FTQ]|-param|Xclang|Xassembler|Xlinker|Xpreprocessor|mllvm|target|arch)$/u;

function isKept(word: string, isRiscv: boolean): boolean {
  // The only ABI of arm64 has a name that gcc alone takes; on RISC-V the same name says that floats are software's.
  if (word === "-mabi=lp64") return isRiscv;
  return meaningful.some((pattern) => pattern.test(word));
}

const meaningful: readonly RegExp[] = [
  // The preprocessor: folders, files, macros.
  /^-(?:I|D|U|isystem|iquote|idirafter|imacros|include|iprefix|iwithprefix|iwithprefixbefore|isysroot|nostdinc|undef)/u,
  /^-Wp,-[DU]/u,
  /^--?(?:sysroot|target|gcc-toolchain)\b/u,
  // The language. -O defines __OPTIMIZE__, which headers ask for.
  /^-(?:std=|ansi$|x$|xc$|trigraphs$|O[0-9sgz]?$|Ofast$|w$)/u,
  /^-f(?:no-)?(?:short-wchar|short-enums|unsigned-char|signed-char|freestanding|hosted|builtin(?:-\w+)?|ms-extensions|plan9-extensions|gnu89-inline|common|strict-aliasing|strict-overflow|wrapv|delete-null-pointer-checks|pic|PIC|pie|PIE|dollars-in-identifiers|asm|signed-bitfields|unsigned-bitfields|pack-struct(?:=\d+)?)$/u,
  /^-f(?:macro|file)-prefix-map=./u,
  /^-fstrict-flex-arrays(?:=\d)?$/u,
  // The kernel's headers ask whether these run.
  /^-fsanitize=(?:kernel-address|kernel-hwaddress|thread)$/u,
  // Warnings, but not what is handed to the assembler and the linker. clang warns of more than gcc does: as errors, its
  // warnings would stand in files that build.
  /^-W(?!p,|a,|l,|error$)/u,
  /^-pedantic$/u,
  // The machine.
  /^-m(?:16|31|32|64|x32)$/u,
  /^-m(?:arch|cpu|tune|abi|fpu|float-abi|regparm)=./u,
  /^-m(?:little-endian|big-endian|arm|thumb|soft-float|general-regs-only|strict-align|backchain|packed-stack|long-double-(?:64|80|128))$/u,
  /^-m(?:no-)?(?:red-zone|mmx|3dnow|sse\S*|avx\S*|altivec|vsx|vx|spe|outline-atomics)$/u,
  /^-mno-(?:80387|fp-ret-in-387|mma|pcrel|prefixed|abicalls|relax)$/u,
  /^-E[LB]$/u,
];

/**
 * What clang would say beyond gcc of a source that gcc accepts. The kernel's own scripts/Makefile.extrawarn turns the
 * same off where clang is the compiler.
 */
const added: readonly string[] = [
  // gcc knows warnings that clang does not.
  "-Wno-unknown-warning-option",
  "-Wno-gnu",
  "-Wno-initializer-overrides",
  "-Wno-sign-compare",
  "-Wno-unaligned-access",
  "-Wno-pointer-to-enum-cast",
  "-Wno-tautological-constant-out-of-range-compare",
  "-Wno-cast-function-type-strict",
  "-Wno-enum-compare-conditional",
  "-Wno-enum-enum-conversion",
  "-Wno-format-overflow-non-kprintf",
  "-Wno-format-truncation-non-kprintf",
  "-Wno-default-const-init-unsafe",
];
