/** Reads lines of the kernel's log in the formats that machines give it: dmesg's, /dev/kmsg's, a serial console's. */
import { kmsgText, readKmsgHead } from "../log/kmsg.ts";

export interface KernelLine {
  /** 0 (emergency) to 7 (debug); undefined where the format does not say it. */
  readonly level: number | undefined;
  /** Since the kernel started; undefined where the format does not say it. */
  readonly seconds: number | undefined;
  readonly text: string;
}

/**
 * One line of dmesg or of a serial console: `<6>[   12.345678] text` (-r), `[   12.345678] text`,
 * `kern  :info  : [   12.345678] text` (-x), with the calling thread in a second pair of brackets (CONFIG_PRINTK_CALLER)
 * or without, or the text alone (-t). The parts of a message of several lines are lines of their own.
 */
export function readLogLine(line: string): KernelLine {
  const [, priority, word, seconds, text = ""] =
    /^(?:<(\d+)>|\w+ *:(\w+) *: )?(?:\[ *(\d+\.\d+)\](?:\[ *[CT]\d+\])? ?)?(.*)$/.exec(line.trimEnd()) ?? [];
  return {
    level: priority === undefined ? levelOfWord(word) : Number(priority) & 7,
    seconds: seconds === undefined ? undefined : Number(seconds),
    text,
  };
}

/**
 * Reads records of /dev/kmsg: `6,1234,12345678,-;text`, each followed by any number of ` KEY=value` lines, which are left
 * out. Source: Documentation/ABI/testing/dev-kmsg.
 */
export function readKmsg(text: string): readonly KernelLine[] {
  return text.split("\n").flatMap((line) => {
    const head = readKmsgHead(line);
    if (head === undefined) return [];
    const { level, microseconds, textAt } = head;
    return kmsgText(line, textAt).map((part) => ({ level, seconds: microseconds / 1e6, text: part }));
  });
}

/** As dmesg -x and syslog(3) call them, by number. */
const levelWords = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

function levelOfWord(word: string | undefined): number | undefined {
  const level = levelWords.indexOf(word ?? "");
  return level < 0 ? undefined : level;
}
