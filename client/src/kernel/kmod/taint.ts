/**
 * The taint of a kernel and of a module, in words. Source: taint_flags in kernel/panic.c and
 * Documentation/admin-guide/tainted-kernels.rst; bit 19 is of 6.15 and later.
 */
import * as l10n from "@vscode/l10n";

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
    const words = flag?.ofModule ?? l10n.t`It taints the kernel with the flag ${letter}.`;
    return { letter, short: flag?.short ?? l10n.t`taint ${letter}`, words };
  });
}

function flagOf(bit: number): TaintFlag {
  const flag = flags[bit];
  if (flag === undefined) {
    return { letter: "?", short: l10n.t`bit ${bit}`, words: l10n.t`Bit ${bit}, which Kmod does not know.` };
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
    short: l10n.t("proprietary"),
    words: l10n.t("A module with a licence that is not compatible with the GPL was loaded."),
    ofModule: l10n.t("Its licence is not compatible with the GPL."),
  },
  {
    letter: "F",
    short: l10n.t("forced"),
    words: l10n.t("A module was loaded by force, without its version being checked."),
    ofModule: l10n.t("It was loaded by force, without its version being checked."),
  },
  {
    letter: "S",
    short: l10n.t("out of specification"),
    words: l10n.t(
      "The machine runs outside of what its makers specify (processors, clock, or unsafe settings).",
    ),
  },
  { letter: "R", short: l10n.t("forced unload"), words: l10n.t("A module was unloaded by force.") },
  {
    letter: "M",
    short: l10n.t("machine check"),
    words: l10n.t("The processor reported a hardware error (machine check)."),
  },
  {
    letter: "B",
    short: l10n.t("bad page"),
    words: l10n.t("A bad page was found: memory or a driver corrupted it."),
  },
  { letter: "U", short: l10n.t("set by user"), words: l10n.t("A program asked for this flag.") },
  {
    letter: "D",
    short: l10n.t("oops"),
    words: l10n.t(
      "The kernel had an oops or BUG since it started: what it says from then on may be wrong, restart it.",
    ),
  },
  { letter: "A", short: l10n.t("ACPI override"), words: l10n.t("An ACPI table was replaced by the user.") },
  {
    letter: "W",
    short: l10n.t("warning"),
    words: l10n.t("The kernel gave a warning (WARN) since it started."),
  },
  {
    letter: "C",
    short: l10n.t("staging"),
    words: l10n.t("A driver of drivers/staging was loaded."),
    ofModule: l10n.t("It is of drivers/staging, whose quality is not vouched for."),
  },
  {
    letter: "I",
    short: l10n.t("firmware bug"),
    words: l10n.t("The kernel works around a severe bug of the firmware."),
  },
  {
    letter: "O",
    short: l10n.t("out of tree"),
    words: l10n.t("A module that was built outside of the kernel's tree was loaded."),
    ofModule: l10n.t("It was built outside of the kernel's tree."),
  },
  {
    letter: "E",
    short: l10n.t("unsigned"),
    words: l10n.t("A module without a valid signature was loaded."),
    ofModule: l10n.t("It has no signature that this kernel accepts."),
  },
  {
    letter: "L",
    short: l10n.t("soft lockup"),
    words: l10n.t("A processor was stuck in the kernel for many seconds."),
  },
  {
    letter: "K",
    short: l10n.t("live patched"),
    words: l10n.t("The kernel was live patched."),
    ofModule: l10n.t("It patches the running kernel."),
  },
  {
    letter: "X",
    short: l10n.t("auxiliary"),
    words: l10n.t("A flag whose meaning the distribution defines."),
    ofModule: l10n.t("The distribution has marked it (auxiliary taint)."),
  },
  {
    letter: "T",
    short: l10n.t("randstruct"),
    words: l10n.t("The kernel was built with randomized structures."),
    ofModule: l10n.t("It was built with randomized structures."),
  },
  {
    letter: "N",
    short: l10n.t("test"),
    words: l10n.t("A test inside the kernel (KUnit) has run."),
    ofModule: l10n.t("It is a test."),
  },
  {
    letter: "J",
    short: l10n.t("fwctl"),
    words: l10n.t("A program changed a device through fwctl in a way that the kernel does not watch over."),
  },
];
