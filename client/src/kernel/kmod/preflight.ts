/** Compares what is to be loaded with the machine, before it is tried. */

import * as l10n from "@vscode/l10n";
import { isArchitectureOf } from "./architecture.ts";
import type { Warning } from "./diagnosis.ts";
import type { Evidence } from "./evidence.ts";
import { listed } from "./explain/failure.ts";
import { blacklistWord, installRule, isLockedDown, signatureWords, trustDetails } from "./explain/trust.ts";
import { isGplCompatible } from "./license.ts";
import { magicDifference, releaseOf } from "./magic.ts";
import { underscored } from "./modinfo-fields.ts";
import type { KoFile } from "./module-info.ts";
import type { LoadStep } from "./operation.ts";

export interface Preflight {
  readonly steps: readonly LoadStep[];
  /** Asked about the symbols and names of these steps. */
  readonly evidence: Evidence;
  /** What the workspace has built. */
  readonly built: readonly KoFile[];
}

/** What speaks against the steps, the surest first; what would be said of every step is said once. */
export function warningsOf(preflight: Preflight): readonly Warning[] {
  const { steps, evidence } = preflight;
  const last = steps.at(-1);
  const general = machineWarnings(evidence);
  // A kernel without modules can be compared with nothing.
  if (!evidence.hasModules || last === undefined) return general;
  const each = steps.flatMap((step) => {
    const { module } = step;
    const before = steps.slice(0, steps.indexOf(step));
    return [
      ...nameWarnings(step, evidence),
      ...(module.kind === "built"
        ? fileWarnings(module.ko, { ...preflight, steps: before })
        : installedWarnings(module.name, evidence)),
    ];
  });
  return [...general, ...loadedWarnings(last, evidence), ...parameterWarnings(last), ...each].toSorted(
    (one, other) => Number(other.isCertain) - Number(one.isCertain),
  );
}

function machineWarnings(evidence: Evidence): readonly Warning[] {
  if (!evidence.hasModules) {
    return [
      certain(
        "no-module-support",
        l10n.t`The kernel ${evidence.release} of this machine cannot load modules.`,
        [l10n.t("There is no /proc/modules: it was built without CONFIG_MODULES.")],
      ),
    ];
  }
  return evidence.isLoadingDisabled
    ? [
        certain(
          "no-module-support",
          l10n.t("This machine takes no modules any more until it is booted again."),
          [l10n.t("kernel.modules_disabled is 1.")],
        ),
      ]
    : [];
}

function loadedWarnings({ name, module }: LoadStep, { loaded, srcversions }: Evidence): readonly Warning[] {
  const present = loaded.get(name);
  if (present === undefined) return [];
  if (present.state !== "live") {
    return [
      certain(
        "already-loaded",
        l10n.t`${name} is stuck in the state "${present.state}" since an earlier try.`,
        [],
      ),
    ];
  }
  // modprobe takes a loaded module as loaded: nothing fails then.
  if (module.kind === "installed")
    return [possible("already-loaded", l10n.t`${name} is already loaded.`, [])];
  const there = srcversions.get(name);
  const here = module.ko.srcversion;
  const isKnown = there !== undefined && here !== undefined;
  return [
    certain(
      "already-loaded",
      l10n.t`${name} is already loaded. Reload it to exchange it.`,
      isKnown && there !== here
        ? [l10n.t`The loaded one was built from other sources (srcversion ${there}, not ${here}).`]
        : [],
    ),
  ];
}

/** The kernel only logs "unknown parameter ignored" and loads the module without it. */
export function parameterWarnings({ name, module, parameters }: LoadStep): readonly Warning[] {
  if (module.kind === "installed") return [];
  const known = new Set(module.ko.parameters.map((parameter) => parameter.name));
  const unknown = parameters
    .map((parameter) => parameter.name)
    .filter((one) => !known.has(one) && one !== "async_probe" && one !== "dyndbg");
  return unknown.length === 0
    ? []
    : [
        possible(
          "unknown-parameter",
          l10n.t`${name} has no parameter ${listed(unknown)}: the kernel would ignore it.`,
          [known.size === 0 ? l10n.t("It has none at all.") : l10n.t`It has ${listed([...known])}.`],
        ),
      ];
}

