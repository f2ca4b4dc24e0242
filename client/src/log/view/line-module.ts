/** What a line of the kernel's log says of who printed it, or whom it is about. Pure; asked of every line of a flood. */

export interface LineModule {
  /** `hello` of `hello: loaded`, `usb` of `usb 1-1: new device`. */
  readonly name: string;
  /** Characters up to the colon and the blanks behind it: `usb 1-1: `. */
  readonly length: number;
}

/**
 * pr_fmt() usually puts one word before a colon, dev_err() and kin put driver and device there, drm its name in brackets.
 * undefined where a line begins otherwise, as sentences with a colon somewhere do.
 */
export function moduleOf(text: string): LineModule | undefined {
  const found = text.startsWith("[") ? bracketed.exec(text) : (one.exec(text) ?? ofDevice(text));
  const name = found?.[1];
  if (found === null || name === undefined || ofReports.test(name)) return undefined;
  return { name, length: found[0].length };
}

/** The module of a frame of a trace: `hello` of `hello_ioctl+0x12/0x40 [hello]`, with its build ID or without. */
export function frameModule(text: string): string | undefined {
  const start = text.lastIndexOf("[");
  return start < 0 ? undefined : frame.exec(text.slice(start))?.[1];
}

const one = /^(\d{0,4}[A-Za-z][\w.-]{0,62}): */u;

/** What lines of a report of a crash begin with: registers, and headings. */
const ofReports =
  /^(?:R(?:[A-D]X|[SD]I|[SBI]P|\d\d)|[C-GS]S|[CD]R\d|PGD|PKRU|pc|lr|sp|x\d\d?|pstate|Code|CPU|Oops|BUG|WARNING|INFO)$/u;

/** A device's name has a digit, or a sign that no word of a sentence has: `usb 1-1: `, `e1000 0000:00:03.0 eth0: `. */
const device = /^([A-Za-z][\w.-]{0,62}) (?=\S*[\d.:-])\S{1,62}(?: \w{1,30})?(?<=\w): +/u;

const bracketed = /^\[([A-Za-z][\w-]{0,62})\] */u;

const frame = /^\[([A-Za-z_][\w-]*)(?: [^\]]*)?\]/u;

/** Most lines without a word and a colon are sentences: a look at where the colon is spares the rest. */
function ofDevice(text: string): RegExpExecArray | null {
  const colon = text.indexOf(":");
  return colon > 2 && colon < 130 ? device.exec(text) : null;
}
