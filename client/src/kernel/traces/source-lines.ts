/** Asks addr2line for the source lines of addresses in a .ko file, and finds the files that it names. */
import { stat } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import type { ModuleImage } from "./module-places.ts";
import { runTool, type ToolMachine, type ToolResult } from "./tools.ts";
import type { SourceCall } from "./trace.ts";

/** A byte of a section. */
export interface Address {
  readonly section: string;
  readonly offset: number;
}

export const addressKey = ({ section, offset }: Address): string => `${section} ${offset}`;

/**
 * One run for each section. Addresses that nothing is known of are missing. Sections of an object file all begin at 0, so
 * they must be named; LLVM's program cannot do that, and is only asked about .text.
 * @throws CommandError, TargetError
 */
export async function sourceLines(
  machine: ToolMachine,
  image: ModuleImage,
  addresses: readonly Address[],
): Promise<ToolResult<ReadonlyMap<string, readonly SourceCall[]>>> {
  const lines = new Map<string, readonly SourceCall[]>();
  for (const [section, own] of Map.groupBy(addresses, (address) => address.section)) {
    const offsets = [...new Set(own.map(({ offset }) => offset))];
    const found = await runTool(
      machine,
      { name: "addr2line", architecture: image.architecture },
      (isLlvm) => [
        "-aifC",
        "-e",
        image.file,
        ...(isLlvm ? [] : ["-j", section]),
        ...(isLlvm && section !== ".text" ? [] : offsets.map((offset) => `0x${offset.toString(16)}`)),
      ],
      readAnswers,
    );
    if ("missing" in found) return found;
    for (const [offset, calls] of found.value) {
      if (calls.length > 0) lines.set(addressKey({ section, offset }), calls);
    }
  }
  return { value: lines };
}

/**
 * For each address a line with it, then for each function, the innermost first, its name and `file:line`. Source:
 * addr2line(1), options -a, -f and -i.
 */
export function readAnswers(stdout: string): ReadonlyMap<number, readonly SourceCall[]> {
  const answers = new Map<number, readonly SourceCall[]>();
  for (const block of stdout.split(/^(?=0x[\da-f]+$)/mu)) {
    const [address = "", ...lines] = block.split("\n");
    if (!address.startsWith("0x")) continue;
    const calls: SourceCall[] = [];
    for (let at = 0; at + 1 < lines.length; at += 2) {
      const [, file = "", line = ""] =
        /^(.+?):(\d+)(?: \(discriminator \d+\))?$/u.exec(lines[at + 1] ?? "") ?? [];
      if (file !== "" && file !== "??" && Number(line) > 0)
        calls.push({ function: lines[at] ?? "", file, line: Number(line), isInlined: true });
    }
    answers.set(
      Number.parseInt(address, 16),
      calls.map((call, index) => ({ ...call, isInlined: index < calls.length - 1 })),
    );
  }
  return answers;
}

/** Finds files of debug information on this machine; each is looked for once. */
export function createSourceFinder(
  roots: readonly string[],
): (file: string, module: string) => Promise<string> {
  const found = new Map<string, Promise<string>>();
  return (file, module) => {
    const known = found.get(file) ?? find(file, [dirname(module), ...roots]);
    found.set(file, known);
    return known;
  };
}

/** A module that was built elsewhere names folders of there: the end of the path is what stays the same. */
async function find(file: string, roots: readonly string[]): Promise<string> {
  const path = normalize(file);
  if (isAbsolute(path) && (await isFile(path))) return path;
  const parts = path.split("/").filter(Boolean);
  for (const root of roots) {
    for (let from = 0; from < parts.length; from++) {
      const candidate = join(root, ...parts.slice(from));
      if (await isFile(candidate)) return candidate;
    }
  }
  return path;
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
