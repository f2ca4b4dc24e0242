/** The programs that read debug information and machine code, and how one is run where several may be installed. */
import * as l10n from "@vscode/l10n";
import { type Argv, type Command, defaultLimitMs, type Output } from "../command.ts";
import { CommandError, failure, TargetError } from "../errors.ts";
import type { Target } from "../targets/target.ts";

/** The machine on which the .ko files are. */
export type ToolMachine = Pick<Target, "run">;

/** `addr2line` or `objdump`. */
export type ToolName = "addr2line" | "objdump";

/** A program was found for it, or none was. */
export type ToolResult<T> = { readonly value: T } | { readonly missing: string };

/**
 * Runs the first of the programs that is there.
 * @param architecture of the file, as uname -m has it
 * @param args for the program; `isLlvm` because LLVM's know fewer options
 * @throws CommandError: it ran and failed; TargetError
 */
export async function runTool<T>(
  machine: ToolMachine,
  { name, architecture }: { readonly name: ToolName; readonly architecture: string },
  args: (isLlvm: boolean) => readonly string[],
  read: (stdout: string) => T,
): Promise<ToolResult<T>> {
  for (const program of programsFor(name, architecture)) {
    const command = commandOf([program, ...args(program.startsWith("llvm-"))], read);
    try {
      return { value: await machine.run(command) };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return { missing: missingWords(name, architecture) };
}

const commandOf = <T>(argv: Argv, read: (stdout: string) => T): Command<T> => ({
  argv,
  limitMs: 3 * defaultLimitMs,
  parse(output: Output) {
    if (output.exitCode !== 0) throw failure(output);
    return read(output.stdout);
  },
});

const isMissing = (error: unknown): boolean =>
  (error instanceof TargetError && error.problem === "missing-program") ||
  (error instanceof CommandError && error.exitCode === 127);

/** Binutils of that architecture, then LLVM's, which know all of them. */
function programsFor(name: ToolName, architecture: string): readonly string[] {
  const own = isNative(architecture)
    ? [name]
    : [`${prefixes[architecture] ?? `${architecture}-linux-gnu`}-${name}`];
  return [...own, `llvm-${name}`];
}

const isNative = (architecture: string): boolean =>
  architecture === nodeNames[process.arch] || (architecture === "i686" && process.arch === "x64");

const nodeNames: Readonly<Record<string, string>> = {
  x64: "x86_64",
  arm64: "aarch64",
  arm: "arm",
  ia32: "i686",
  riscv64: "riscv64",
};

/** As Debian calls its cross binutils. */
const prefixes: Readonly<Record<string, string>> = {
  x86_64: "x86_64-linux-gnu",
  i686: "i686-linux-gnu",
  arm: "arm-linux-gnueabihf",
};

const missingWords = (name: ToolName, architecture: string): string => {
  const tool = programsFor(name, architecture)[0] ?? name;
  const packageName = isNative(architecture) ? "binutils" : `binutils-${tool.replace(/-[^-]+$/u, "")}`;
  return l10n.t`${tool} is not installed here: sudo apt-get install ${packageName} (or llvm), or your distribution's package of that name.`;
};