function nameWarnings({ name, module }: LoadStep, evidence: Evidence): readonly Warning[] {
  const word = blacklistWord(evidence);
  const isRefused =
    word
      ?.split("=")[1]
      ?.split(",")
      .some((one) => underscored(one) === name) ?? false;
  const install = installRule(evidence, name);
  const rule = evidence.rules.find((one) => one.kind === "blacklist" && one.module === name);
  if (isRefused) {
    return [
      certain("blacklisted", l10n.t`The kernel was told at boot not to load ${name}.`, [
        l10n.t`The kernel's command line says ${word ?? ""}.`,
      ]),
    ];
  }
  if (install !== undefined && module.kind === "installed") {
    return [
      certain("blacklisted", l10n.t`modprobe runs "${install.command}" instead of loading ${name}.`, [
        `${install.file}: ${install.text}`,
      ]),
    ];
  }
  return rule === undefined
    ? []
    : [
        possible("blacklisted", l10n.t`${rule.file} says that ${name} is not to be loaded by itself.`, [
          l10n.t`${rule.text} (it keeps devices from loading it; loading it by name still works)`,
        ]),
      ];
}

function installedWarnings(name: string, evidence: Evidence): readonly Warning[] {
  const { installed, release, loaded, symbols } = evidence;
  const isProvider = [...symbols.installed.values()].some((owner) => underscored(owner) === name);
  if (isProvider || installed.has(name) || loaded.has(name)) return [];
  // It may still be an alias, or built in.
  return [possible("no-such-file", l10n.t`There is no module ${name} below /lib/modules/${release}.`, [])];
}

function fileWarnings(ko: KoFile, preflight: Preflight): readonly Warning[] {
  const { evidence } = preflight;
  if (!isArchitectureOf(ko.architecture, evidence.architecture)) {
    return [
      certain(
        "wrong-architecture",
        l10n.t`${ko.name}.ko was built for ${ko.architecture}, this machine is ${evidence.architecture}.`,
        [],
      ),
    ];
  }
  const magic = magicWarnings(ko, evidence);
  return [
    ...magic,
    // Against another kernel every symbol may be missing: one reason is enough.
    ...(magic.some(({ isCertain }) => isCertain) ? [] : symbolWarnings(ko, preflight)),
    ...signatureWarnings(ko, evidence),
    ...(ko.hasInit && !ko.hasExit
      ? [
          possible(
            "no-exit-function",
            l10n.t`${ko.name} has no exit function: once loaded it stays until the next boot.`,
            [],
          ),
        ]
      : []),
  ];
}

function magicWarnings(ko: KoFile, { vermagic, release, layoutCrc }: Evidence): readonly Warning[] {
  if (ko.vermagic === undefined) return [];
  const file = `${ko.name}.ko`;
  const builtFor = releaseOf(ko.vermagic);
  const both = [
    l10n.t`Version magic of the module: ${ko.vermagic}`,
    vermagic === undefined
      ? l10n.t`Version magic of the kernel: not known, its release is ${release}`
      : l10n.t`Version magic of the kernel: ${vermagic}`,
  ];
  const ownCrc = ko.symbolVersions.get("module_layout");
  const isOtherLayout = ownCrc !== undefined && layoutCrc !== undefined && ownCrc !== layoutCrc;
  const difference = vermagic === undefined ? undefined : magicDifference(ko.vermagic, vermagic);
  if (difference === undefined && !isOtherLayout && builtFor === release) return [];
  const details = [
    ...both,
    ...(difference?.words ?? []),
    ...(isOtherLayout
      ? [l10n.t("The layout of the kernel's structures differs: the CRC of module_layout is another.")]
      : []),
  ];
  const message =
    builtFor === release
      ? l10n.t`${file} was built for a ${release} that is configured in another way than this kernel.`
      : l10n.t`${file} was built for ${builtFor}, this kernel is ${release}.`;
  const isRefused = (difference?.isRefused ?? !ko.vermagic.includes(" modversions")) || isOtherLayout;
  return [
    isRefused ? certain("version-magic", message, details) : possible("version-magic", message, details),
  ];
}

function symbolWarnings(ko: KoFile, preflight: Preflight): readonly Warning[] {
  const { evidence } = preflight;
  const { symbols } = evidence;
  const fromSteps = exportedBefore(preflight);
  const missing = ko.undefinedSymbols.filter(
    (name) => !fromSteps.has(name) && !symbols.exports.has(name) && !ignored.has(name),
  );
  // Without CONFIG_KALLSYMS_ALL only functions are listed, and not which of them are exported.
  const absent = symbols.isComplete ? missing : missing.filter((name) => !symbols.named.has(name));
  return [
    ...(absent.length === 0 ? [] : [missingWarning(ko, absent, preflight)]),
    ...gplWarnings(ko, evidence),
  ];
}

