/**
 * Where functions of a report stand in a .ko file. A file that is not the one that was loaded is told by the functions'
 * lengths and by build IDs: its lines would be wrong ones. Pure on bytes.
 */
import * as l10n from "@vscode/l10n";
import { architectureOf } from "../kmod/architecture.ts";
import { buildIdOf } from "../kmod/build-id.ts";
import { unpack } from "../kmod/compression.ts";
import { type ElfSymbol, readElf, readSymbols } from "../kmod/elf.ts";
import type { TraceFrame } from "./trace.ts";

/** What is needed of a module's file. */
export interface ModuleImage {
  readonly file: string;
  /** As uname -m has it. */
  readonly architecture: string;
  readonly buildId: string | undefined;
  readonly hasDebugInfo: boolean;
  /** All functions of a name. */
  readonly functions: ReadonlyMap<string, readonly FunctionPlace[]>;
}

export interface FunctionPlace {
  readonly section: string;
  /** From the start of the section. */
  readonly start: number;
  /** Lengths that the kernel may print for it; undefined: it is the last one, and its length depends on the loader. */
  readonly sizes: readonly number[] | undefined;
}

/** Why a file gives nothing, as a sentence. */
export interface ImageProblem {
  readonly problem: string;
}

export function readModuleImage(file: string, bytes: Uint8Array): ModuleImage | ImageProblem {
  const unpacked = unpack(bytes);
  if (unpacked.kind === "packed") return { problem: l10n.t`${file} cannot be read: ${unpacked.reason}.` };
  const elf = readElf(unpacked.bytes);
  if ("elfProblem" in elf) return { problem: l10n.t`${file} is no kernel module: ${elf.message}.` };
  const symbols = readSymbols(elf).filter(isPlace);
  const starts = startsOf(symbols);
  const functions = new Map<string, FunctionPlace[]>();
  for (const symbol of symbols) {
    const section = elf.sections[symbol.section]?.name;
    if (section === undefined) continue;
    const place = { section, start: symbol.value, sizes: sizesOf(symbol, starts.get(symbol.section) ?? []) };
    functions.set(symbol.name, [...(functions.get(symbol.name) ?? []), place]);
  }
  return {
    file,
    architecture: architectureOf(elf),
    buildId: buildIdOf(unpacked.bytes),
    hasDebugInfo: elf.sections.some(({ name }) => /^\.z?debug_(?:info|line)$/u.test(name)),
    functions,
  };
}

/** Where a frame lies; undefined: the file has no such function, or one of another length. */
export function placeOf(image: ModuleImage, frame: TraceFrame): FunctionPlace | undefined {
  const places = image.functions.get(frame.function) ?? [];
  return places.find(({ sizes }) => frame.offset <= frame.size && (sizes?.includes(frame.size) ?? true));
}

/** The one that most frames fit, the first of equals; one whose build ID is known to be another never wins. */
export function bestImage(
  images: readonly ModuleImage[],
  frames: readonly TraceFrame[],
  buildId: string | undefined,
): ModuleImage | undefined {
  const rate = (image: ModuleImage): number => {
    const fitting = frames.filter((frame) => placeOf(image, frame) !== undefined).length / frames.length;
    if (buildId === undefined || image.buildId === undefined) return fitting;
    return image.buildId === buildId ? fitting + 2 : fitting - 2;
  };
  return images.toSorted((a, b) => rate(b) - rate(a))[0];
}

/** Why a file is not what was loaded, as a sentence; undefined: nothing speaks against it. */
export function mismatchOf(
  image: ModuleImage,
  frames: readonly TraceFrame[],
  buildId: string | undefined,
): string | undefined {
  const again = l10n.t("Load it again, and its next report can be read.");
  if (buildId !== undefined && image.buildId !== undefined && buildId !== image.buildId)
    return `${l10n.t`${image.file} was built anew since it was loaded: lines would be wrong.`} ${again}`;
  // What only lay on the stack may be anything.
  const reliable = frames.filter(({ isReliable }) => isReliable);
  const asked = reliable.length > 0 ? reliable : frames;
  const strange = asked.find((frame) => placeOf(image, frame) === undefined);
  if (strange === undefined) return undefined;
  const why = image.functions.has(strange.function)
    ? l10n.t`${image.file} is not the build that was loaded: ${strange.function} has another length there.`
    : l10n.t`${image.file} is not the build that was loaded: it has no function ${strange.function}.`;
  return `${why} ${again}`;
}

/** Functions and labels; not sections, files, and the marks that assemblers leave (is_mapping_symbol in the kernel). */
const isPlace = ({ name, section, type }: ElfSymbol): boolean =>
  section > 0 &&
  section < firstReserved &&
  type <= functionType &&
  name !== "" &&
  !/^(?:\.L|\$|L0)/u.test(name);

const firstReserved = 0xff00; // SHN_LORESERVE
const functionType = 2; // STT_NOTYPE, STT_OBJECT, STT_FUNC

/** Where symbols begin, by section, in order. */
function startsOf(symbols: readonly ElfSymbol[]): ReadonlyMap<number, readonly number[]> {
  const bySection = Map.groupBy(symbols, ({ section }) => section);
  return new Map(
    [...bySection].map(([section, own]) => [
      section,
      [...new Set(own.map(({ value }) => value))].toSorted((a, b) => a - b),
    ]),
  );
}

/**
 * For a module the kernel counts a function up to the next symbol, whatever that is: find_kallsyms_symbol in
 * kernel/module/kallsyms.c. Of the last one of a section it depends on how sections were laid out.
 */
function sizesOf({ value, size }: ElfSymbol, starts: readonly number[]): FunctionPlace["sizes"] {
  const next = starts.find((start) => start > value);
  return next === undefined ? undefined : [next - value, ...(size > 0 ? [size] : [])];
}
