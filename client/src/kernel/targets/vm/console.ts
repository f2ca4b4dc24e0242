/** What a virtual machine's console shows: lines of the current start, told to those who listen; QEMU keeps the file. */
import { appendFile } from "node:fs/promises";
import { createListeners } from "../listeners.ts";
import type { MachineConsole } from "../target.ts";

export interface ConsoleRecord extends MachineConsole {
  /** A line of the machine; escape sequences of terminals are taken out. */
  add(line: string): void;
  /** Another start begins: the lines so far are forgotten here, and stay in the file, above a line that dates the start. */
  restart(why: string): Promise<void>;
  dispose(): void;
}

/** Lines kept in memory; all are in the file. */
const mostLines = 20_000;

export function createConsole(file: string, now: () => Date = () => new Date()): ConsoleRecord {
  const listeners = createListeners<string>();
  let lines: string[] = [];
  return {
    file,
    lines: () => lines,
    onLine: listeners.listen,
    add(line) {
      const plain = withoutEscapes(line);
      lines.push(plain);
      if (lines.length > mostLines) lines = lines.slice(-mostLines / 2);
      listeners.fire(plain);
    },
    async restart(why) {
      lines = [];
      await appendFile(file, `==== ${now().toISOString()} ${why}\n`);
    },
    dispose: () => listeners.dispose(),
  };
}

/** Firmware clears the screen and moves the cursor. */
const escapes = new RegExp(String.raw`\u001b(?:\[[0-9;?]*[A-Za-z]|[=>c])`, "gu");

const withoutEscapes = (line: string): string => line.replaceAll(escapes, "").replaceAll("\r", "");

/**
 * The kernel's own words of a panic, without the time: `Kernel panic - not syncing: Fatal exception`.
 * Source: kernel/panic.c, `pr_emerg("Kernel panic - not syncing: %s\\n", buf)`.
 */
export function panicOf(line: string): string | undefined {
  return /(?<!end )Kernel panic - not syncing: .*/u.exec(line)?.[0].trimEnd();
}