/** The linker's own names (ignore_undef_symbol in kernel/module/main.c), and what modpost puts into each module. */
const ignored: ReadonlySet<string> = new Set(["_GLOBAL_OFFSET_TABLE_", ".TOC.", "__this_module"]);

/** Symbols of what is loaded before it. What modprobe loads may need more, of which the symbols are not known. */
function exportedBefore({ steps, evidence }: Preflight): ReadonlySet<string> {
  const names = new Set(steps.map(({ name }) => name));
  const own = steps.flatMap(({ module }) => (module.kind === "built" ? module.ko.exportedSymbols : []));
  const installed = [...evidence.symbols.installed].flatMap(([symbol, owner]) =>
    names.has(underscored(owner)) ? [symbol] : [],
  );
  return new Set([...own, ...installed]);
}

function missingWarning(ko: KoFile, absent: readonly string[], preflight: Preflight): Warning {
  const { evidence, built, steps } = preflight;
  const { isComplete, installed, named } = evidence.symbols;
  const details = absent.slice(0, 20).map((symbol) => {
    const other = built.find((one) => one.name !== ko.name && one.exportedSymbols.includes(symbol));
    if (other !== undefined)
      return l10n.t`${symbol}: ${other.name} of the workspace exports it; load it first.`;
    const owner = installed.get(symbol);
    if (owner !== undefined)
      return l10n.t`${symbol}: the installed module ${owner} exports it; load it first.`;
    return named.has(symbol)
      ? l10n.t`${symbol}: the kernel has it, but does not export it.`
      : l10n.t`${symbol}: nothing exports it.`;
  });
  const rest = absent.length - details.length;
  const isByModprobe = steps.some(({ module }) => module.kind === "installed");
  return {
    cause: "unknown-symbol",
    message:
      absent.length > 5
        ? l10n.t`${ko.name} needs ${listed(absent.slice(0, 5))} and ${absent.length - 5} more, which nothing that is loaded exports.`
        : l10n.t`${ko.name} needs ${listed(absent)}, which nothing that is loaded exports.`,
    details: [
      ...details,
      ...(rest > 0 ? [l10n.t`... and ${rest} more.`] : []),
      ...(isComplete
        ? []
        : [
            l10n.t(
              "The kernel lists only its functions (no CONFIG_KALLSYMS_ALL): data may be there all the same.",
            ),
          ]),
    ],
    isCertain: isComplete && !isByModprobe,
  };
}

function gplWarnings(ko: KoFile, { symbols }: Evidence): readonly Warning[] {
  if (isGplCompatible(ko.license)) return [];
  const only = ko.undefinedSymbols.filter((name) => symbols.exports.get(name)?.isGplOnly === true);
  return only.length === 0
    ? []
    : [
        certain(
          "gpl-only-symbol",
          l10n.t`${ko.name} has the licence "${ko.license ?? l10n.t("none")}" and uses ${listed(only.slice(0, 5))}, exported only to GPL-compatible modules.`,
          [],
        ),
      ];
}

function signatureWarnings(ko: KoFile, evidence: Evidence): readonly Warning[] {
  const isRequired = evidence.isSignatureEnforced === true || isLockedDown(evidence);
  if (!isRequired) return [];
  const cause = isLockedDown(evidence) ? "lockdown" : "signature";
  const details = trustDetails(evidence);
  // Whether the kernel knows a key is seen only when it is tried.
  return ko.signature === undefined
    ? [
        certain(
          cause,
          l10n.t`The machine takes only signed modules, and ${ko.name}.ko is not signed.`,
          details,
        ),
      ]
    : [
        possible(
          cause,
          l10n.t`The machine takes only modules signed with a key that it trusts; ${ko.name}.ko: ${signatureWords(ko)}.`,
          details,
        ),
      ];
}

const certain = (cause: Warning["cause"], message: string, details: readonly string[]): Warning => ({
  cause,
  message,
  details,
  isCertain: true,
});

const possible = (cause: Warning["cause"], message: string, details: readonly string[]): Warning => ({
  cause,
  message,
  details,
  isCertain: false,
});
