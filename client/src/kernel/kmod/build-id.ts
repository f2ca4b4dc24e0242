/**
 * The build ID of a module: the hash that the linker makes of what it links (ld --build-id, which scripts/Makefile.modfinal
 * asks for). It tells builds apart where there is no srcversion: modpost gives that only to modules with a
 * MODULE_VERSION, or with CONFIG_MODULE_SRCVERSION_ALL.
 */
import { type Command, shellScript } from "../command.ts";
import { unpack } from "./compression.ts";
import { readElf, reader, sectionBytes } from "./elf.ts";

/** In hexadecimal digits; undefined where the file has none, or is none that can be read. */
export function buildIdOf(file: Uint8Array): string | undefined {
  const unpacked = unpack(file);
  if (unpacked.kind === "packed") return undefined;
  const elf = readElf(unpacked.bytes);
  if ("elfProblem" in elf) return undefined;
  const note = sectionBytes(elf, ".note.gnu.build-id");
  return note === undefined ? undefined : idOfNote(note, elf.isLittleEndian);
}

/**
 * The build IDs of loaded modules, by name; one that is not loaded or has none is missing. Source: add_notes_attrs in
 * kernel/module/sysfs.c (every user may read them).
 * @param root folder in which `sys` is; that of the machine itself when missing
 */
export const loadedBuildIds = (
  names: readonly string[],
  root = "",
): Command<ReadonlyMap<string, string>> => ({
  argv: shellScript(script, root, ...names),
  parse: ({ stdout }) => new Map(stdout.split("\n").flatMap(readLine)),
});

/** A line for each: its name, then the bytes of the note. */
const script = `
root=$1; shift
for m do
  printf '%s ' "$m"
  od -An -v -tx1 "$root/sys/module/$m/notes/.note.gnu.build-id" 2>/dev/null | tr -d ' \\n'
  echo
done`;

function readLine(line: string): readonly (readonly [string, string])[] {
  const [, name = "", hex = ""] = /^(\S+) ((?:[0-9a-f]{2})+)$/.exec(line) ?? [];
  const note = Buffer.from(hex, "hex");
  // The bytes are the machine's: the length of a build ID is small, so its order is seen from the number itself.
  const id = idOfNote(note, note[4] !== 0);
  return id === undefined ? [] : [[name, id]];
}

/** Source: elf(5), "Notes (Nhdr)": lengths of name and descriptor, type, `GNU`, then the descriptor. */
function idOfNote(note: Uint8Array, isLittleEndian: boolean): string | undefined {
  if (note.length < headSize) return undefined;
  const { word } = reader(note, { is64: false, isLittleEndian });
  const [nameLength, length, type] = [word(0), word(4), word(8)];
  if (nameLength !== 4 || type !== buildIdType || headSize + length > note.length) return undefined;
  return Buffer.from(note.subarray(headSize, headSize + length)).toString("hex");
}

const headSize = 16;
/** NT_GNU_BUILD_ID */
const buildIdType = 3;
