/**
 * Takes what a Kbuild run printed and gives the messages in the recorded form: no machine paths, gcc positions as
 * t.c:LINE:COL, kernel headers as <C>/include/..., and which of the case's own lines each message leads back to.
 */

export interface BuildMessages {
  /** Lines of gcc and modpost that say error or warning, in the order printed. */
  readonly messages: readonly string[];
  /** Failures of make, the linker and the assembler, which say neither in gcc's form. */
  readonly otherMessages: readonly string[];
  readonly errorLines: readonly OwnLine[];
}

/** The line of the case's own files a message stands on, or was expanded from. */
export interface OwnLine {
  readonly message: number;
  readonly file: string;
  readonly line: number;
}

export interface BuildFolders {
  /** The case's folder. */
  readonly module: string;
  /** The kernel's build folder, resolved. */
  readonly build: string;
  /** The common header folder beside it (Debian), resolved. */
  readonly common: string;
}

const MESSAGE = /(?:^|[\s:])(?:(?:fatal )?error|warning):|^(?:ERROR|WARNING|FATAL): /;
const NOISE = /BTF|the compiler differs|You are using:|The kernel was built by|Clock skew|modification time/;
const OTHER =
  /No rule to make target|multiple definition of|undefined reference|Error: |: cannot find |is the same as output file|\*\*\* [^[]|first defined here/;
const POSITION = /^(?!<)([^\s:]+):(\d+):\d+: /;
const NOTE = /^([^\s:<]+):(\d+):\d+: note: in expansion of macro/;

/** Takes the whole output of one make run. Never fails; text it does not know is left out. */
export function extractMessages(output: string, folders: BuildFolders): BuildMessages {
  const messages: string[] = [];
  const otherMessages: string[] = [];
  const lines = new Map<number, OwnLine>();
  let standsInOwnFile = false;
  for (const raw of output.split("\n")) {
    const line = shorten(raw, folders).trim();
    if (NOISE.test(line)) continue;
    if (MESSAGE.test(line)) {
      messages.push(line);
      standsInOwnFile = remember(lines, messages.length - 1, POSITION.exec(line));
    } else if (NOTE.test(line)) {
      if (messages.length > 0 && !standsInOwnFile) remember(lines, messages.length - 1, NOTE.exec(line));
    } else if (OTHER.test(line)) otherMessages.push(line);
  }
  return { messages, otherMessages, errorLines: [...lines.values()] };
}

/** Says whether the position is in the case's own files, and keeps it. Of several expansions the outermost is last. */
function remember(lines: Map<number, OwnLine>, message: number, at: RegExpExecArray | null): boolean {
  const file = at?.[1];
  if (file === undefined || file.startsWith("/") || file.startsWith("./")) return false;
  lines.set(message, { message, file, line: Number(at?.[2]) });
  return true;
}

function shorten(line: string, folders: BuildFolders): string {
  return line
    .replaceAll(`${folders.module}/`, "")
    .replaceAll(folders.module, ".")
    .replaceAll(folders.common, "<C>")
    .replaceAll(folders.build, "<B>")
    .replace(/\/tmp\/cc\w+\.s/g, "<asm>");
}
