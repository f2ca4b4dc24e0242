/** Files that this kernel takes for no module of its own: another release, another architecture, not a module at all. */
import * as l10n from "@vscode/l10n";
import { isArchitectureOf } from "../architecture.ts";
import { allMatches, firstMatch } from "../kernel-lines.ts";
import { magicDifference, releaseOf } from "../magic.ts";
import { type Explainer, type Failure, titleOf } from "./failure.ts";

/** Source: check_modinfo and check_modstruct_version in kernel/module. */
export const explainMagic: Explainer = (failure) => {
  const { words, machine, ko } = failure;
  const line = firstMatch(words, /^\S+: version magic '(.*)' should be '(.*)'/);
  const [, said, wanted] = line ?? [];
  // With CONFIG_MODVERSIONS the release does not count, but the layout of struct module does: its CRC stands for it.
  const isLayout =
    firstMatch(
      words,
      /disagrees about version of symbol module_layout|no symbol version for module_layout/,
    ) !== undefined ||
    firstMatch(words, /this_module section size must match the kernel's built struct module size/) !==
      undefined;
  if (line === undefined && !isLayout) return undefined;
  const module = said ?? ko?.vermagic;
  const kernel = wanted ?? machine.vermagic ?? machine.release;
  const builtFor = module === undefined ? l10n.t("another kernel") : releaseOf(module);
  const file = titleOf(failure);
  const isSameRelease = builtFor === machine.release;
  const difference = module === undefined ? undefined : magicDifference(module, kernel);
  return {
    cause: "version-magic",
    title: isSameRelease
      ? l10n.t`${file} was built for a ${machine.release} that is configured in another way than this kernel.`
      : l10n.t`${file} was built for ${builtFor}, this kernel is ${machine.release}.`,
    details: [
      ...(module === undefined ? [] : [l10n.t`Version magic of the module: ${module.trim()}`]),
      l10n.t`Version magic of the kernel: ${kernel.trim()}`,
      ...(wanted === undefined && machine.vermagic === undefined ? [] : (difference?.words ?? [])),
      ...(isLayout
        ? [l10n.t("The layout of the kernel's structures differs: the CRC of module_layout is another.")]
        : []),
    ],
    remedy: buildAgainst(machine.release),
    offers: [],
  };
};

export const buildAgainst = (release: string): string =>
  l10n.t`Build it against the headers of ${release} (Kmod: Select Kernel), then load it again.`;

/** Source: elf_validity_check in kernel/module/main.c. */
export const explainFormat: Explainer = (failure) => explainArchitecture(failure) ?? explainNoModule(failure);

function explainArchitecture(failure: Failure) {
  const { words, machine, ko, errno } = failure;
  const machineLine = firstMatch(words, /^Invalid (?:module )?architecture in ELF header: (\d+)/);
  const isOther = ko !== undefined && !isArchitectureOf(ko.architecture, machine.architecture);
  if (machineLine === undefined && !(isOther && errno === "ENOEXEC")) return undefined;
  const builtFor =
    ko !== undefined && isOther ? ko.architecture : l10n.t`another machine (ELF ${machineLine?.[1] ?? "?"})`;
  return {
    cause: "wrong-architecture" as const,
    title: l10n.t`${titleOf(failure)} was built for ${builtFor}, this machine is ${machine.architecture}.`,
    details: machineLine === undefined ? [] : [machineLine[0] ?? ""],
    remedy: l10n.t`Build it for ${machine.architecture}: set ARCH and CROSS_COMPILE for that machine, with the headers of ${machine.release}, then load it again.`,
    offers: [],
  };
}

function explainNoModule(failure: Failure) {
  const { words, said } = failure;
  const complaints = allMatches(words, notModule).map(([line = ""]) => line);
  // An empty file is refused before the kernel reads it as one.
  const isEmpty = /short read/.test(said);
  if (complaints.length === 0 && !isEmpty) return undefined;
  return {
    cause: "not-a-module" as const,
    title: l10n.t`${titleOf(failure)} is not a complete kernel module.`,
    details: isEmpty ? [l10n.t("The file is empty.")] : complaints,
    remedy: l10n.t(
      "Build it again (a .ko that was only partly written or copied looks so), then load it again.",
    ),
    offers: [],
  };
}

const notModule =
  /^(?:Invalid ELF .*|ELF Spec violation.*|empty section name table|.*: module has no symbols \(stripped\?\)|.*: No module found in object|.*Only one \.modinfo section must exist.*|module .*: (?:Exactly one )?\.gnu\.linkonce\.this_module.*|.*: please compile with -fno-common|.*Symbol \S+ has an invalid section index.*|not a gzip compressed module|not an xz compressed module|decompression failed.*)/;
