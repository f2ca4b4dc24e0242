/**
 * The last lines of a kernel that no connection could carry any more, from the console of its machine. They are part of
 * the log once it is sure that nobody will read them from the kernel: it panicked, or another one has started.
 */
import { readLogLine } from "../kernel/kmod/kernel-log.ts";
import type { LogRecord } from "../kernel/log/record.ts";
import type { MachineConsole, Subscription } from "../kernel/targets/target.ts";
import type { LogLine } from "./target-logs.ts";

export interface ConsoleRest {
  /** The connection is gone. @param isSure the kernel's log is gone as well: lines are given as they come */
  begin(isSure: boolean): void;
  /** A log is read again. @param isOther of another start of the kernel: what waits is given */
  end(isOther: boolean): void;
  dispose(): void;
}

/** Microseconds in which lines of several processors may come in another order. */
const disorder = 1_000_000;

/** @param kept the lines of the log so far */
export function createConsoleRest(
  console: MachineConsole,
  kept: () => readonly LogLine[],
  append: (records: readonly LogRecord[]) => void,
): ConsoleRest {
  let rest: { readonly known: Known; readonly lines: Subscription; isSure: boolean } | undefined;
  let waiting: LogRecord[] = [];
  const give = (): void => {
    const records = waiting;
    waiting = [];
    if (records.length > 0) append(records);
  };
  const stop = (): void => {
    rest?.lines.dispose();
    rest = undefined;
    waiting = [];
  };
  return {
    begin(isSure) {
      stop();
      const known = knownEnd(kept());
      if (known === undefined) return;
      const add = (line: string): void => {
        const record = recordOf(line);
        if (record !== undefined && known.isNew(record)) waiting.push(record);
      };
      // Nothing comes between the lines so far and those that follow: both are taken in one turn.
      for (const line of console.lines()) add(line);
      const lines = console.onLine((line) => {
        // Another start of the machine: its log will be read.
        if ((recordOf(line)?.microseconds ?? known.newest) < known.newest - disorder) {
          rest?.lines.dispose();
          return;
        }
        add(line);
        if (rest?.isSure) give();
      });
      rest = { known, lines, isSure };
      if (isSure) give();
    },
    end(isOther) {
      if (isOther) give();
      stop();
    },
    dispose: stop,
  };
}

interface Known {
  readonly newest: number;
  isNew(record: LogRecord & { readonly microseconds: number }): boolean;
}

/** The end of what was read, by which lines of the console are compared; undefined: nothing was read. */
function knownEnd(lines: readonly LogLine[]): Known | undefined {
  const start = lines.findLastIndex(({ kind }) => kind === "boot") + 1;
  const newest = lines.findLast(({ record }) => record?.microseconds !== undefined)?.record?.microseconds;
  if (newest === undefined) return undefined;
  const keys = new Set<string>();
  for (let index = lines.length - 1; index >= start; index -= 1) {
    const record = lines[index]?.record;
    if (record?.microseconds === undefined) continue;
    if (record.microseconds < newest - 2 * disorder) break;
    keys.add(keyOf(record));
  }
  return {
    newest,
    isNew: (record) => record.microseconds >= newest - disorder && !keys.has(keyOf(record)),
  };
}

const keyOf = ({ microseconds, text }: LogRecord): string => `${microseconds} ${text.trimEnd()}`;

/** undefined: it is not of the kernel's log, which has a time there. */
function recordOf(line: string): (LogRecord & { readonly microseconds: number }) | undefined {
  const { level, seconds, text } = readLogLine(line);
  if (seconds === undefined) return undefined;
  const microseconds = Math.round(seconds * 1e6);
  return { sequence: undefined, microseconds, level, text, device: undefined, caller: undefined };
}
