/**
 * The taint of a kernel and of a module, in words. Source: taint_flags in kernel/panic.c and
 * Documentation/admin-guide/tainted-kernels.rst; bit 19 is of 6.15 and later.
 */

export interface TaintFlag {
  /** As an oops and /sys/module/NAME/taint show it. */
  readonly letter: string;
  /** One to three words, for a row of a list. */
  readonly short: string;
  /** A sentence. */
  readonly words: string;
}

/**
 * The flags that are set, the lowest bit first; none for a kernel that is not tainted. A bit that Kmod does not know is
 * named by its number.
 * @param taint the number of /proc/sys/kernel/tainted
 */
export function taintFlags(taint: number): readonly TaintFlag[] {
  // The number may have more than 32 bits, so that JavaScript's bit operations would lose some.
  const bits = BigInt(Math.max(0, Math.trunc(taint)));
  const set = Array.from({ length: bits.toString(2).length }, (_, bit) => bit).filter(
    (bit) => (bits >> BigInt(bit)) & 1n,
  );
  return set.map(flagOf);
}

/**
 * What the letters of a module's taint say of it; a letter that Kmod does not know stays a letter.
 * @param letters those of /sys/module/NAME/taint: `OE`
 */
export function moduleTaintFlags(letters: string): readonly TaintFlag[] {
  return Array.from(letters.replaceAll(/[^A-Z]/g, ""), (letter) => {
    const flag = flags.find((known) => known.letter === letter);
    const words = flag?.ofModule ?? `It taints the kernel with the flag ${letter}.`;
    return { letter, short: flag?.short ?? `taint ${letter}`, words };
  });
}

function flagOf(bit: number): TaintFlag {
  const flag = flags[bit];
  if (flag === undefined) {
    return { letter: "?", short: `bit ${bit}`, words: `Bit ${bit}, which Kmod does not know.` };
  }
  const { letter, short, words } = flag;
  return { letter, short, words };
}

interface Flag extends TaintFlag {
  /** What it says of a module that has it; missing where no module can have it. */
  readonly ofModule?: string;
}

/** The index is the bit. */
const flags: readonly Flag[] = [
  {
    letter: "P",
    short: "proprietary",
    words: "A module with a licence that is not compatible with the GPL was loaded.",
    ofModule: "Its licence is not compatible with the GPL.",
  },
  {
    letter: "F",
    short: "forced",
    words: "A module was loaded by force, without its version being checked.",
    ofModule: "It was loaded by force, without its version being checked.",
  },
  {
    letter: "S",
    short: "out of specification",
    words: "The machine runs outside of what its makers specify (processors, clock, or unsafe settings).",
  },
  { letter: "R", short: "forced unload", words: "A module was unloaded by force." },
  { letter: "M", short: "machine check", words: "The processor reported a hardware error (machine check)." },
  { letter: "B", short: "bad page", words: "A bad page was found: memory or a driver corrupted it." },
  { letter: "U", short: "set by user", words: "A program asked for this flag." },
  {
    letter: "D",
    short: "oops",
    words:
      "The kernel had an oops or BUG since it started: what it says from then on may be wrong, restart it.",
  },
  { letter: "A", short: "ACPI override", words: "An ACPI table was replaced by the user." },
  { letter: "W", short: "warning", words: "The kernel gave a warning (WARN) since it started." },
  {
    letter: "C",
    short: "staging",
    words: "A driver of drivers/staging was loaded.",
    ofModule: "It is of drivers/staging, whose quality is not vouched for.",
  },
  { letter: "I", short: "firmware bug", words: "The kernel works around a severe bug of the firmware." },
  {
    letter: "O",
    short: "out of tree",
    words: "A module that was built outside of the kernel's tree was loaded.",
    ofModule: "It was built outside of the kernel's tree.",
  },
  {
    letter: "E",
    short: "unsigned",
    words: "A module without a valid signature was loaded.",
    ofModule: "It has no signature that this kernel accepts.",
  },
  { letter: "L", short: "soft lockup", words: "A processor was stuck in the kernel for many seconds." },
  {
    letter: "K",
    short: "live patched",
    words: "The kernel was live patched.",
    ofModule: "It patches the running kernel.",
  },
  {
    letter: "X",
    short: "auxiliary",
    words: "A flag whose meaning the distribution defines.",
    ofModule: "The distribution has marked it (auxiliary taint).",
  },
  {
    letter: "T",
    short: "randstruct",
    words: "The kernel was built with randomized structures.",
    ofModule: "It was built with randomized structures.",
  },
  {
    letter: "N",
    short: "test",
    words: "A test inside the kernel (KUnit) has run.",
    ofModule: "It is a test.",
  },
  {
    letter: "J",
    short: "fwctl",
    words: "A program changed a device through fwctl in a way that the kernel does not watch over.",
  },
];
