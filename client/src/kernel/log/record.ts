/** What a kernel's log consists of. Types only. */

/** One line of the log; a message of several lines is several of them, with one sequence number. */
export interface LogRecord {
  /** The kernel's number of the message, from 0 at its start; undefined where the machine gives only dmesg. */
  readonly sequence: number | undefined;
  /** Since the kernel started; undefined where the machine does not say it. */
  readonly microseconds: number | undefined;
  /** 0 (emergency) to 7 (debug); undefined: not said. */
  readonly level: number | undefined;
  readonly text: string;
  /** Where the kernel says it (dictionary of /dev/kmsg): `+usb:1-1`, `c7:0`. */
  readonly device: string | undefined;
  /** `T123` or `C0` (CONFIG_PRINTK_CALLER). */
  readonly caller: string | undefined;
}

/** What a reader of a log hears, in order. */
export type LogEvent =
  /** Reading begins or goes on. `bootedAt`: when the kernel started, milliseconds since 1970, by the editor's clock. */
  | {
      readonly kind: "start";
      readonly boot: string;
      readonly bootedAt: number;
      readonly source: "kmsg" | "dmesg";
    }
  /** At most some milliseconds' worth. */
  | { readonly kind: "records"; readonly records: readonly LogRecord[] }
  /** The kernel's buffer was overwritten before it could be read; undefined: nobody knows how many are missing. */
  | { readonly kind: "gap"; readonly lost: number | undefined };
