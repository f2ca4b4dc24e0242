/** Compares version magics: the text by which the kernel tells whether a module was built for it. */
import * as l10n from "@vscode/l10n";

export interface MagicDifference {
  /** In words, a line each. */
  readonly words: readonly string[];
  /** The kernel refuses it for that. With CONFIG_MODVERSIONS on both sides the release does not count (same_magic). */
  readonly isRefused: boolean;
}

/**
 * What differs between a module's version magic and the kernel's; undefined where nothing does.
 * Source: same_magic in kernel/module/version.c, VERMAGIC_STRING in include/linux/vermagic.h.
 */
export function magicDifference(module: string, kernel: string): MagicDifference | undefined {
  const [release = "", ...flags] = module.trim().split(/\s+/);
  const [wantedRelease = "", ...wantedFlags] = kernel.trim().split(/\s+/);
  const extra = flags.filter((flag) => !wantedFlags.includes(flag));
  const missing = wantedFlags.filter((flag) => !flags.includes(flag));
  const isOther = release !== wantedRelease;
  if (!isOther && extra.length === 0 && missing.length === 0) return undefined;
  const hasVersions = flags.includes("modversions") && wantedFlags.includes("modversions");
  return {
    words: [
      ...(isOther ? [l10n.t`Release: the module has ${release}, the kernel ${wantedRelease}.`] : []),
      ...extra.map((flag) => l10n.t`The module was built with ${flagWords(flag)}, the kernel was not.`),
      ...missing.map((flag) => l10n.t`The kernel was built with ${flagWords(flag)}, the module was not.`),
    ],
    isRefused: (isOther && !hasVersions) || extra.length > 0 || missing.length > 0,
  };
}

/** `6.1.0-56-amd64` */
export const releaseOf = (magic: string): string => magic.trim().split(/\s+/)[0] ?? "";

const flagWords = (flag: string): string =>
  flag.startsWith("RANDSTRUCT")
    ? l10n.t`another layout of structures (${flag.split("_")[0] ?? ""})`
    : (knownFlags[flag] ?? `\`${flag}\``);

const knownFlags: Readonly<Record<string, string>> = {
  SMP: l10n.t("support for several processors (SMP, CONFIG_SMP)"),
  preempt: l10n.t("preemption (preempt, CONFIG_PREEMPT or PREEMPT_DYNAMIC)"),
  preempt_rt: l10n.t("real-time preemption (preempt_rt, CONFIG_PREEMPT_RT)"),
  mod_unload: l10n.t("unloading of modules (mod_unload, CONFIG_MODULE_UNLOAD)"),
  modversions: l10n.t("versions of symbols (modversions, CONFIG_MODVERSIONS)"),
};
