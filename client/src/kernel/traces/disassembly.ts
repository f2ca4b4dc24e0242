/** The instructions around the one that failed: from the module's file where that is known, else from the Code: line. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionPlace, ModuleImage } from "./module-places.ts";
import { runTool, type ToolMachine, type ToolResult } from "./tools.ts";
import type { DisassemblyLine, KernelTrace, TraceFrame } from "./trace.ts";

const mostBefore = 12;
const mostAfter = 7;

/** Of the function in the file. @throws CommandError, TargetError */
export async function disassembleFunction(
  machine: ToolMachine,
  image: ModuleImage,
  { section, start }: FunctionPlace,
  frame: TraceFrame,
): Promise<ToolResult<readonly DisassemblyLine[]>> {
  return runTool(
    machine,
    { name: "objdump", architecture: image.architecture },
    () => [
      "-d",
      "-r",
      "--no-show-raw-insn",
      "-j",
      section,
      `--start-address=${start}`,
      `--stop-address=${start + frame.size}`,
      image.file,
    ],
    (stdout) => around(readInstructions(stdout, start), frame.offset),
  );
}

/**
 * Of the bytes that the kernel printed: they may begin in the middle of an instruction, so the beginning is moved until
 * one begins where the instruction pointer is. @throws CommandError, TargetError
 */
export async function disassembleCode(
  machine: ToolMachine,
  { code, architecture }: Pick<KernelTrace, "code" | "architecture">,
  frame: TraceFrame | undefined,
): Promise<ToolResult<readonly DisassemblyLine[]>> {
  const format = formats[architecture ?? ""];
  if (code === undefined || format === undefined) return { value: [] };
  const folder = await mkdtemp(join(tmpdir(), "kmod-code-"));
  try {
    const file = join(folder, "code");
    await writeFile(file, Uint8Array.from(code.bytes));
    const shift = (frame?.offset ?? 0) - code.at;
    for (let skip = 0; skip <= Math.min(longestInstruction, code.at); skip++) {
      const found = await runTool(
        machine,
        { name: "objdump", architecture: format.architecture },
        () => [
          "-D",
          "-b",
          "binary",
          "-m",
          format.name,
          "--no-show-raw-insn",
          `--start-address=${skip}`,
          file,
        ],
        (stdout) => readInstructions(stdout, 0),
      );
      if ("missing" in found) return found;
      if (!found.value.some(({ offset }) => offset === code.at)) continue;
      return {
        value: around(found.value, code.at).map(({ offset, ...line }) => ({
          ...line,
          offset: frame === undefined || offset === undefined ? undefined : offset + shift,
        })),
      };
    }
    return { value: [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const longestInstruction = 15;

/** What objdump calls them. */
const formats: Readonly<Record<string, { readonly name: string; readonly architecture: string }>> = {
  x86_64: { name: "i386:x86-64", architecture: "x86_64" },
  i386: { name: "i386", architecture: "i686" },
  aarch64: { name: "aarch64", architecture: "aarch64" },
};

type Instruction = Omit<DisassemblyLine, "isFault">;

/**
 * Lines `  491:\tmov    0x8(%rdi),%edi`; what the loader fills in stands below as `\t\t\t496: R_X86_64_PLT32\tf-0x4`, and is
 * shown behind the instruction. @param start of the function: addresses are counted from it
 */
export function readInstructions(stdout: string, start: number): readonly Instruction[] {
  const instructions: Instruction[] = [];
  for (const line of stdout.split("\n")) {
    const relocation = /^\s+[\da-f]+:\s+R_\w+\s+(\S+)/u.exec(line)?.[1];
    const last = instructions.at(-1);
    if (relocation !== undefined && last !== undefined) {
      instructions.splice(-1, 1, {
        ...last,
        text: named(last.text, relocation.replace(/[-+]0x[\da-f]+$/u, "")),
      });
      continue;
    }
    const [, address, text] = /^\s*([\da-f]+):\s+(.*\S)\s*$/u.exec(line) ?? [];
    if (address === undefined || text === undefined) continue;
    const plain = text.replaceAll(/\s+/gu, " ");
    instructions.push({ offset: Number.parseInt(address, 16) - start, text: plain });
  }
  return instructions;
}

/** Before it is loaded, the operand of a call that leaves its section leads nowhere. */
const named = (text: string, symbol: string): string =>
  /^(?:call|jmp|j[a-z]+|bl?)\s/u.test(text)
    ? text.replace(/\s.*$/u, ` ${symbol}`)
    : `${text.replace(/ # .*$/u, "")}  # ${symbol}`;

function around(instructions: readonly Instruction[], fault: number): readonly DisassemblyLine[] {
  const at = instructions.findIndex(({ offset }) => offset === fault);
  if (at < 0) return [];
  return instructions
    .slice(Math.max(0, at - mostBefore), at + mostAfter + 1)
    .map((line) => ({ ...line, isFault: line.offset === fault }));
}
